"""Regions and departments of France in a text, and learned communes and areas, with exact offsets.

Names are found whatever their accents, case and hyphens. Many are also common
words (`le lot`, `cher`, `la réunion`), so the tables say how much care one needs.
A text is capitalised when some word inside a sentence is; in such a text a name
that needs care is written with a capital.

    (none)    the name alone: `Gers`, `Indre-et-Loire`
    capital   nothing more: `Paris`, `Ain`
    article   an article or a preposition before it, a list of places, or a line: `de la Creuse`, `Cher : 2`
    noun      an article or a list, and no complement; without capitals, `dans` and nothing after: `dans le lot ?`
    cardinal  `dans le` or `département du`, and no complement: `dans le Nord`
    meeting   as a noun, but never without a capital: `à La Réunion`
    letters   exactly these capitals: `IDF`
    site      a learned name that is a word too: capital inside a sentence; without capitals, after `à`: `a tours`

Departments are also found by number, in forms that say so: `le 37`, `Tours (37)`, `dans le 2A`.
Of names that overlap, the longest from the left is the place: `Charenton-du-Cher` is not the Cher.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.french.folding import fold_map, unfold
from assistant.french.gazetteer import Entry, PlaceKind, departments, name_pattern, names, spaced
from assistant.french.localities import NO_LOCALITIES, Localities


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at characters `start` to `end` of a text."""

    start: int
    end: int
    name: str
    """As officially written: `Eure-et-Loir`; regions from before 2016 keep their own name."""
    kind: PlaceKind
    """The five overseas departments, which are regions too, are regions."""
    number: str | None
    """Of the department: `37`, `2A`, `974`."""
    region: str
    """The region of today; "" when unknown, for communes and areas alone."""


def find_places(text: str, localities: Localities = NO_LOCALITIES) -> list[Place]:
    """Return the places that a text names, in order, without overlap.

    Args:
        text: any French text.
        localities: communes and areas to find, besides the regions and departments.
    """
    folded, offsets = fold_map(text)
    capitalised = bool(_CAPITALISED.search(unicodedata.normalize("NFC", text)))
    view = _View(text, folded, offsets, capitalised)
    candidates = sorted(_candidates(folded, localities), key=lambda each: (each.start, -each.end))
    places: list[Place] = []
    last = -1
    for number, found in enumerate(candidates):
        listed = last >= 0 and _LIST_LINK.fullmatch(folded, last, found.start) is not None
        listed = listed or _leads_to_a_place(folded, candidates, number)
        accepts = _is_named if found.is_name else _is_numbered
        if found.start < last or not accepts(view, found, listed):
            continue
        last, entry = found.end, found.entry
        if found.is_name or not (
            places and places[-1].number == entry.number and folded[found.start - 1] == "("
        ):
            span = unfold(text, offsets, found.start, found.end)
            places.append(Place(*span, entry.name, entry.kind, entry.number, entry.region))
    return places


def contains(outer: Place, inner: Place) -> bool:
    """Say whether one place is the other or is known to lie in it; regions from before 2016 hold their departments."""
    if (outer.name, outer.kind) == (inner.name, inner.kind):
        return True
    if outer.kind == "department":
        return inner.kind in LEARNED and inner.number is not None and inner.number == outer.number
    if outer.kind in LEARNED or inner.region != outer.region:
        return False
    former = departments()[inner.number].former if inner.number else ""
    return outer.name in {outer.region, former}


def is_in(asked: Place, found: Place) -> bool | None:
    """Say whether a place found lies in the one asked for; None when nothing known tells.

    A region does not tell about a commune in it, nor does a commune of unknown department about a department.
    """
    if contains(asked, found):
        return True
    if asked.kind in LEARNED:
        larger = found.kind not in LEARNED and (contains(found, asked) or not asked.region)
        return None if larger or {asked.kind, found.kind} == LEARNED else False
    if found.kind in LEARNED and found.number is None and found.region in {"", asked.region}:
        return None
    return False


LEARNED = frozenset({"commune", "area"})
_CAPITALISED = re.compile(r"[^\s.!?…:«»•–-][ \u00a0](?:[dlDL]['’])?[A-ZÀ-ÖØ-Þ][a-zß-ÿ]")
_LIST_LINK = re.compile(
    r"(?:\)| \([^()]{1,20}\))?\s*(?:,|/|et|ou|,\s*et)\s*(?:(?:de la|de l'|de|du|des|d'|la|le|l'|les|dans le)\s*)?"
)
_LINE_START = re.compile(r"(?:\A|[\n•|:;]|\n-)\s*\Z")
_LINE_END = re.compile(r"\s*(?:\Z|\n|[|:;?]|\.\s*\Z|\(\d)")
_DIRECTION = re.compile(r"\b(?:hauts?|hautes?|basse?|nord|sud|est|ouest|centre)-\Z")
_ARTICLE = re.compile(r"(?:\b(?:le|la|les|du|des|au|aux|en|de la|a la)\s+|\bl'\s*)\Z")
_AT = re.compile(r"\b(?:a|vers|pres de|(?:ville|commune|maire|mairie|hopital) de)\s+\Z")
_INSIDE = re.compile(
    r"\b(?:dans\s+(?:tout\s+|toute\s+)?(?:le\s+|la\s+|les\s+|l')"
    r"|(?:departements?|dep\.|dpt|regions?|conseils? departementa(?:l|ux)|prefe(?:t|cture)|cpam|caf|mdph|sdis)\s+"
    r"(?:de la\s+|de l'|du\s+|des\s+|de\s+|d')?)\Z"
)
_CARDINAL = re.compile(
    r"\b(?:dans\s+(?:tout\s+)?le\s+|(?:departement|dep\.|dpt|prefecture)\s+(?:du\s+|de\s+)?)\Z"
)
_RIVER = re.compile(
    r"\b(?:vallees?|chateaux|bords?|rives?|quais?|val|bassin|fleuve|riviere|estuaire|confluence|delta|pays)\s+"
    r"(?:de la\s+|de l'|du\s+|des\s+|de\s+)\Z"
)
_COMPLEMENT = re.compile(r"\s+(?:du|de|des|avec|publique?|qui|que|\d+|est|ouest)\b|\s+d'|-")
_NOTHING_AFTER = re.compile(r"\s*(?:\Z|[?.!,;:)]|(?:et|ou|en|depuis|pour|aujourd'hui)\b)")

