"""What is asked beside a count or a comparison.

"Et le budget ?", "Et le nombre de lecteurs ?" after "Combien de musées à Tours ?"; "Et les effectifs ?" after
"Comparez le budget de Foix et de Pamiers".
"""

import re

from assistant.conversation.topic import COUNTED, place_phrase, says_only
from assistant.french import find_dates, find_places, noun_phrases
from assistant.french.clauses import agreement, inversions
from assistant.french.phrases import complements, is_name, of

_I = re.IGNORECASE
_NUMBER_OF = re.compile(r"le\s+(?:nombre|total)\s+(?:de\s+|des\s+|d['’])(?=[^\W\d_])", _I)
_ARE_THERE = re.compile(r"\s+y\s+a(?:vait|ura)?-t-il\b", _I)
_DEFINED = r"(?:les?|la)\s|l['’]"
_COMPARED = re.compile(rf"compare[rz]?\s+(?P<thing>{_DEFINED})", _I)
_DEFINITE = re.compile(r"(?:le|la)\s|l['’]", _I)


def as_counted(earlier: str, new: str) -> str:
    """ "le nombre de lecteurs" → "les lecteurs" where the earlier question counts: they give way to their like."""
    number = _NUMBER_OF.match(new)
    return f"les {new[number.end() :]}" if number and _counted(earlier) else new


def counted_anew(earlier: str, new: str) -> str | None:
    """ "le nombre de lecteurs" → "Quel est le nombre de lecteurs à Tours ?", at the place of what does not count."""
    if not _NUMBER_OF.match(new) or _counted(earlier):
        return None
    return f"Quel est {new} {place_phrase(earlier)}".rstrip() + " ?"


def of_what_is_counted(earlier: str, new: str) -> str | None:
    """ "le budget" → "Quel est le budget des musées à Tours ?"; None unless the earlier question only counts things.

    Args:
        earlier: standing alone.
        new: a fragment, without the words that open on what came before.
    """
    plain = _ARE_THERE.sub("", earlier)
    counted = _counted(plain)
    one = _DEFINITE.match(new) and agreement(new).plural is False and not is_name(new)
    if counted is None or counted.start() or not one or any(inversions(plain)):
        return None
    phrase = next((p for p in noun_phrases(plain) if p.start <= counted.start("focus") < p.end), None)
    named = [*complements(plain), *find_dates(plain), *find_places(plain), *([phrase] if phrase else ())]
    if not phrase or not says_only(plain, [(0, counted.end()), *((each.start, each.end) for each in named)]):
        return None
    which = "Quelle" if agreement(new).gender == "f" else "Quel"
    things = plain[counted.start("focus") :]
    return f"{which} est {new} {of(f'les {things}')}"


def compared_again(earlier: str, new: str) -> str | None:
    """ "les effectifs" → "Comparez les effectifs de Foix et de Pamiers"; None unless names alone are compared."""
    head = _COMPARED.match(earlier)
    named = complements(earlier)
    if head is None or not named or not all(each.named for each in named) or not re.match(_DEFINED, new, _I):
        return None
    return f"{earlier[: head.start('thing')]}{new} {earlier[named[0].start :]}"


def _counted(earlier: str) -> re.Match[str] | None:
    counted = COUNTED.search(earlier)
    return None if counted is None or counted["which"] else counted
