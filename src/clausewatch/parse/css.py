"""CSS selectors of declarations as XPath, for what lxml can find fast.

Type, universal, `#id`, `.class`, attribute selectors, all four combinators, `:not :is :where :has`,
child positions (`:nth-child(an+b)` and its kin), `:empty`, `:root` and `:contains("text")`. Class names keep
their case, tag names do not; a pseudo-class outside this list is an error, never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from lxml import etree
from tinycss2 import nth

_AXES = {" ": "descendant::", ">": "child::", "+": "following-sibling::*[1]/self::", "~": "following-sibling::"}
_REVERSE = {" ": "ancestor::*", ">": "parent::*", "+": "preceding-sibling::*[1]", "~": "preceding-sibling::*"}
_FIXED = {
    "first-child": "not(preceding-sibling::*)",
    "last-child": "not(following-sibling::*)",
    "only-child": "not(preceding-sibling::*) and not(following-sibling::*)",
    "empty": "not(*) and not(text())",
    "root": "not(parent::*)",
}


def _place_of_type(context: Any, side: str) -> float:
    node = context.context_node
    return 1.0 + sum(1 for _ in node.itersiblings(node.tag, preceding=side == "preceding"))


_EXTENSIONS = {(None, "place-of-type"): _place_of_type}


class BadSelector(ValueError):
    """The selector is not CSS, or asks for what has no meaning in a stored page."""


@lru_cache(maxsize=512)
def compiled(selector: str) -> etree.XPath:
    """XPath that finds all descendants-or-self which match a selector (a comma list counts as one).

    Raises:
        BadSelector: the selector cannot be read.
    """
    tokens = tinycss2.parse_component_value_list(selector, skip_comments=True)
    paths = [_path(part) for part in _split(tokens)]
    return etree.XPath(" | ".join(f"descendant-or-self::{p}" for p in paths), extensions=_EXTENSIONS)


def found(root: etree._Element, selectors: Iterable[str]) -> list[etree._Element]:
    """Elements that match any of the selectors, in document order, each once."""
    hits = [e for s in selectors for e in _elements(compiled(s)(root))]
    if len(hits) < 2:
        return hits
    wanted = set(hits)
    return [e for e in root.iter() if e in wanted]


def _elements(result: object) -> list[etree._Element]:
    return [e for e in result if isinstance(e, etree._Element)] if isinstance(result, list) else []


def _split(tokens: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    if not all(any(t.type != "whitespace" for t in p) for p in parts):
        raise BadSelector("empty selector")
    return parts


def _path(tokens: Sequence[Any]) -> str:
    steps = _steps(tokens)
    path = _compound(steps[0][1])
    for axis, compound in steps[1:]:
        path += "/" + _AXES[axis] + _compound(compound)
    return path


def _steps(tokens: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Compounds with the combinator before each."""
    steps: list[tuple[str, list[Any]]] = [("", [])]
    axis = ""
    for token in tokens:
        if token.type == "whitespace":
            axis = axis or " "
        elif _combines(token):
            axis = token.value
        else:
            if axis and steps[-1][1]:
                steps.append((axis, []))
            steps[-1][1].append(token)
            axis = ""
    if any(_combines(t) for t in _ends(tokens)):
        raise BadSelector("a combinator without two sides")
    return steps


def _combines(token: Any) -> bool:
    return token.type == "literal" and token.value in (">", "+", "~")


def _ends(tokens: Sequence[Any]) -> list[Any]:
    shown = [t for t in tokens if t.type != "whitespace"]
    return [shown[0], shown[-1]]


def _compound(tokens: Sequence[Any]) -> str:
    name, tests = "*", []
    rest = list(tokens)
    if rest and (rest[0].type == "ident" or (rest[0].type == "literal" and rest[0].value == "*")):
        first = rest.pop(0)
        name = _name(first.value) if first.type == "ident" else "*"
    while rest:
        tests.append(_simple(rest, name))
    return name + "".join(f"[{t}]" for t in tests)


def _name(tag: str) -> str:
    return tag.lower() if re.fullmatch(r"[A-Za-z][\w-]*", tag) else f"*[local-name() = {_text(tag)}]"


def _simple(rest: list[Any], name: str) -> str:
    token = rest.pop(0)
    if token.type == "hash":
        return f"@id = {_text(token.value)}"
    if token.type == "[] block":
        return _attribute(token.content)
    follows = rest[0].type if rest else ""
    if token.type == "literal" and token.value == "." and follows == "ident":
        return _word("class", rest.pop(0).value)
    if token.type == "literal" and token.value == ":" and follows in ("ident", "function"):
        return _pseudo(rest.pop(0), name)
    raise BadSelector(f"unexpected {token.serialize()!r}")


