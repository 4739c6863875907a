"""What a reader adds to a question or takes out of it: documents to quote from, places and dates to leave out."""

import re
from collections.abc import Mapping

from assistant.frame import Frame
from assistant.french import contains, find_places
from assistant.types import Filters, Metadata

_SMALL = (
    r"(?:(?:dans|en|à|au|aux|de|du|des|pour|sur|depuis|avant|après|vers|dès|fin|début|courant|et|ou|le|la|les|région|"
    r"département|commune|ville|territoire|année|mois)\s+|[dl]['’]\s*)"
)
_BEFORE = re.compile(rf"(?:^|(?<=[\s'’]))(?:,\s*)?{_SMALL}+$", re.IGNORECASE)
"""What brings a place or a date in: "dans le département de l'"."""
_NEXT_ONE = re.compile(r"(?:\s*,|\s+(?:et|ou))\s+(?:(?:le|la|les|en|à|au|dans)\s+|l['’])*(?=[A-ZÀ-Þ\d])")
"""What stands between a place and the next one: " et le ", ", "."""


def scopes(documents: Mapping[str, Metadata], filters: Filters) -> tuple[frozenset[str] | None, ...]:
    """Return the documents to quote from, by path, narrowest first; None stands for all.

    A publisher and a document are what they are, and hold. A region or a period is what a document says it is
    about, which leaves out good passages: when nothing answers within, the documents around it are next.
    """
    if filters == Filters():
        return (None,)
    held = frozenset(
        path
        for path, known in documents.items()
        if filters.document in (None, path) and filters.publisher in (None, known.publisher)
    )
    within = frozenset(path for path in held if _is_within(documents[path], filters))
    return (within,) if within == held else (within, held)


def without(question: str, name: str, frame: Frame) -> str:
    """Return a question without a place or a date that it names.

    Args:
        question: that stands alone.
        name: as `Understood` gives it.
        frame: of the corpus.

    Returns:
        The question, what brought the name in ("dans le département du") gone with it; as it was when it does
        not name it, or says nothing else.
    """
    typed = name.partition(" (")[0]
    spans = [(place.start, place.end) for place in frame.places_asked(question) if place.name == name]
    spans += [(date.start, date.end) for date in frame.dates_asked(question)
              if question[date.start : date.end] == typed]  # fmt: skip
    if not spans and typed in question:
        spans = [(question.index(typed), question.index(typed) + len(typed))]
    left = question
    for start, end in sorted(spans, reverse=True):
        head, tail = left[:start], left[end:]
        following = _NEXT_ONE.match(tail)
        if following:
            tail = tail[following.end() :]
        else:
            head = _BEFORE.sub("", head)
        left = f"{head}{tail}" if following else f"{head.rstrip(' ,')} {tail.lstrip(' ,')}"
    left = " ".join(left.split())
    return left[:1].upper() + left[1:] if any(character.isalnum() for character in left) else question


def _is_within(known: Metadata, filters: Filters) -> bool:
    if filters.region is not None and known.region != filters.region:
        places = find_places(known.region or "")
        if not any(contains(asked, place) for asked in find_places(filters.region) for place in places):
            return False
    if filters.since is None and filters.until is None:
        return True
    if known.date is None:
        return False
    year = int(known.date[:4])
    return (filters.since or year) <= year <= (filters.until or year)
