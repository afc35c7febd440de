"""A vendor's page for the tests: our own text, with places that can be varied."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["CONSENT", "Page", "replace"]


@dataclass(frozen=True)
class Page:
    """A data processing agreement on a page; each field is a place that a vendor may change."""

    notice: str = "30 days"
    law: str = "Ireland"
    updated: str = "1 March 2026"
    menu: str = "Products Pricing Support"
    script: str = "a1"
    extra: str = ""

    def html(self) -> str:
        """The page as served."""
        return f"""<!doctype html><html lang="en"><head><title>Data Processing Agreement - Northwind Cloud</title>
<script>window.build = "{self.script}";</script></head><body>
<nav><ul><li><a href="/">{self.menu}</a></li><li><a href="/login">Log in</a></li></ul></nav>
<main><h1>Data Processing Agreement</h1><p>Last updated: {self.updated}</p>
<h2>1. Scope</h2><p>This Data Processing Agreement applies to all personal data that Northwind Cloud Limited processes on
behalf of the customer when it provides the services. It forms part of the Northwind Terms of Service, which are
incorporated by reference.</p>
<h2>2. Instructions</h2><p>Northwind processes personal data only on documented instructions from the customer, unless
required to do otherwise by European Union or Member State law to which Northwind is subject.</p>
<h2>3. Subprocessors</h2><p>The customer gives Northwind a general authorisation to engage subprocessors.
Northwind will inform the customer by e-mail of any intended addition or replacement of a subprocessor at least
{self.notice} in advance. The customer may object within that period; if the parties cannot agree, the customer may
terminate the affected service.</p>
<h2>4. Transfers</h2><p>Where personal data is transferred to a country outside the European Economic Area without an
adequacy decision, the parties rely on the Standard Contractual Clauses set out in Commission Implementing Decision
(EU) 2021/914.</p>
<h2>5. Requests from authorities</h2><p>If Northwind receives a request from a public authority for disclosure of
personal data, it will notify the customer without undue delay and will challenge any request that it considers
unlawful.</p>{self.extra}
<h2>6. Security incidents</h2><p>Northwind will notify the customer of a personal data breach without undue delay and
in any event within 48 hours after having become aware of it.</p>
<h2>7. Deletion</h2><p>After the end of the services Northwind will delete all personal data within 60 days, unless the
law requires further storage.</p>
<h2>8. Governing law</h2><p>This agreement is governed by the laws of {self.law}. The courts of Dublin have exclusive
jurisdiction over any dispute arising from it.</p></main>
<footer><p>© Northwind Cloud Limited</p></footer></body></html>"""


CONSENT = """<!doctype html><html lang="en"><head><title>Before you continue</title></head><body>
<div class="consent"><h1>Before you continue</h1><p>We use cookies to deliver and maintain our services and to measure
audience engagement.</p><form><button>Accept all</button> <button>Reject all</button></form></div></body></html>"""
