"""What was read for each side, as one reading: a quote a side, and the sides that the documents do not cover."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from assistant.comparison.notes import with_notes
from assistant.comparison.sides import Side
from assistant.frame import Frame
from assistant.french import analyse, find_dates, is_in, near_terms, overlaps, rarity
from assistant.types import Citation, Hit, Reading

_NEAR = 0.1
"""Probability from which a near term may stand for a word of a side's name."""
_NAMED = 0.5
"""Share of the rarity mass of what tells a side from the others that its quote, headings and title must hold."""
_OWN = 0.3
"""A quote that itself speaks of its side is preferred when it is at least this sure, the likeliest being 1."""
_TOGETHER = 0.8
"""One quote for all sides is preferred when it is at least this sure, the likeliest of one side being 1."""
_MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """The readings of all sides as one, and the names of the sides without a quote."""

    reading: Reading
    empty: tuple[str, ...]


def merged_ranking(rankings: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """Return the k best passages of several rankings, each passage once, by its best score; equals by number.

    One ranking alone stays as it is.
    """
    if len(rankings) == 1:
        return [*rankings[0][:k]]
    best: dict[int, Hit] = {}
    for hit in (hit for ranking in rankings for hit in ranking):
        if hit.number not in best or hit.score > best[hit.number].score:
            best[hit.number] = hit
    ordered = sorted(best.values(), key=lambda hit: (-hit.score, hit.number))[:k]
    return [replace(hit, rank=rank) for rank, hit in enumerate(ordered, 1)]


def compared(
    sides: Sequence[Side], whole: Reading, readings: Sequence[Reading], frame: Frame, threshold: float
) -> Compared | None:
    """Give each side the likeliest of its quotes that speaks of it.

    None when no side has one, and when one has none and the question itself was answered as surely, by a quote that
    does not itself speak of one side alone.

    Args:
        sides: two or more.
        whole: what was read for the question itself; when its first quote names all sides, it is the answer.
        readings: what was read for the question of each, in the same order.
        frame: places of the corpus.
        threshold: confidence below which a quote covers no side.

    Returns:
        The quotes in the order of the sides; one that answers for several stands once, with all their names and
        without a short answer, which would be that of one. Where their numbers count unlike things, the names of the
        sides say what each counts.
    """
    surest = max(reading.confidence for reading in readings)
    if whole.citations and whole.confidence >= max(threshold, surest * _TOGETHER):
        first = whole.citations[0]
        if all(_speaks_of(side, sides, _alone(first), frame) for side in sides):
            together = replace(first, side=" et ".join(side.name for side in sides), short_answer=None)
            return Compared(replace(whole, citations=(together,)), ())
    citations: list[Citation] = []
    empty = []
    for side, quote in zip(sides, _quotes_of(sides, readings, frame, threshold), strict=True):
        if quote is None:
            empty.append(side.name)
            continue
        same = next((n for n, other in enumerate(citations) if _overlap(quote, other)), None)
        if same is None:
            citations.append(replace(quote, side=side.name))
        else:
            named = f"{citations[same].side} et {side.name}"
            citations[same] = replace(citations[same], side=named, short_answer=None)
    surest = max((citation.confidence for citation in citations), default=0.0)
    if not citations:
        return None
    if empty and whole.confidence >= max(threshold, surest):
        first = _alone(whole.citations[0])
        if not any(_speaks_of(side, sides, first, frame) for side in sides):
            return None
    related: list[Citation] = []
    for each in (each for reading in readings for each in reading.related):
        if not any(_overlap(each, other) for other in (*citations, *related)):
            related.append(each)
    reading = Reading(
        citations=with_notes(citations),
        confidence=citations[0].confidence,
        doubt=readings[0].doubt,
        related=tuple(related[:_MOST_RELATED]),
    )
    return Compared(reading, tuple(empty))


def _quotes_of(
    sides: Sequence[Side], readings: Sequence[Reading], frame: Frame, threshold: float
) -> list[Citation | None]:
    """A quote for each side, or None: of one list, table or section where they can be, else the likeliest of each."""
    speaking = [
        [
            each
            for each in (*reading.citations, *reading.nearest)
            if each.confidence >= threshold and _speaks_of(side, sides, each, frame)
        ]
        for side, reading in zip(sides, readings, strict=True)
    ]
    apart = [_likeliest(side, sides, quotes, frame) for side, quotes in zip(sides, speaking, strict=True)]
    least = [_OWN * best.confidence if best else 1.0 for best in apart]
    itself = [
        [q for q in quotes if q.confidence >= low and _speaks_of(side, sides, _bare(q), frame)]
        for side, quotes, low in zip(sides, speaking, least, strict=True)
    ]
    alike = []
    for place in dict.fromkeys((q.document, q.heading) for q in itself[0]):
        of_place = [next((q for q in each if (q.document, q.heading) == place), None) for each in itself]
        found = [quote for quote in of_place if quote is not None]
        if len(found) == len(sides) and not any(_overlap(a, b) for a, b in combinations(found, 2)):
            alike.append(of_place)
    return max(alike, key=lambda quotes: sum(q.confidence for q in quotes if q), default=apart)


def _likeliest(
    side: Side, sides: Sequence[Side], speaking: Sequence[Citation], frame: Frame
) -> Citation | None:
    """The likeliest quote that speaks of a side, rather one that does so itself than by the title of its document.

    A document that compares has all sides in its title: only the words of the quote and the heading right above it tell
    which one it is about.
    """
    own = [each for each in speaking if _speaks_of(side, sides, _alone(each), frame)]
    best = speaking[0] if speaking else None
    return next((each for each in own if best and each.confidence >= _OWN * best.confidence), best)


def _alone(quote: Citation) -> Citation:
    """The quote with the innermost heading only."""
    return replace(quote, heading=quote.heading[-1:], title=None)


def _bare(quote: Citation) -> Citation:
    """The words of the quote only."""
    return replace(quote, heading=(), title=None, region=None, date=None)


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _speaks_of(side: Side, sides: Sequence[Side], quote: Citation, frame: Frame) -> bool:
    """Whether a quote, its headings, its title or its source say the place or the date of a side, or name the thing.

    Of dates, the nearest to the quote decide: "en 2017" in a document of 2018 is no quote of 2018.
    """
    said = "\n".join((quote.quote, *quote.heading, quote.title or ""))
    if side.place is not None:
        here = frame.places(f"{said}\n{quote.region or ''}")
        return any(is_in(side.place, other) for other in here)
    if side.date is not None:
        levels = (quote.quote, *reversed(quote.heading), quote.title or "", (quote.date or "")[:4])
        then = next((dates for dates in map(find_dates, levels) if dates), [])
        return any(overlaps(side.date, other) for other in then)
    spoken = frozenset(analyse(said))
    terms = set(analyse(side.name))
    own = terms - {term for other in sides if other is not side for term in analyse(other.name)} or terms
    mass = {term: rarity(term) for term in sorted(own)}
    held = sum(weight for term, weight in mass.items() if _says(term, spoken))
    return held >= _NAMED * sum(mass.values())


def _says(term: str, spoken: frozenset[str]) -> bool:
    return term in spoken or any(p >= _NEAR and other in spoken for other, p in near_terms(term).items())
