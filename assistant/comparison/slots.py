"""Where the sides of a comparison stand in a question: places, dates, or things that its wording sets side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.frame import Frame
from assistant.french import DateSpan, Place, find_dates, fold, is_in, noun_phrases

MOST_SIDES = 3
_I = re.IGNORECASE

COMPARES = re.compile(
    r"\b(?:compar\w+|differen\w+|differe(?:nt)?|ecarts?|evolu\w+|progress\w+|augment\w+|chang\w+|baiss\w+|diminu\w+|hausse|plus|"
    r"moins|autant|mieux|davantage|lequel|laquelle|lesquel(?:le)?s|par rapport|contre|versus|vs|distingu\w+|"
    r"respectivement)\b"
)
EVOLVES = re.compile(
    r"\b(?:evolu\w+|progress\w+|augment\w+|chang\w+|baiss\w+|diminu\w+|hausse|compar\w+|differen\w+|ecarts?|tendance)\b"
)
_PLACE_LINK = re.compile(
    r"\s*(?:,|/|\b(?:et|and|ou(?: bien)?|or|vs\.?|versus|contre|par rapport|face|ainsi que|comme|puis)\b)"
    r"\s*(?:(?:en|in|dans|de|du|des|a|au|aux|pour|chez|celui|celle|ceux|celles|la region|le departement|le|la|les)\s+|[dl]')*"
)
_DATE_LINK = re.compile(r"\s*(?:,|\bet\b|\bou\b|\bpuis\b)\s*(?:(?:en|au|le|la)\s+|l')*")
_BETWEEN = re.compile(r"\bentre\s+(?:le\s+|la\s+|les\s+|l'|en\s+)?\Z")
_ALL_REGIONS = re.compile(
    r"\b(?:dans |de |pour |sur )?(?:les (?:deux|trois|2|3) r[ée]gions|chaque r[ée]gion|chacune des (?:deux |trois )?r[ée]gions|"
    r"l['’]une et l['’]autre r[ée]gion|quelle r[ée]gion\b(?=[^?]*\ble (?:plus|moins)\b))",
    _I,
)

_END = r"(?=\s*(?:[?.!,;:]|$|\s(?:en|depuis|fin|début|pour|dans)\s))"
_A, _B, _C = r"(?P<a>[^?,;]+?)", r"(?P<b>[^?,;]+?)", r"(?P<a>[^?,;:]+?)"
_REST = r"(?P<b>[^?,;:]+?)\s*\?*\s*$"
_WHICH = r"(?=(?:lequel|laquelle|lesquel|qui|quel|où|combien|qu['’])\w*)"
_THINGS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        # la différence entre A et B
        r"\b(?:différences?|differences?|écarts?|ecarts?|choisir|comparaison|distingue\w*|distinction)\b[^?]*?"
        rf"\bentre\s+{_A}\s+et\s+{_B}{_END}",
        # différences A / B
        rf"^\s*différences?\s+{_A}\s*(?:/|\bet\b|\bvs\b\.?)\s*{_REST}",
        # le plus …, A ou B ?
        rf"\b(?:plus|moins|mieux|meilleur\w*)\b[^?,;:]*,\s*(?:entre\s+)?{_C}\s+(?:ou|et)\s+{_REST}",
        # comparez A et B
        rf"^\s*compare[rz]?\s+{_A}\s+(?:et|avec|à|par rapport à)\s+{_B}{_END}",
        # de A et de B, lequel …
        rf"(?:^|,\s*)(?:de|entre)\s+{_A}\s+(?:et|ou)\s+(?:de\s+|d['’])?{_B}\s*,\s*{_WHICH}",
        # … : A ou B ?
        rf":\s*{_C},?\s+ou(?:\s+bien)?\s+{_REST}",
        # A ou B : lequel …
        rf"^{_C}\s+(?:ou|vs\.?|versus)\s+(?P<b>[^?,;:]+?)\s*[,:]\s*{_WHICH}",
        # en quoi A diffère de B
        rf"\ben quoi\s+{_A}\s+(?:diff[eè]re(?:nt)?|se distinguent?)(?:-t?-?\w+)*\s+(?:de\s+|d['’])?{_REST}",
        # ce qui distingue A de B
        r"\b(?:qu['’]est-ce qui|ce qui)\s+(?:distingue|différencie|sépare|oppose)\s+"
        rf"{_A}\s+(?:de\s+|d['’]|et\s+){_REST}",
        # respectivement A et B
        rf"\brespectivement\s+{_A}\s+et\s+{_REST}",
        # plus … dans A que dans B
        r"\b(?:plus|moins|autant|davantage|mieux)\b[^?]*?"
        rf"\b(?P<p>dans|chez|pour|à|avec|par)\s+{_A}\s+qu(?:e\s+|['’])(?P=p)\s+{_REST}",
        # A vs B
        rf"^{_C}\s+(?:vs\.?|versus)\s+{_REST}",
    )
)
_THAN = re.compile(
    r"\b(?:plus|moins|autant|aussi|mieux|davantage)\b[^?]*?\bqu(?:e\s+|['’])(?P<b>[^?,]+?)\s*\?*$", _I
)
_WHICH_ONE = re.compile(r"\s*(?:quel|qui\b|existe|y a)", _I)
_THAT_OF = re.compile(r"^(?:celui|celle|ceux|celles)\s+(?=(?:du|de|des|d['’]|en|dans|à))", _I)
_ASKS = r"(?:combien|quel(?:le)?s?|quand|qui|où)\b"
_TWO_QUESTIONS = re.compile(
    rf"(?P<one>.*?\b{_ASKS}.+?),?\s+et\s+(?P<two>(?:à |en |de |d['’]|pour )?{_ASKS}.+)", _I | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A side at characters `start` to `end` of the question."""

    start: int
    end: int
    name: str
    """To show."""
    words: str
    """To ask with: the name with the preposition that it needs."""


