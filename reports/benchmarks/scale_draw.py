"""The table and the plot of `scale.json`; the plot is an SVG that is read without colour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MARK = "<!-- what follows is written by hand -->"
PLOTTED = ("verify", "run, nothing changed", "status", "changes, all", "desk, first page", "report", "metrics", "desk, page")
BY_DOCUMENT = ("run, nothing changed", "run, 1 % changed", "status", "metrics", "desk, page")
"""What these cost is by the documents that are watched; the others go by the length of the log."""
SIGNS = ("M-4,-4h8v8h-8z", "M0,-5L5,4H-5z", "M0,-5L5,0L0,5L-5,0z", "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0", "M-4,-4L4,4M4,-4L-4,4")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 520, 70, 210, 50, 60
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]


def draw(kept: Rows, operations: Sequence[str]) -> None:
    """Write `scale.md` (what is written by hand below the mark stays) and `scale.svg`."""
    out = HERE / "scale.md"
    said = out.read_text("utf-8").partition(MARK)[2] if out.exists() else "\n"
    out.write_text(_table(kept, operations) + MARK + said, "utf-8")
    (HERE / "scale.svg").write_text(_plot(kept), "utf-8")


def _table(kept: Rows, operations: Sequence[str]) -> str:
    lines = [
        "# Cost as a record grows",
        "",
        "`python reports/benchmarks/scale.py` measures, `scale.json` keeps. A shape is documents x versions; every version",
        "is of a real page of our own (4 KB, 3 findings), its bytes shared as blobs are, its rows inserted with all leaves, so",
        "that `verify` accepts the record. A loopback server answers 304, or a new text at every hundredth document. CPU",
        "seconds of the process and its children (`+` those of the PostgreSQL server), best guide on a machine that is shared;",
        "`growth` is the CPU time against the shape with 500 documents, divided by the growth of the log (of the documents",
        "for `run`, `status`, `metrics`, desk pages): 1 is linear, less is better.",
        "",
        "![CPU seconds over documents, both in powers of ten](scale.svg)",
        "",
        "| operation | shape | leaves | CPU s | wall s | peak MB | growth |",
        "|---|---|---|---|---|---|---|",
    ]
    for operation in ("migrate-to", *operations):
        for shape, rows in kept.items():
            if row := rows.get(operation):
                lines.append(_line(kept, operation, shape, row))
    return "\n".join(lines) + "\n\n"


def _line(kept: Rows, operation: str, shape: str, row: Mapping[str, Any]) -> str:
    each = operation == "desk, page"  # the mean of many, but the server's seconds are of all
    server = f" + {row['server_cpu_s']:.1f}" if row.get("server_cpu_s") and not each else ""
    size, _, where = shape.partition("@")
    first = kept.get("500x20" + (f"@{where}" if where else ""), {}).get(operation)
    growth = ""
    if first and first is not row:
        work = _documents(size) / 500 if operation in BY_DOCUMENT else row["leaves"] / first["leaves"]
        growth = f"{_cpu(row) / max(_cpu(first), 0.001) / work:.2f}"
    shown = size.replace("x", " x ") + (" PostgreSQL" if where else "")
    cpu = f"{row['cpu_s']:.3f}" if row["cpu_s"] < 0.1 else f"{row['cpu_s']:.1f}"
    return f"| {operation} | {shown} | {row['leaves']:,} | {cpu}{server} | {row['wall_s']:.1f} | {row['peak_mb']} | {growth} |"


def _documents(shape: str) -> int:
    return int(shape.partition("x")[0])


def _cpu(row: Mapping[str, Any]) -> float:
    return float(row["cpu_s"]) + float(row.get("server_cpu_s", 0))


def _plot(kept: Rows) -> str:
    """CPU seconds over documents, both in powers of ten: a straight line up one decade a decade is linear growth."""
    shapes = sorted((s for s in kept if "@" not in s), key=_documents)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        "<title>CPU seconds of each operation over the number of documents</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="16">CPU seconds over documents (500 and 5,000 x 20 versions, 50,000 x 2)</text>',
    ]
    parts += [_across(p) for p in range(-3, 4)] + [_up(n) for n in (500, 5000, 50000)]
    ends: list[float] = []
    for number, operation in enumerate(PLOTTED):
        points = [(_x(_documents(s)), _y(float(kept[s][operation]["cpu_s"]))) for s in shapes if operation in kept[s]]
        if points:
            parts += _series(operation, points, number, ends)
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">documents</text>'
        f'<text transform="translate(18 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">CPU seconds</text></svg>'
    )
    return "\n".join(parts) + "\n"


def _series(name: str, points: Sequence[tuple[float, float]], number: int, ends: list[float]) -> list[str]:
    """One operation: a dashed line, a sign of its own at each point, its name at the end."""
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dash, sign = DASHES[number % len(DASHES)], SIGNS[number % len(SIGNS)]
    parts = [f'<polyline points="{line}" fill="none" stroke="#222" stroke-width="1.6" stroke-dasharray="{dash}"/>']
    parts += [
        f'<path d="{sign}" transform="translate({x:.0f} {y:.0f})" fill="#fff" stroke="#222" stroke-width="1.6"/>'
        for x, y in points
    ]
    at = points[-1][1]
    while any(abs(at - other) < 15 for other in ends):
        at += 3
    ends.append(at)
    parts.append(f'<text x="{points[-1][0] + 12:.0f}" y="{at + 4:.0f}">{escape(name)}</text>')
    return parts


def _x(documents: float) -> float:
    return LEFT + 20 + (math.log10(documents) - math.log10(500)) / 2 * (WIDTH - LEFT - RIGHT - 40)


def _y(seconds: float) -> float:
    return HEIGHT - BOTTOM - (math.log10(max(seconds, 0.001)) + 3) / 6 * (HEIGHT - TOP - BOTTOM)


def _across(power: int) -> str:
    y = _y(10.0**power)
    label = f"{10.0**power:g}"
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{label}</text>'
    )


def _up(documents: int) -> str:
    x = _x(documents)
    return (
        f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{documents:,}</text>'
    )
