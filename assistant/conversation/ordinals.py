"""Ordinals of a follow-up: "et le deuxième ?", "la première", to the question they make with the one before."""

import re

from assistant.french import fold

_I = re.IGNORECASE
RANKS = (
    "premi",
    "deuxieme",
    "troisieme",
    "quatrieme",
    "cinquieme",
    "sixieme",
    "septieme",
    "huitieme",
    "neuvieme",
    "dixieme",
)
_RANK = (
    r"(?:premi(?:er|ère|ere)|second|deuxi[èe]me|troisi[èe]me|quatri[èe]me|cinqui[èe]me|sixi[èe]me|septi[èe]me|huiti[èe]me"
    r"|neuvi[èe]me|dixi[èe]me|derni(?:er|ère|ere)|seconde|1(?:er|[èe]re|re)|2nde?|\d(?:e|[èe]me))"
)
_ALONE = re.compile(rf"(?:(?:le|la|du|de la|au|à la)\s+|(?:de\s+|à\s+)?l['’])?(?P<rank>{_RANK})", _I)
_MOST = re.compile(r"\b(?:le|la|du|au)\s+(?=(?:plus|moins)\s)", _I)
_INSIDE = re.compile(rf"\b{_RANK}(?![\w’'])", _I)
_PLURAL = re.compile(r"\b(?P<q>q)uel(?P<f>le)?s\s+(?P<verb>sont|étaient|furent|seront)\s+les\s+(?=\w)", _I)
_SINGULAR = {"sont": "est", "étaient": "était", "furent": "fut", "seront": "sera"}


def rank_of(fragment: str) -> int | None:
    """Return which one a fragment points at: 1 for "le premier", -1 for "la dernière", None for no ordinal alone."""
    alone = _ALONE.fullmatch(fragment.strip())
    if alone is None:
        return None
    rank = fold(alone["rank"])
    if rank.startswith("dern"):
        return -1
    if rank[:1].isdigit():
        return int(rank[:1])
    return (
        2
        if rank.startswith("second")
        else next(n for n, word in enumerate(RANKS, 1) if rank.startswith(word))
    )


def with_rank(earlier: str, fragment: str) -> str | None:
    """Ask the earlier question of another one of its kind.

    Args:
        earlier: "Quel est le premier axe du plan ?", or "Quels sont les axes du plan ?".
        fragment: an ordinal alone ("le deuxième").

    Returns:
        "Quel est le deuxième axe du plan ?", or "Quel est le deuxième des axes du plan ?"; None when the
        earlier question neither ranks nor lists.
    """
    alone = _ALONE.fullmatch(fragment.strip())
    if alone is None:
        return None
    rank = alone["rank"]
    inside = _INSIDE.search(earlier)
    if inside:
        return earlier[: inside.start()] + rank + earlier[inside.end() :]
    most = _MOST.search(earlier)
    if most:
        return f"{earlier[: most.end()]}{rank} {earlier[most.end() :]}"
    listed = _PLURAL.search(earlier)
    if listed is None:
        return None
    which, article = ("uelle", "la") if listed["f"] else ("uel", "le")
    asks = f"{listed['q']}{which} {_SINGULAR[listed['verb'].lower()]} {article} {rank} des "
    return earlier[: listed.start()] + asks + earlier[listed.end() :]
