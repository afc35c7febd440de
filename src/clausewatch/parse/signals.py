"""What the raw page says about itself beside its text, for deciding what kind of page it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from clausewatch.parse.phrases import ACCEPT

_REFRESH = re.compile(
    r"<meta[^>]{0,300}http-equiv\s*=\s*[\"']?refresh[^>]{0,300}content\s*=\s*[\"']?\s*(\d{1,4})\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)"
    r"|<meta[^>]{0,300}content\s*=\s*[\"']?\s*(\d{1,4})\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)[^>]{0,300}http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    r"(?:window|document|top|self)?\.?\blocation(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*[\"']([^\"']+)[\"']"
)
_CHALLENGE = [
    "_cf_chl_opt",
    "cf-chl",
    "challenge-form",
    "cf-turnstile",
    "g-recaptcha",
    "h-captcha",
    "hcaptcha",
    "px-captcha",
    "captcha-delivery",
    "datadome",
    "awswaf",
    "aws-waf-token",
    "_incapsula_",
    "ddos-guard",
    "distil_r",
    "sgcaptcha",
    "challenges.cloudflare.com",
    "anubis_challenge",
    "friendly-captcha",
]
_PASSWORD = re.compile(r"<input[^>]{0,500}type\s*=\s*[\"']?password")
_SIGN_ON = ("saml", "oauth", "openid", "/sso", "login.microsoftonline", "/adfs/", "signin", "sign-in", "/login")
_SHELL = re.compile(
    r"<(?:div|main|section)[^>]{0,200}id\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|svelte|q-app|main-app)\b|<app-root"
)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.*?)</noscript", re.IGNORECASE | re.DOTALL)
_BUTTON = re.compile(r"<(?:button|a|input)\b([^<>]{0,400}>[^<>]{0,60}|[^<>]{0,400}>(?:<[^<>]{0,200}>){1,3}[^<>]{0,60})")
_SMALL = 6000


class Signals(NamedTuple):
    """Facts about the raw page; `scripts` is the share of its characters that are script, 0 to 1."""

    size: int = 0
    scripts: float = 0.0
    refresh: str = ""
    challenge: bool = False
    password: bool = False
    sign_on: bool = False
    shell: bool = False
    needs_script: bool = False
    accept: bool = False


def of_page(source: str) -> Signals:
    """The signals of an HTML source."""
    low = source.lower()
    return Signals(
        size=len(source),
        scripts=_script_chars(low) / (len(low) or 1),
        refresh=_refresh(source),
        challenge=any(mark in low for mark in _CHALLENGE),
        password="password" in low and _PASSWORD.search(low) is not None,
        sign_on=any(mark in low for mark in _SIGN_ON),
        shell=_SHELL.search(low) is not None,
        needs_script="<noscript" in low and any("javascript" in m[1] for m in _NOSCRIPT.finditer(low)),
        accept=_accepts(low),
    )


def _accepts(low: str) -> bool:
    """A button that accepts all cookies, in the page's own markup (scripts aside where they are long)."""
    return any(ACCEPT.search(m[1]) for m in _BUTTON.finditer(low[:400_000]))


def _script_chars(low: str) -> int:
    total, at = 0, low.find("<script")
    while at >= 0:
        end = low.find("</script", at)
        end = len(low) if end < 0 else end
        total += end - at
        at = low.find("<script", end)
    return total


def _refresh(source: str) -> str:
    """Where the page sends its reader at once: by refresh, or by a script in an otherwise small page."""
    match = _REFRESH.search(source[:100_000])
    if match is not None and int(match[1] or match[3]) <= 30:
        return match[2] or match[4]
    moved = _LOCATION.search(source) if len(source) < _SMALL else None
    return moved[1] if moved is not None else ""


def heading_of(root: etree._Element | None) -> str:
    """The first heading of level one."""
    first = root.find(".//h1") if root is not None else None
    return " ".join("".join(map(str, first.itertext())).split())[:200] if first is not None else ""
