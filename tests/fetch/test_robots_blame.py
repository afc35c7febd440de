"""The line that disallows a page is named as it stands in the file."""

from __future__ import annotations

import pytest

from clausewatch.fetch.robots import blame

URL = "https://vendor.example/legal/terms.html"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("User-agent: *\nDisallow: /legal", "line 2: Disallow: /legal"),
        ("user-agent:*\ndisallow:/*.html$", "line 2: Disallow: /*.html$"),
        ("User-agent: *\nDisallow: /\nDisallow: /legal/", "line 3: Disallow: /legal/"),
        (
            "User-agent: otherbot\nUser-agent: clausewatch\nDisallow: /l\n\nUser-agent: *\nDisallow: /legal",
            "line 3: Disallow: /l",
        ),
        ("User-agent: otherbot\nDisallow: /legal/\nUser-agent: *\nDisallow: /l", "line 4: Disallow: /l"),
        ("\ufeffSitemap: x\r\n\r\nUser-agent: *\r\n# why\r\nDisallow: /legal # no", "line 5: Disallow: /legal"),
        ("nothing here", "its rules"),
    ],
)
def test_the_deciding_line_is_named(text, says):
    assert blame(text, URL, "clausewatch") == says