def find_slots(question: str, frame: Frame) -> list[Slot]:
    """Return the sides that a question sets side by side, in its order: none, two or three."""
    everywhere = _ALL_REGIONS.search(question)
    if everywhere and 1 < len(frame.regions) <= MOST_SIDES:
        return [
            Slot(everywhere.start(), everywhere.end(), region, f"en {region}") for region in frame.regions
        ]
    plain = fold(question)
    compares = COMPARES.search(plain) is not None
    places = _side_places(question, plain, frame.places_asked(question), compares)
    if places:
        return [Slot(p.start, p.end, p.name, question[_lead(question, p.start) : p.end]) for p in places]
    dates = _side_dates(question, plain, frame, compares)
    return dates or _things(question)


def _side_places(question: str, plain: str, places: Sequence[Place], compares: bool) -> list[Place]:
    """The places, when they are two or three, none in another, and compared or linked."""
    apart = all(not is_in(a, b) and not is_in(b, a) for a in places for b in places if a is not b)
    if not 1 < len(places) <= MOST_SIDES or not apart or len(plain) != len(question):
        return []
    linked = all(_PLACE_LINK.fullmatch(plain, a.end, b.start) for a, b in pairwise(places))
    between = _BETWEEN.search(plain, 0, places[0].start) is not None
    return [*places] if compares or (linked and not between) else []


def _side_dates(question: str, plain: str, frame: Frame, compares: bool) -> list[Slot]:
    """The two ends of a period in which something evolves, or two or three dates that are compared."""
    spans = frame.dates_asked(question)
    evolves = EVOLVES.search(plain) is not None
    if len(spans) == 1 and evolves:
        (span,) = spans
        inner = find_dates(re.sub(r"\b(?:entre|et|de|du|d['’]|à|au)\b", "|", question[span.start : span.end]))
        if span.precision == "period" and len(inner) == 2:
            return [_dated(question, span, _words_of(each)) for each in inner]
        if span.open == "since" and frame.newest and frame.newest[:4] > str(span.last.year):
            return [_dated(question, span, when) for when in (_words_of(span), frame.newest[:4])]
    linked = len(plain) == len(question) and all(
        _DATE_LINK.fullmatch(plain, a.end, b.start) for a, b in pairwise(spans)
    )
    apart = len({(span.first, span.last) for span in spans}) == len(spans)
    if 1 < len(spans) <= MOST_SIDES and apart and (compares or linked):
        return [
            Slot(s.start, s.end, question[s.start : s.end], question[_lead(question, s.start) : s.end])
            for s in spans
        ]
    return []


def _dated(question: str, span: DateSpan, when: str) -> Slot:
    return Slot(span.start, span.end, when, f"en {when}")


def _words_of(span: DateSpan) -> str:
    if span.precision == "year":
        return str(span.first.year)
    return span.first.isoformat()[: 7 if span.precision == "month" else 10]


def _things(question: str) -> list[Slot]:
    for pattern in _THINGS:
        found = pattern.search(question)
        if found:
            return _pair(question, found.span("a"), found.span("b"))
    than = None if _WHICH_ONE.match(question) else _THAN.search(question)
    first = next(iter(noun_phrases(question)), None)
    if than and first and first.start < 60 and first.end < than.start() and not than["b"].isdigit():
        return _pair(question, (first.start, first.end), than.span("b"))
    return []


def _pair(question: str, one: tuple[int, int], other: tuple[int, int]) -> list[Slot]:
    """Two things; "celle de Blois" takes the noun of the first."""
    first, second = question[slice(*one)], question[slice(*other)]
    noun = re.match(r"(?:(?:les?|la|une?|du|des)\s+|[ld]['’])?[\w-]+", first, _I)
    if noun and _THAT_OF.match(second):
        second = f"{noun.group()} {_THAT_OF.sub('', second)}"
    if fold(first) == fold(second) or max(len(first), len(second)) > 120:
        return []
    return [Slot(*one, _bare(first), first), Slot(*other, _bare(second), second)]


def _bare(name: str) -> str:
    """A thing without its article, to show."""
    return re.sub(r"^(?:(?:les?|la|une?|du|des)\s+|[ld]['’])(?=\S)", "", name.strip(), flags=_I)


_LEAD = re.compile(
    r"(?:\b(?:en|in|dans|de|du|des|à|a|au|aux|pour|fin|début|mi)\s+)?(?:(?:le|la|les)\s+|\bl['’])?\Z|\b(?:d|qu)['’]\Z",
    _I,
)


def _lead(question: str, start: int) -> int:
    """Where the preposition and the article before a side start."""
    found = _LEAD.search(question[:start])
    return found.start() if found else start


def two_questions(question: str) -> tuple[str, str] | None:
    """Return the halves of "combien …, et combien … ?", what stands before a colon given to both; None for others."""
    head, colon, tail = question.partition(" : ")
    subject, asked = (f"{head} : ", tail) if colon else ("", question)
    found = _TWO_QUESTIONS.fullmatch(asked)
    if found is None:
        return None
    one, two = found["one"].rstrip(" ,"), found["two"]
    counted = re.search(r"\bcombien\s+((?:de\s+|d['’])[^\W\d]+(?:\s+(?:de|d['’]|en)\s*[^\W\d]+)?)", one, _I)
    if counted and re.search(r"\bcombien\b(?!\s+d).*\ben\b", two, _I):
        two = f"{two.rstrip(' ?')} {counted[1]} ?"
    return f"{subject}{one} ?", f"{subject}{two}"
