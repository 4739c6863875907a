"""Where the sides of a comparison stand in a question: places, dates, or things that its wording sets side by side.

Only wordings that hardly say anything else are read as comparisons: a question left whole is answered as any other,
one that is cut wrongly is not answered at all.

    beside   "combien de gares à Tours et à Blois ?", "comparez A et B", "la différence de N entre A et B"
    than     "… plus de gares à Tours qu'à Blois ?"
    which    "lequel de A et de B …", "A ou B : lequel … ?", "… le plus de gares, A ou B ?"
    evolves  "comment a évolué le nombre de gares entre 2015 et 2024 ?", "… depuis 2015 ?"
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.comparison.wording import HOLE, NUMBERS, asked_which, counted, definition, lowered, unframed
from assistant.frame import Frame
from assistant.french import DateSpan, Place, find_dates, fold, is_in
from assistant.french.phrases import of

MOST_SIDES = 3
_I = re.IGNORECASE
_LEAD = (
    r"(?P<prep>(?:en|in|dans|de|du|des|a|au|aux|pour|chez|sur|fin|debut)\s+|d')?"
    r"(?P<art>(?:la region|le departement|le|la|les)\s+|l')?"
)
_BEFORE = re.compile(rf"(?:(?<![\w'])|(?<=qu')){_LEAD}\Z")
_JOIN = re.compile(
    r"\s*(?P<comma>,)?\s*(?:(?P<word>et|and|ou bien|ou|or|vs\.?|versus|ainsi que|par rapport|avec|/)(?!\w))?\s*"
    rf"(?:(?:celui|celle|ceux|celles)\s+)?{_LEAD}"
)
_BETWEEN = re.compile(r"\bentre\s+\Z")
_COMPARES = re.compile(
    r"^compare[rz]?\b|\b(?:comparaisons?|differences?|ecarts?|versus|vs|par rapport|lequel|laquelle|lesquel(?:le)?s)\b|"
    r"^qui (?:de|du|entre)\b|\b(?:le|la|les) (?:plus|moins|mieux|meilleure?s?)\b"
)
_MEASURES = (
    r"nombre|taux|budgets?|part|population|montants?|couts?|prix|superficie|effectifs?|densite|proportion|pourcentage|"
    r"salaires?|depenses|recettes|dette|altitude|temperature|production|frequentation|consommation|duree|age"
)
_QUANTITY = re.compile(
    rf"^(?:[^?,:]{{0,60}}[,:]\s*)?(?:et\s+)?(?:combien\b|quel(?:le)?s?\s+(?:(?:est|sont|etai\w+|fut|a ete)\s+)?"
    rf"(?:le |la |les |l')?(?:{_MEASURES})\b|(?:le |la |les |l')?(?:{_MEASURES})\s+d)"
)
_JOINT = re.compile(
    r"\b(?:reli\w+|separ\w+|fusion\w*|match\w*|rencontre\w*|affront\w+|oppos\w+|distances?|trajets?|lignes?|routes?|"
    r"autoroutes?|liaisons?|trains?|vols?|kilometres?|km|frontieres?|jumel\w+|syndicats?|agglomerations?|metropoles?|"
    r"unions?|associations?|traites?|accords?|alliances?|partag\w+|reuni\w*|ensemble|total\w*|cumul\w*|sommes? de\w?|"
    r"guerres?|tous (?:les )?deux|toutes (?:les )?deux)\b"
)
"""What two places do or have together."""
_MORE = re.compile(
    rf"(?<!\ben )(?<!\bde )(?<!\bn')\b(?:plus|moins|autant|aussi|davantage)\b(?!\s+(?:de |d')?{NUMBERS})"
)
_THAN = re.compile(r"(?<!\bparce )(?<!\bavant )(?<!\bdepuis )\bqu(?:e\s+|')\Z")
_WHO = re.compile(r"(?:pourquoi|comment|qui|quel(?:le)?s?)\b")
_MEANWHILE = re.compile(r"\s*(?:(?:en|depuis|fin|debut) [\w -]{1,20})?\s*")
_ENDS = re.compile(r"\s*(?:[?.!,;]|\Z|(?:en|depuis|fin|debut|pour|dans|sur|au)\b)")
_EVERY_REGION = re.compile(
    r"\b(?:(?:dans|de|pour|sur) )?(?:les (?:deux|trois|2|3) regions|chaque region|chacune des (?:deux |trois )?regions)\b"
)
_MOST_OF_REGIONS = re.compile(
    r"quelle region (?P<verb>a|compte|possede|recense|emploie|accueille|regroupe|finance|recoit|perd|gagne|forme|offre)"
    r"(?P<mid>\b[^?]*?) le (?:plus|moins) (?P<of>de |d['’])(?!\d)(?P<noun>[^?]+?)\s*\?*\s*"
)
_EVOLVED = r"(?:evolue|change|progresse|augmente|diminue|baisse|recule)e?s?"
_EVOLVING = (
    rf"{_MEASURES}|longueur|surface|valeur|volume|trafic|chiffre d'affaires|ventes|emissions|exportations|importations|"
    r"esperance de vie|mortalite|natalite|chomage"
)
_EVOLVES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"comment (?:(?:a|ont) {_EVOLVED}|evoluent?) (?P<what>(?:(?:le|la|les) |l')(?:{_EVOLVING})\b.*)",
        rf"(?:comment )?(?P<what>(?:(?:le|la|les) |l')(?:{_EVOLVING})\b.*?) (?<!qui )(?:a|ont)(?:-t-(?:il|elle)s?)? {_EVOLVED}\b"
        r"(?P<rest>.*)",
        r"(?:quel(?:le)? )?(?:(?:est|a ete|fut) )?(?:l'|la )?(?:evolution|difference|ecart) (?:du |des |de la |de l'|de |d')"
        rf"(?P<what>(?:{_EVOLVING})\b.*)",
        rf"compare[rz]? (?P<what>(?:(?:le|la|les) |l')(?:{_EVOLVING})\b.*)",
    )
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A side."""

    name: str
    """To show."""
    words: str
    """What stands for it in the question of its own."""
    place: Place | None = None
    date: DateSpan | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or three sides, and the question of each with a hole for its words."""

    template: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at characters `start` to `end` of the question, its preposition and article included."""

    start: int
    end: int
    preposition: str
    phrase: str
    """With its article."""
    name: str
    place: Place | None = None
    date: DateSpan | None = None
    joined: str = ""
    """The word before it that joins it to the one before."""

    def slot(self, words: str) -> Slot:
        return Slot(self.name, words, self.place, self.date)

    @property
    def placed(self) -> str:
        """With its preposition."""
        if self.preposition == "de":
            return of(self.phrase)
        article = re.match(r"les?\s+", self.phrase) if self.preposition == "à" else None
        if article:
            return f"{'aux' if 's' in article.group() else 'au'} {self.phrase[article.end() :]}"
        joint = "" if self.preposition.endswith(("'", "’")) else " "
        return f"{self.preposition}{joint}{self.phrase}".strip()

    @property
    def alone(self) -> str:
        """Without its preposition, whose article it keeps: "du Cher" is "le Cher"."""
        article = {"du": "le ", "au": "le ", "des": "les ", "aux": "les "}.get(self.preposition.lower(), "")
        return f"{article}{self.phrase}"


