"""Communes and areas that texts name, learned from how they name them.

No table of the 35,000 communes ships: a name is learned where a text says that it is a place.

    commune     `la commune de X`, `le maire de X`, `À X, …`; and, unless X is a word of French too, `l'hôpital de X`,
                `situé à X`, `à X, dans l'Ariège` (or as a line), `X (Ariège)`, a cell `Communes : X, Y`, and names
                built as only places are: `X-sur-Y`, `X-le-Y`
    area        `le Pays d'X`, `la vallée de l'X`, `la communauté de communes du X`, `dans le Xois`

A name is kept with the department that stands after it (`X (37)`, `X, dans l'Ariège`), else with the region of the
texts that name it when that is one alone. What it does not do: a bare `à X` is no proof (`à Docker`), nor is a number in
brackets (`Léa (34)`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from assistant.french.analysis import analyse
from assistant.french.folding import fold
from assistant.french.gazetteer import Entry, PlaceKind, departments, names, spaced
from assistant.french.lexicon import rarity

_WORD = r"[A-ZÀ-ÖØ-ÞŒ][a-zß-ÿœ]{1,40}(?!\w)"
_LINK = r"(?:sur|sous|en|l[eèé]s|lez|l[ae]|du|des?|aux?|et|près)"
_PART = rf"-(?:{_LINK}-){{0,3}}(?:[ld]['’])?{_WORD}"
"""What a hyphen brings: text is read in one way only, and to a bound, so that no name takes long."""
_NAME = rf"(?:(?:L[ea]s?\s|L['’])(?={_WORD}))?{_WORD}(?:{_PART}){{0,8}}"
_OTHER = rf"(?:(?:de|à)\s|d['’])?{_NAME}"
_NAMES = rf"{_NAME}(?:\s?,\s?{_OTHER}){{0,60}}(?:\s+et\s+{_OTHER})?"
_OF = r"\s+(?:(?P<contracted>du|des|aux?)\s+|de\s+(?:la\s+)?|d['’]|à\s+)"
_TOWN = r"communes?|villes?|villages?|bourgs?|mairies?|maires?|municipalités?"
_SAID = re.compile(rf"\b(?:{_TOWN}){_OF}(?P<names>{_NAMES})")
_OPENS = re.compile(rf"(?:^|[.!?»]\s+)À\s+(?P<contracted>(?!))?(?P<names>{_NAMES})\s?,", re.MULTILINE)
_STRONG = (_SAID, _OPENS)
"""Wordings that make a place of a word of French: `la ville de Tours`, `À Tours, on …`."""
_COMMUNES = (
    re.compile(
        r"\b(?:sous-préfecture|agglomération|C\.?H\.?R?\.?U\.?|hôpita(?:l|ux)|"
        rf"centres? hospitaliers?(?: universitaires?)?|universités?|gare|aéroport){_OF}(?P<names>{_NAMES})"
    ),
    re.compile(
        r"\b(?:(?:situé|implanté|installé|basé|né|tenu|réuni|organisé|construit|établi|domicilié)e?s?|"
        rf"habit(?:e|ent|ants?)|sise?s?|ouvert(?:e|es|s)?){_OF}(?P<names>{_NAMES})"
    ),
    re.compile(rf"\b(?:Communes?|Villes?|Localités?)\s?:\s?(?P<names>{_NAMES})\s?(?=[;(.\n]|\Z)", re.M),
    re.compile(rf"\bà\s+(?P<names>Sainte?(?:{_PART}){{1,8}})"),
)
_BUILT = re.compile(
    rf"(?<![\w-]){_WORD}(?:-{_WORD}){{0,4}}-(?:sur|sous|en|l[eèé]s|lez|l[ae]|du|des|aux?)-(?:l['’])?{_WORD}(?:-{_WORD}){{0,4}}"
)
"""As only places are: `X-sur-Y`. When all of it are words it may be a title: `Mise-en-Scène`."""
_WITHIN = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME})(?P<bracket>\s\()?(?(bracket)|,\s(?:dans\s(?:les?\s|la\s|l['’])|en\s)(?:Haute?-)?)"
    r"(?P<where>(?:\d\d|2[AB]|97[1-46])(?=\))|[A-ZÀ-Þ][\w’'-]{1,40}(?:\s(?=[dlA-ZÀ-Þ])[\w’'-]{1,40}){0,4})"
)
_AT = re.compile(r"\b[Àà]\s\Z")
_LINE = re.compile(r"(?:\A|\n)[#\s•*-]{0,9}\Z")
_TITLE = re.compile(r"(?:\b[A-ZÀ-Þ][\w’'-]*|\bM\.)\s\Z")
"""A first name or a title: what follows is a person."""
_AREAS = (
    re.compile(
        rf"\b(?P<name>(?:Pays|[Vv]allées?|[Bb]assin|[Pp]lateau|[Cc]anton|[Mm]assif)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])"
        rf"{_NAME})"
    ),
    re.compile(
        r"\b[Cc]ommunautés?\s(?:de\scommunes|d['’]agglomération|urbaine)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])"
        rf"(?P<name>{_NAME})"
    ),
    re.compile(rf"\bdans\sle\s(?P<name>{_NAME}(?<=[oa]is))\b"),
)
_SEPARATOR = re.compile(r"\s?,\s?(?:(?:de|à)\s|d['’])?|\s+et\s+(?:(?:de|à)\s|d['’])?")
_RARE = 0.65
"""Rarity from which a name alone is hardly another word: `Toulouse` 0.80, `tours` 0.55, `sens` 0.38."""
_COMMON = 0.5
"""Rarity below which a word is no place whatever is said of it: `maire de Droite`, `maire des Verts`."""
_NO_PLACE = frozenset(
    "france europe etat etats union republique region regions departement departements commune communes pays ville "
    "saint sainte minuit midi noel paques toussaint pentecote palais marais relais".split()
) | {"etats unis"}


@dataclass(frozen=True)
class Localities:
    """Communes and areas by folded name, its words parted by one space, its article left out."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    known: "Localities | None" = None
    """Others that these stand beside; none is in both."""

    @classmethod
    def learned(cls, texts: Iterable[tuple[str, str]]) -> "Localities":
        """Collect what the texts name as a place.

        Args:
            texts: each with the region it is about, as today's tables name it, or "" when unknown.
        """
        forms: dict[str, Counter[str]] = {}
        kinds: dict[str, PlaceKind] = {}
        numbers: dict[str, set[str]] = {}
        regions: dict[str, set[str]] = {}
        for text, region in texts:
            for name, kind, number in _named(text):
                key = _key(name)
                if key in _NO_PLACE or len(key) < 3 or f" {key} " in _official():
                    continue
                numbers.setdefault(key, set()).update({number} if number else ())
                if kind is not None:
                    forms.setdefault(key, Counter())[name] += 1
                    kinds.setdefault(key, kind)
                    regions.setdefault(key, set()).add(region)
        return cls({key: _entry(key, forms[key], kinds[key], numbers[key], regions[key]) for key in forms})

    def with_those_of(self, question: str) -> "Localities":
        """Return these and those that a question names as communes; a name known already stays as it is.

        A word of French is none, whatever stands before it.
        """
        more = {}
        for name in (name for match in _SAID.finditer(question) for name in _SEPARATOR.split(match["names"])):
            key = _key(name)
            if not (key in self.entries or key in _NO_PLACE or _is_a_word(key) or f" {key} " in _official()):
                more[key] = _entry(key, Counter([name]), "commune", set(), {""})
        return Localities(more, self) if more else self

    def found_in(self, folded: str) -> Iterator[tuple[int, int, Entry]]:
        """Yield (start, end, entry) for each name in folded text; those of two sets may overlap."""
        if self.known is not None:
            yield from self.known.found_in(folded)
        if self._pattern is not None:
            for match in self._pattern.finditer(folded):
                yield match.start(), match.end(), self.entries[_words(match.group())]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """Any of the names in folded text, the longest first; None when there is none."""
        if not self.entries:
            return None
        longest_first = sorted(self.entries, key=lambda key: (-len(key), key))
        alternatives = (
            re.sub(r"\bsaint(e?)\b", r"(?:saint\1|st\1)", key).replace(" ", r"[\s'’-]+")
            for key in longest_first
        )
        return re.compile(rf"(?<![\w@-])(?:{'|'.join(alternatives)})(?!\w|-\w)")


