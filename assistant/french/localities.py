"""Communes and areas that texts name, learned from how they name them.

No table of the 35,000 communes ships: a name is learned where a text says that it is a place.

    commune     `la commune de X`, `le maire de X`, `l'hôpital de X`; `X (37)`, `X (Ariège)`, `X, dans l'Ariège`;
                `situé à X`, `À X, …`; a cell `Communes : X, Y`; names built as only places are: `X-sur-Y`, `X-le-Y`
    area        `le Pays d'X`, `la vallée de l'X`, `la communauté de communes du X`, `dans le Xois`

A name is kept with its department when one stands in brackets after it, else with the region of the texts
that name it when that is one alone. What it does not do: a bare `à X` is no proof (`à Docker`).
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

_WORD = r"[A-ZÀ-ÖØ-ÞŒ][a-zß-ÿœ]+(?!\w)"
_LINK = r"(?:sur|sous|en|l[eèé]s|lez|l[ae]|du|des?|aux?|et|près)"
_NAME = (
    rf"(?:(?:L[ea]s?\s|L['’])(?={_WORD}))?{_WORD}"
    rf"(?:-(?:{_LINK}-(?:[ld]['’])?(?:{_LINK}-)?|[ld]['’])?{_WORD}|-{_LINK}(?=-))*"
)
_NAMES = rf"{_NAME}(?:\s*,\s*(?:(?:de|à)\s|d['’])?{_NAME})*(?:\s+et\s+(?:(?:de|à)\s|d['’])?{_NAME})?"
_OF = r"\s+(?:(?P<contracted>du|des|aux?)\s+|de\s+(?:la\s+)?|d['’]|(?P<at>à)\s+)"
_COMMUNES = (
    re.compile(
        r"\b(?:communes?|villes?|villages?|bourgs?|mairies?|maires?|municipalités?|sous-préfecture|agglomération|"
        r"C\.?H\.?R?\.?U\.?|hôpita(?:l|ux)|centres? hospitaliers?(?: universitaires?)?|universités?|gare|aéroport)"
        rf"{_OF}(?P<names>{_NAMES})"
    ),
    re.compile(
        r"\b(?:(?:situé|implanté|installé|basé|né|tenu|réuni|organisé|construit|établi|domicilié)e?s?|"
        rf"habit(?:e|ent|ants?)|sise?s?|ouvert(?:e|es|s)?){_OF}(?P<names>{_NAMES})"
    ),
    re.compile(rf"(?:^|[.!?»]\s+)(?P<at>À)\s+(?P<names>{_NAMES})\s*,", re.MULTILINE),
    re.compile(
        rf"\b(?:Communes?|Villes?|Localités?|Territoires?)\s*:\s*(?P<names>{_NAMES})\s*(?=[;(.\n]|\Z)", re.M
    ),
    re.compile(
        rf"(?<![\w-])(?P<names>{_WORD}(?:-{_WORD})*-(?:sur|sous|en|l[eèé]s|lez|l[ae]|du|des|aux?)-(?:l['’])?{_WORD}(?:-{_WORD})*)"
    ),
    re.compile(rf"\bà\s+(?P<names>Sainte?-{_WORD}(?:-(?:{_LINK}-)?(?:[ld]['’])?{_WORD})*)"),
)
_WITHIN = re.compile(
    rf"(?P<name>{_NAME})(?:\s+\(|,\s+(?:dans\s(?:les?\s|la\s|l['’])|en\s)(?:Haute?-)?)"
    r"(?P<where>(?:\d\d|2[AB]|97[1-46])(?=\))|[A-ZÀ-Þ][\w’'-]+(?:\s(?=[dlA-ZÀ-Þ])[\w’'-]+)*)"
)
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
_SEPARATOR = re.compile(r"\s*(?:,|\bet\b)\s*(?:(?:de|à)\s|d['’])?")
_RARE = 0.65
"""Rarity from which a name alone is hardly another word: `Toulouse` 0.80, `tours` 0.55, `sens` 0.38."""
_NO_PLACE = frozenset(
    "france europe etat etats union republique region regions departement departements commune communes pays ville "
    "saint sainte".split()
)


@dataclass(frozen=True)
class Localities:
    """Communes and areas by folded name, its words parted by one space, its article left out."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

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
                forms.setdefault(key, Counter())[name] += 1
                kinds.setdefault(key, kind)
                numbers.setdefault(key, set()).update({number} if number else ())
                regions.setdefault(key, set()).add(region)
        return cls({key: _entry(key, forms[key], kinds[key], numbers[key], regions[key]) for key in forms})

    def with_those_of(self, text: str) -> "Localities":
        """Return these and those that one more text names as places; a name known already stays as it is."""
        more = Localities.learned([(text, "")])
        return Localities({**more.entries, **self.entries}) if more.entries.keys() - self.entries else self

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Any of the names in folded text, the longest first; None when there is none."""
        if not self.entries:
            return None
        longest_first = sorted(self.entries, key=lambda key: (-len(key), key))
        alternatives = (
            re.sub(r"\bsaint(e?)\b", r"(?:saint\1|st\1)", key).replace(" ", r"[\s'’-]+")
            for key in longest_first
        )
        return re.compile(rf"(?<![\w@-])(?:{'|'.join(alternatives)})(?!\w|-\w)")

    def find(self, matched: str) -> Entry:
        """Return the entry of what `pattern` matched."""
        return self.entries[_key(matched)]


NO_LOCALITIES = Localities()


@cache
def _official() -> str:
    """All names of the tables, parted by more than a blank: what is one of them, or a part of one, is not learned."""
    return "  ".join(["", *names(), ""])


def _named(text: str) -> Iterator[tuple[str, PlaceKind, str | None]]:
    """Yield (name, kind, number of its department) for each time a text says that a name is a place."""
    for pattern in _COMMUNES:
        for match in pattern.finditer(text):
            first, *others = _SEPARATOR.split(match["names"])
            for name in (first, *(each for each in others if not _is_a_word(_key(each)))):
                yield name, "commune", None
    for match in _WITHIN.finditer(text):
        number = _number(match["where"])
        if number and (match["where"] == number or not _is_a_word(_key(match["name"]))):
            yield match["name"], "commune", number
    for pattern in _AREAS:
        for match in pattern.finditer(text):
            yield match["name"], "area", None


def _number(where: str) -> str | None:
    if where in departments():
        return where
    entry = names().get(spaced(where))
    return entry.number if entry is not None else None


def _key(name: str) -> str:
    words = re.split(r"[\s'’-]+", fold(name).strip())
    if len(words) > 1 and words[0] in {"le", "la", "les", "l"}:
        words = words[1:]
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _entry(key: str, forms: Counter[str], kind: PlaceKind, numbers: set[str], regions: set[str]) -> Entry:
    number = next(iter(numbers)) if len(numbers) == 1 else None
    region = departments()[number].region if number else next(iter(regions)) if len(regions) == 1 else ""
    name = min(forms, key=lambda form: (-forms[form], form))
    care = "" if " " in key else "site" if _is_a_word(key) else "capital"
    return Entry(name, kind, number, region, "", care)


def _is_a_word(key: str) -> bool:
    return " " not in key and all(rarity(term) < _RARE for term in analyse(key))