def located_comparison(question: str, frame: Frame) -> Comparison | None:
    """Return the sides that a question sets side by side, in its order; None for a question that compares nothing."""
    plain = aligned(question)
    return (
        _regions(question, plain, frame)
        or _located(question, plain, _places(question, plain, frame))
        or _located(question, plain, _dates(question, plain, frame))
        or _evolving(question, plain, frame)
    )


def aligned(question: str) -> str:
    """Return an NFC text folded one character for one: what folds to several stays."""
    folded = (fold(character) for character in question)
    return "".join(f if len(f) == 1 else c.lower()[:1] for f, c in zip(folded, question, strict=True))


def _regions(question: str, plain: str, frame: Frame) -> Comparison | None:
    if not 1 < len(frame.regions) <= MOST_SIDES:
        return None
    places = [next(iter(frame.places(region)), None) for region in frame.regions]
    every, most = _EVERY_REGION.search(plain), _MOST_OF_REGIONS.fullmatch(plain)
    if most is not None:
        noun, verb, mid = (question[slice(*most.span(group))] for group in ("noun", "verb", "mid"))
        inverted = f"{verb}-t-elle" if verb[-1] in "ae" else f"{verb}-elle"
        template = f"Combien {most['of']}{noun} la région {HOLE} {inverted}{mid}"
        lead = ""
    elif every is not None:
        template, lead = f"{question[: every.start()]}{HOLE}{question[every.end() :]}", "en "
    else:
        return None
    return Comparison(
        template,
        tuple(
            Slot(region, lead + region, place) for region, place in zip(frame.regions, places, strict=True)
        ),
    )


def _places(question: str, plain: str, frame: Frame) -> list[Item]:
    """Two or three places, none in another."""
    places = frame.places_asked(question)
    if any(is_in(a, b) for a in places for b in places if a is not b):
        return []
    return _items(question, plain, [(p.start, p.end, p.name, p, None) for p in places])


def _dates(question: str, plain: str, frame: Frame) -> list[Item]:
    """Two or three dates, all different."""
    spans = frame.dates_asked(question)
    if len({(span.first, span.last) for span in spans}) < len(spans):
        return []
    return _items(question, plain, [(s.start, s.end, question[s.start : s.end], None, s) for s in spans])


