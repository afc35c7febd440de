"""What the raw page says about itself beside its text, for deciding what kind of page it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

_SCRIPT = re.compile(r"<script\b.*?(?:</script\s*>|\Z)", re.I | re.S)
_REFRESH = re.compile(
    r"<meta[^>]{0,300}http-equiv\s*=\s*[\"']?refresh[^>]{0,300}content\s*=\s*[\"']?\s*(\d{1,4})\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)"
    r"|<meta[^>]{0,300}content\s*=\s*[\"']?\s*(\d{1,4})\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)[^>]{0,300}http-equiv\s*=\s*[\"']?refresh",
    re.I,
)
_LOCATION = re.compile(r"(?:window|document|top|self)?\.?\blocation(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*[\"']([^\"']+)[\"']")
_CHALLENGE = re.compile(
    r"_cf_chl_opt|cf-chl|challenge-form|cf-turnstile|g-recaptcha|h-captcha|hcaptcha|px-captcha|captcha-delivery|datadome|"
    r"awswaf|aws-waf-token|_Incapsula_|ddos-guard|distil_r|sgcaptcha|challenges\.cloudflare\.com|anubis_challenge|friendly-captcha",
    re.I,
)
_PASSWORD = re.compile(r"<input[^>]{0,500}type\s*=\s*[\"']?password", re.I)
_SINGLE_SIGN_ON = re.compile(r"<(?:form|a)[^>]{0,500}(?:saml|oauth|openid|/sso|login\.microsoftonline|/adfs/|signin|sign-in|/login)", re.I)
_SHELL = re.compile(r"<(?:div|main|section|app-root)\b[^>]{0,200}(?:id\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|svelte|q-app|main-app)\b|\bng-app)|<app-root", re.I)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.*?)</noscript", re.I | re.S)
_NEEDS_SCRIPT = re.compile(r"javascript", re.I)
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
    heading: str = ""


NONE = Signals()


def of_page(source: str, root: etree._Element | None) -> Signals:
    """The signals of an HTML source; `root` is its tree where it has one."""
    scripts = sum(len(m[0]) for m in _SCRIPT.finditer(source))
    return Signals(
        size=len(source),
        scripts=scripts / (len(source) or 1),
        refresh=_refresh(source),
        challenge=_CHALLENGE.search(source) is not None,
        password=_PASSWORD.search(source) is not None,
        sign_on=_SINGLE_SIGN_ON.search(source) is not None,
        shell=_SHELL.search(source) is not None,
        needs_script=any(_NEEDS_SCRIPT.search(m[1]) for m in _NOSCRIPT.finditer(source)),
        heading=_heading(root),
    )


def _refresh(source: str) -> str:
    """Where the page sends its reader at once: by refresh, or by a script in an otherwise small page."""
    match = _REFRESH.search(source[:100_000])
    if match is not None and int(match[1] or match[3]) <= 30:
        return match[2] or match[4]
    moved = _LOCATION.search(source) if len(source) < _SMALL else None
    return moved[1] if moved is not None else ""


def _heading(root: etree._Element | None) -> str:
    first = root.find(".//h1") if root is not None else None
    return " ".join("".join(first.itertext()).split())[:200] if first is not None else ""
