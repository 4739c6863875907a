"""What an earlier question is about, and how words are added to one."""

import re
from collections.abc import Iterable

from assistant.french import NounPhrase, analyse, find_places, fold, noun_phrases
from assistant.french.clauses import question_phrase

_I = re.IGNORECASE
COUNTED = re.compile(
    r"\b(?:combien\s+(?:de\s+|d['’])|(?:nombre|part|total)\s+(?:de\s+|des\s+|d['’])|(?P<which>quel(?:le)?s?\s+))(?P<focus>[\w'’-]+)",
    _I,
)
_ACTS = re.compile(r"\s\w+(?:er|ir|re)\s+(?:de|à|pour|par|sur|dans)\s+$|qu['’]$")
_OF = re.compile(r"(?P<article>du\s|des\s|de\s|d['’])\s*", _I)
PREPOSITIONS = r"(?:dans|en|au|aux|à|a|de|du|des|pour|chez|sur|depuis|fin|début|avant|après)"
LEAD = re.compile(rf"(?:\b(?:{PREPOSITIONS}|le|la|les)\s+|\b(?:l|d)['’])+$", _I)


def topic_of(earlier: str) -> NounPhrase | None:
    """The noun phrase the earlier question is about.

    What a question counts ("combien de médecins …") and bare places come last, names and acronyms
    first, then the phrase of most content words, then the later one.
    """
    counted = COUNTED.search(earlier)
    places = find_places(earlier)

    def weight(phrase: NounPhrase) -> tuple[bool, bool, int, int]:
        asked = counted is not None and phrase.start <= counted.start("focus") < phrase.end
        before = min(
            (p.start for p in places if phrase.start <= p.start < phrase.end <= p.end), default=phrase.end
        )
        bare = not analyse(earlier[phrase.start : before])
        return (not bare, not asked, phrase.named, len(analyse(phrase.text)) * 1000 + phrase.start)

    return max(noun_phrases(earlier), key=weight, default=None)


def place_phrase(earlier: str) -> str:
    """The first place of the earlier question after a preposition of place ("du Gers" → "dans le Gers"); "" for none."""
    places = find_places(earlier)
    if not places:
        return ""
    lead = LEAD.search(earlier, 0, places[0].start)
    if lead is None:
        return ""
    said = earlier[lead.start() : places[0].end]
    of = _OF.match(said)
    if of is None:
        return f"dans {said[:1].lower()}{said[1:]}" if re.match(r"(?:la|les?)\s|l['’]", said, _I) else said
    article = {"du": "le ", "des": "les "}.get(of["article"].lower().strip(), "")
    name = said[of.end() :]
    if article or re.match(r"(?:la|les?)\s|l['’]", name):
        return f"dans {article}{name}"
    return f"{'en' if places[0].kind == 'region' else 'à'} {name}"


def says_only(text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether nothing but small words stands outside the spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return not analyse(text)


def is_free(body: str, position: int) -> bool:
    """Whether nothing before the pronoun, what is counted aside, can be what it stands for."""
    counted = COUNTED.search(body)
    before = body[:position]
    explained = any(
        (p.end <= position or _ACTS.search(body[p.start : position]))
        and not (counted and p.start <= counted.start("focus") < p.end)
        for p in noun_phrases(body)
    )
    telegraphic = question_phrase(body) is None and len(set(analyse(before))) >= 2
    return not explained and not telegraphic and not re.search(r"[A-ZÀ-Þ]\w*\s+[A-ZÀ-Þ]", before)


def with_words(question: str, addition: str, joint: str = ", ") -> str:
    """Add words before the final mark, unless the question holds them already."""
    if fold(addition) in fold(question):
        return question
    mark = re.search(r"\s*[?!.]*\s*$", question)
    cut = mark.start() if mark else len(question)
    return question[:cut].rstrip() + joint + addition + (question[cut:].rstrip() or " ?")
