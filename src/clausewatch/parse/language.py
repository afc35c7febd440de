"""Which language a text is written in, by its commonest words and its script; explainable and small.

Statistical identifiers of the trade need 100 MB of memory; terms are long and plain, so function words suffice.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

_WORDS = {
    "en": "the of and to in or for you your our we is that by this with any are be not will may as shall on from",
    "sv": "och att som för av är det en den till på med inte om ett de vi kan du din har eller ska vid enligt från",
    "de": "der die das und zu den von mit ist des für auf nicht ein eine oder im dem wir sie werden wird durch sich bei",
    "fr": "le la les de des et du en à que pour dans est par ou sur vous nous au une un ne pas avec votre qui aux",
    "da": "og at som for af er det en den til på med ikke om et de vi kan du din har eller skal ved efter fra jeres dine vores",
    "no": "og at som for av er det en den til på med ikke om et de vi kan du din har eller skal ved etter fra deres dine vår",
    "nl": "de het een en van te in dat is op voor met zijn niet aan door of wij u uw wordt worden deze naar bij ons",
    "fi": "ja on ei että se tai joka ovat mukaan sekä voi kun myös jos tämä niiden sen ole hän käyttäjä palvelun tietoja",
    "es": "de la el los las que en y a del por un una con para se su no al es o sus como usted datos este esta",
    "it": "di che e il la per un una in del con non i le si da della dei sono gli dal alla nel o come dati suo",
    "pt": "de que e o a do da em os as para um uma com não por se no na dos das ou ao sua seus você dados como",
    "pl": "i w na z do że się nie o jest oraz lub przez od dla po jak są za przy może tym tego których danych",
}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_TOKEN = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile(r"[\u0370-\u1fff\u3040-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 4_000
_CLOSE = (frozenset({"da", "no"}), frozenset({"sv", "no"}), frozenset({"sv", "da"}))


def detected(text: str) -> tuple[str, float]:
    """Two-letter code and how far it leads over the next language, 0 to 1; ("", 0) for too little text."""
    sample = text[:_SAMPLE]
    by_script = _by_script(sample)
    if by_script:
        return by_script, 1.0
    counts = Counter(_TOKEN.findall(sample.casefold()))
    total = sum(counts.values())
    if total < 8:
        return "", 0.0
    scores = sorted(((sum(counts[w] for w in words) / total, lang) for lang, words in _words().items()), reverse=True)
    best, lang = scores[0]
    if best < 0.05:
        return "", 0.0
    rival = next(s for s, other in scores[1:] if frozenset({lang, other}) not in _CLOSE)
    return lang, (best - rival) / best


def _by_script(sample: str) -> str:
    if sample.isascii() or _FOREIGN.search(sample) is None:
        return ""
    letters = len(_LETTER.findall(sample)) or 1
    for lang, script in _SCRIPTS:
        share = len(script.findall(sample)) / letters
        if share > (0.1 if lang == "ja" else 0.4):
            return lang
    return ""


@cache
def _words() -> dict[str, frozenset[str]]:
    return {lang: frozenset(words.split()) for lang, words in _WORDS.items() if words}
