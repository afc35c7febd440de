"""Programs of others try the desk: Schemathesis its API, an OpenID provider that we did not write its door, axe its pages.

python tests/campaigns/strangers.py FOLDER      FOLDER holds both programs (`make strangers` installs them)
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from clausewatch.settings import DeskSettings
from clausewatch.tools import utc_now
from deskkit import Served, home, listening

EXAMPLES = 150
PERSON = {"sub": "anna", "email": "anna@example.org", "email_verified": True, "groups": ["deciders"]}


def main(folder: str) -> None:
    """Let both try, and say what came of it."""
    with tempfile.TemporaryDirectory() as made:
        found = described(Path(folder).resolve(), Path(made))
        entered = admitted(Path(folder).resolve(), Path(made))
        faults = accessible(Path(made))
    print(f"API: {found or 'nothing found'}")
    print(f"sign-in: {entered or 'nobody came in'}")
    print(f"pages: {faults or 'no violation'}")
    if found or faults or "decider" not in entered:
        raise SystemExit(1)


def described(folder: Path, made: Path) -> str:
    """What Schemathesis finds where the API does not keep to its description; empty if nothing."""
    with listening(home(made / "api")) as served:
        command = [folder / "schemathesis", "run", f"{served.url}/api/openapi.json", "--no-color", "-c", "all"]
        done = subprocess.run(
            [*command, "--max-examples", str(EXAMPLES), "--seed", "1"], cwd=made, capture_output=True, text=True, check=False
        )
    print(done.stdout[done.stdout.find("SUMMARY") - 40 :])
    return "" if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-1000:]


def accessible(made: Path) -> list[str]:
    """What axe-core finds on any page, in both languages and colour schemes."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk"))
    from test_browser import AXE, PAGES, QUIET

    found: list[str] = []
    with listening(home(made / "pages")) as served, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", *QUIET])
        for lang, scheme in ((lang, scheme) for lang in ("en", "sv") for scheme in ("light", "dark")):
            context = browser.new_context(base_url=served.url, color_scheme=scheme)
            context.add_cookies([{"name": "clausewatch_lang", "value": lang, "url": served.url}])
            page = context.new_page()
            page.add_init_script(path=AXE)
            for path in PAGES:
                page.goto(path)
                result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
                found += [f"{lang} {scheme} {path}: {v['id']}" for v in result["violations"]]
            context.close()
        browser.close()
    return found


def admitted(folder: Path, made: Path) -> str:
    """What the desk calls a person whom the provider signs in: name and role."""
    with provider(folder) as issuer:
        settings = DeskSettings(
            oidc_issuer=issuer,
            oidc_client="desk",
            oidc_secret="env:DESK_SECRET",
            oidc_readers=("*",),
            oidc_deciders=("deciders",),
        )
        os.environ["DESK_SECRET"] = "any"
        tools = home(made / "door", desk=settings)
        tools.clock = utc_now
        with listening(tools, sign_in=True) as served:
            return _enter(served)


def _enter(served: Served) -> str:
    with served.client() as client, httpx.Client() as provider:
        asked = client.get("/oidc/start").headers["location"]
        page = provider.get(asked)
        back = provider.post(urljoin(asked, str(page.url)), data={"sub": "anna"})
        answer = client.get(back.headers["location"])
        assert answer.status_code == 303, answer.text
        html = client.get("/").text
        return html.partition('<span class="quiet">')[2].partition("</span>")[0]


@contextmanager
def provider(folder: Path) -> Iterator[str]:
    """The provider on loopback; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [folder / "oidc-provider-mock", "--port", str(port), "--user-claims", json.dumps(PERSON)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main(*sys.argv[1:])