NO_LOCALITIES = Localities()


@cache
def _official() -> str:
    """All names of the tables, parted by more than a blank: what is one of them, or a part of one, is not learned."""
    return "  ".join(["", *names(), ""])


def _named(text: str) -> Iterator[tuple[str, PlaceKind | None, str | None]]:
    """Yield (name, kind, number of its department) for each time a text says that a name is a place.

    The kind is None where only the number is told.
    """
    for match in (match for pattern in _STRONG for match in pattern.finditer(text)):
        first, *others = _SEPARATOR.split(match["names"])
        if not _is_a_word(_key(first), _RARE if match["contracted"] else _COMMON):
            yield first, "commune", None
        yield from ((each, "commune", None) for each in others if not _is_a_word(_key(each)))
    for pattern in _COMMUNES:
        for match in pattern.finditer(text):
            for name in _SEPARATOR.split(match["names"]):
                if not _is_a_word(_key(name)):
                    yield name, "commune", None
    for match in _BUILT.finditer(text):
        if any(rarity(term) >= _RARE for term in analyse(match.group())):
            yield match.group(), "commune", None
    for match in _WITHIN.finditer(text):
        number, before = _number(match["where"]), text[max(0, match.start() - 42) : match.start()]
        if number is None:
            continue
        if match["bracket"]:
            named = match["where"] != number and not _TITLE.search(before)
        else:
            alone = _LINE.search(before) and text[match.end() : match.end() + 1] in ("", "\n")
            named = _AT.search(before) is not None or bool(alone)
        yield match["name"], "commune" if named and not _is_a_word(_key(match["name"])) else None, number
    for pattern in _AREAS:
        for match in pattern.finditer(text):
            if not _is_a_word(_key(match["name"])):
                yield match["name"], "area", None


def _number(where: str) -> str | None:
    if where in departments():
        return where
    entry = names().get(spaced(where))
    return entry.number if entry is not None else None


def _words(name: str) -> str:
    """The words of a name, folded, parted by one space, "St" in full."""
    words = re.split(r"[\s'’-]+", fold(name).strip())
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _key(name: str) -> str:
    """The words of a name without its article."""
    return re.sub(r"^(?:l[ae]s?|l) ", "", _words(name))


def _entry(key: str, forms: Counter[str], kind: PlaceKind, numbers: set[str], regions: set[str]) -> Entry:
    number = next(iter(numbers)) if len(numbers) == 1 else None
    region = departments()[number].region if number else next(iter(regions)) if len(regions) == 1 else ""
    name = min(forms, key=lambda form: (-forms[form], form))
    care = "" if " " in key else "site" if _is_a_word(key) else "capital"
    return Entry(name, kind, number, region, "", care)


def _is_a_word(key: str, rare: float = _RARE) -> bool:
    """Whether a name is one word of French, commoner than that."""
    return " " not in key and all(rarity(term) < rare for term in analyse(key))