_CODE = r"(?P<code>0[1-9]|1\d|2[1-9ab]|[3-8]\d|9[0-5]|97[1-46])(?!\w|[.,]\d|-\w)"
_NUMBER = re.compile(rf"(?<![\w.,/-]){_CODE}")
_IN_NUMBER = re.compile(r"\b(?:dans le|(?:departements?|dep\.|dept|dpt)\s+(?:(?:n\s?°|numero|du)\s*)?)\s*\Z")
_DEPARTMENT = re.compile(r"\b(?:departement|dep\.?|dept\.?|dpt\.?)\s+(?:n\s?°\s?)?\Z")
_THE_NUMBER = re.compile(r"\b(?:le|du)\s+\Z")
_ONLY_NUMBER = re.compile(r"\s*(?:et\s+)?(?:pour\s+|dans\s+)?le\s+\w+\s*\??\s*")
_TOWN = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-ÿ'’-]+\s\Z")


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    entry: Entry
    is_name: bool


@dataclass(frozen=True, slots=True)
class _View:
    text: str
    folded: str
    offsets: Sequence[int]
    capitalised: bool

    def has_capital(self, at: int) -> bool:
        return self.text[self.offsets[at]].isupper()


def _candidates(folded: str, localities: Localities) -> Iterator[_Candidate]:
    for start, end, entry in localities.found_in(folded):
        yield _Candidate(start, end, entry, True)
    for match in name_pattern().finditer(folded):
        yield _Candidate(match.start(), match.end(), names()[spaced(match.group())], True)
    for match in _NUMBER.finditer(folded):
        yield _Candidate(match.start(), match.end(), departments()[match["code"].upper()], False)


def _leads_to_a_place(folded: str, candidates: Sequence[_Candidate], number: int) -> bool:
    """Whether a list goes on after a candidate to a name that needs no care: `Lot, Cher et Gers`."""
    end = candidates[number].end
    for following in candidates[number + 1 : number + 20]:
        if following.is_name:
            if not _LIST_LINK.fullmatch(folded, end, following.start):
                return False
            if not following.entry.care:
                return True
            end = following.end
    return False


def _is_named(view: _View, found: _Candidate, listed: bool) -> bool:
    start, end, care = found.start, found.end, found.entry.care
    folded, before = view.folded, max(0, start - 40)
    if folded[start - 1 : start] == "-" and not _DIRECTION.search(folded, before, start):
        return False
    if not care:
        return not (spaced(folded[start:end]) == "bretagne" and folded[:start].endswith("grande "))
    if care == "letters":
        return view.text[view.offsets[start] : view.offsets[end - 1] + 1].isupper() and view.capitalised
    if care == "site":
        said = _AT.search(folded, before, start) is not None
        opens = _LINE_START.search(folded, before, start) is not None and not _LINE_END.match(folded, end)
        return view.has_capital(start) and (said or not opens) if view.capitalised else said
    if care == "capital":
        return view.has_capital(start) or not view.capitalised
    inside = _INSIDE.search(folded, before, start) is not None
    article = inside or _ARTICLE.search(folded, before, start) is not None
    listed = listed or (folded[start - 1 : start] == "(" and folded[end : end + 1] in {")", ","})
    complement = _COMPLEMENT.match(folded, end) is not None
    alone = _NOTHING_AFTER.match(folded, end) is not None
    capital = view.capitalised and view.has_capital(start)
    if care == "cardinal":
        cardinal = _CARDINAL.search(folded, before, start) is not None or (listed and capital)
        return cardinal and not complement and (capital or (alone and not view.capitalised))
    if care == "article":
        if _RIVER.search(folded, before, start):
            return False
        if (
            view.has_capital(start)
            and _LINE_START.search(folded, before, start)
            and _LINE_END.match(folded, end)
        ):
            return True
        return (article or listed) and (capital or not view.capitalised or (inside and alone))
    if complement:
        return False
    return (capital and (article or listed)) or (care == "noun" and not view.capitalised and inside and alone)


def _is_numbered(view: _View, found: _Candidate, listed: bool) -> bool:
    start, end, folded = found.start, found.end, view.folded
    if folded[start - 1 : start] == "(" and folded[end : end + 1] == ")":
        opening = view.offsets[start - 1]
        town = _TOWN.search(view.text, max(0, opening - 40), opening)
        return town is not None or not view.capitalised
    if _DEPARTMENT.search(folded, max(0, start - 20), start):
        return True
    if not _NOTHING_AFTER.match(folded, end):
        return False
    if listed or _IN_NUMBER.search(folded, max(0, start - 40), start):
        return True
    said = _THE_NUMBER.search(folded, max(0, start - 8), start) is not None
    is_day = folded[start:end].isdigit() and int(folded[start:end]) <= 31
    return said and (not is_day or _ONLY_NUMBER.fullmatch(folded) is not None)