def _items(
    question: str, plain: str, found: Sequence[tuple[int, int, str, Place | None, DateSpan | None]]
) -> list[Item]:
    if not 1 < len(found) <= MOST_SIDES:
        return []
    items: list[Item] = []
    for start, end, name, place, date in found:
        lead = _BEFORE.search(plain[:start])
        at = start if lead is None else lead.start()
        preposition = (
            "" if lead is None else question[slice(*lead.span("prep"))].strip() if lead["prep"] else ""
        )
        article = at if lead is None or not lead["prep"] else lead.end("prep")
        join = _JOIN.fullmatch(plain, items[-1].end, start) if items else None
        joined = (join["word"] or join["comma"] or "") if join else ""
        if not preposition or joined in ("par rapport", "avec"):
            preposition = _full(items[0].preposition) if items else preposition
        items.append(Item(at, end, preposition, question[article:end], name, place, date, joined))
    return items


def _full(preposition: str) -> str:
    """A preposition without the article in it."""
    return {"du": "de", "des": "de", "d'": "de", "d’": "de", "au": "à", "aux": "à"}.get(
        preposition, preposition
    )


def _located(question: str, plain: str, items: Sequence[Item]) -> Comparison | None:
    """Places or dates side by side: than, which, beside."""
    if len(items) < 2:
        return None
    first, last = items[0], items[-1]
    if len(items) == 2 and _THAN.search(plain[: last.start]):
        return _than(question, plain, first, last)
    between = _BETWEEN.search(plain, 0, first.start)
    linked = all(item.joined for item in items[1:]) and last.joined != ","
    if not linked or (_JOINT.search(plain) and not plain.startswith("compare")):
        return None
    template = f"{question[: between.start() if between else first.start]}{HOLE}{question[last.end :]}"
    which = asked_which(template) if _COMPARES.search(plain) else None
    if which is not None:
        return Comparison(which[0], tuple(i.slot(i.placed if which[1] else i.alone) for i in items))
    rest = unframed(template)
    if rest == HOLE:
        return Comparison(HOLE, tuple(item.slot(definition(item.alone)) for item in items))
    if rest is not None:
        return Comparison(rest, tuple(i.slot(i.placed if i.preposition else of(i.phrase)) for i in items))
    if between or not (_QUANTITY.search(plain) or last.joined.startswith(("vs", "versus"))):
        return None
    return Comparison(template, tuple(item.slot(item.placed) for item in items))


def _than(question: str, plain: str, first: Item, last: Item) -> Comparison | None:
    """ "… plus de gares à Tours qu'à Blois", "Tours a-t-elle plus de gares que Blois"."""
    than = plain.rindex("qu", 0, last.start)
    more = _MORE.search(plain, 0, than)
    if more is None or not _ENDS.match(plain, last.end) or _WHO.match(plain):
        return None
    rest = f"{question[first.end : than].rstrip()} {question[last.end :]}"
    if first.end <= more.start():
        if first.start > 0:
            return None
        template = counted(f"{rest.strip(' ,?')} {HOLE}" if first.preposition else HOLE + rest)
    elif _MEANWHILE.fullmatch(plain, first.end, than):
        template = counted(f"{question[: first.start]}{HOLE}{rest}")
    else:
        return None
    return (
        Comparison(template, (first.slot(lowered(first.placed)), last.slot(last.placed)))
        if template
        else None
    )


def _evolving(question: str, plain: str, frame: Frame) -> Comparison | None:
    """The two ends of a period in which a quantity is asked to have evolved."""
    spans = frame.dates_asked(question)
    found = next((match for match in (p.match(plain) for p in _EVOLVES) if match), None)
    if len(spans) != 1 or found is None:
        return None
    (span,) = spans
    ends = find_dates(re.sub(r"\b(?:entre|et|de|du|d['’]|à|au)\b", "|", question[span.start : span.end]))
    if span.precision == "period" and len(ends) == 2:
        whens = [_words_of(each) for each in ends]
    elif span.open == "since" and frame.newest and frame.newest[:4] > str(span.last.year):
        whens = [_words_of(span), frame.newest[:4]]
    else:
        return None
    what = question[slice(*found.span("what"))]
    rest = question[slice(*found.span("rest"))] if "rest" in found.groupdict() else ""
    template = f"{what} {rest}".replace(question[span.start : span.end], HOLE)
    slots = [Slot(when, f"en {when}", date=find_dates(when)[0]) for when in whens]
    return Comparison(template, tuple(slots)) if HOLE in template else None


def _words_of(span: DateSpan) -> str:
    if span.precision == "year":
        return str(span.first.year)
    return span.first.isoformat()[: 7 if span.precision == "month" else 10]