def _word(attribute: str, value: str) -> str:
    return f"contains(concat(' ', normalize-space(@{attribute}), ' '), {_text(f' {value} ')})"


def _attribute(content: Sequence[Any]) -> str:
    tokens = [t for t in content if t.type != "whitespace"]
    if not tokens or tokens[0].type != "ident":
        raise BadSelector("an attribute selector without a name")
    name = tokens[0].value.lower()
    operator = "".join(t.value for t in tokens[1:] if t.type == "literal")
    values = [str(t.value) for t in tokens[1:] if t.type in ("ident", "string", "number")]
    if not operator:
        return f"@{name}"
    value = _text(values[0] if values else "")
    tests = {
        "=": f"@{name} = {value}",
        "~=": _word(name, values[0] if values else ""),
        "|=": f"@{name} = {value} or starts-with(@{name}, concat({value}, '-'))",
        "^=": f"starts-with(@{name}, {value})",
        "$=": f"substring(@{name}, string-length(@{name}) - string-length({value}) + 1) = {value}",
        "*=": f"contains(@{name}, {value})",
        "!=": f"not(@{name} = {value})",
    }
    if operator not in tests:
        raise BadSelector(f"unknown attribute test {operator!r}")
    return tests[operator]


def _pseudo(token: Any, name: str) -> str:
    word = token.lower_value if token.type == "ident" else token.lower_name
    if token.type == "ident":
        if word in _FIXED:
            return _FIXED[word]
        if word in ("first-of-type", "last-of-type"):
            return _position((0, 1), "preceding" if word[0] == "f" else "following", _same_type(name))
        raise BadSelector(f":{word} has no meaning in a stored page")
    return _function(word, token.arguments, name)


def _function(word: str, arguments: Sequence[Any], name: str) -> str:
    if word in _FUNCTIONS:
        return _FUNCTIONS[word](arguments)
    parsed = nth.parse_nth(list(arguments))
    if not word.startswith("nth-") or parsed is None:
        raise BadSelector(f":{word}() is not known")
    side = "following" if "last" in word else "preceding"
    return _position(parsed, side, _same_type(name) if word.endswith("of-type") else "*")


def _containing(arguments: Sequence[Any]) -> str:
    return f"contains(string(.), {_text(''.join(str(t.value) for t in arguments if t.type in ('string', 'ident')))})"


def _same_type(name: str) -> str:
    return name if name != "*" else ""


def _position(step: tuple[int, int], side: str, what: str) -> str:
    """`what` is the name test of the siblings counted; empty for those with the element's own name."""
    a, b = step
    at = f"(count({side}-sibling::{what}) + 1)" if what else f"place-of-type('{side}')"
    if a == 0:
        return f"{at} = {b}"
    if a < 0:
        return f"{at} <= {b} and ({b} - {at}) mod {-a} = 0"
    return f"{at} >= {b} and ({at} - {b}) mod {a} = 0"


def _relative(tokens: Sequence[Any]) -> str:
    tokens = [t for n, t in enumerate(tokens) if n or t.type != "whitespace"]
    axis = tokens[0].value if tokens[0].type == "literal" and tokens[0].value in ">+~" else " "
    path = _path(tokens if axis == " " else tokens[1:])
    return _AXES[axis] + path


def _any_of(tokens: Sequence[Any]) -> str:
    return " or ".join(f"({_matches(part)})" for part in _split(tokens))


def _matches(tokens: Sequence[Any]) -> str:
    """A test that holds on the element itself, walking a complex selector from its end."""
    steps = _steps(tokens)
    test = f"self::{_compound(steps[0][1])}"
    for axis, compound in steps[1:]:
        test = f"self::{_compound(compound)} and {_REVERSE[axis]}[{test}]"
    return test


def _text(value: str) -> str:
    if '"' not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return "concat(" + ", '\"', ".join(f'"{part}"' for part in value.split('"')) + ")"


_FUNCTIONS: Mapping[str, Callable[[Sequence[Any]], str]] = {
    "not": lambda a: f"not({_any_of(a)})",
    "is": lambda a: _any_of(a),
    "where": lambda a: _any_of(a),
    "matches": lambda a: _any_of(a),
    "has": lambda a: " or ".join(_relative(part) for part in _split(a)),
    "contains": _containing,
    "-soup-contains": _containing,
}
