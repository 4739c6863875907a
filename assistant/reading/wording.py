"""What the wording of a question wants beyond its kind, and what the wording of a sentence tells of its part.

Rules over French as it is written, none over a subject: does the sentence define what is asked about, lean on
the one before it, give a cause, speak of an aim or of what was done?
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache

from assistant.french import Token, analyse, fold
from assistant.reading.asked import Asked
from assistant.reading.evidence import PassageEvidence, SentenceEvidence
from assistant.reading.requirements import NEAR

_LEANS = re.compile(
    r"^(?:[«\"“(]\s*)?(?:ils?|elles?|celui-ci|celle-ci|ceux-ci|celles-ci|celui-la|celle-la|cela|ceci|ca|ce|cet|cette|ces|"
    r"leurs?|son|sa|ses|y|en effet|toutefois|cependant|pourtant|neanmoins|en revanche|par ailleurs|en outre|de plus|"
    r"de meme|ainsi|aussi,|mais|or|donc|des lors|par consequent|en consequence|d'ou|l'une? et l'autre|tous deux|toutes deux|"
    r"(?:dans|pour|a|en|grace a|par|depuis|avec|sur) (?:ce|cet|cette|ces|cela|lui|elles?|eux)|dans les deux cas|"
    r"a defaut|a l'inverse|c'est)\b"
)
_IMPERSONAL = re.compile(
    r"^il (?:ne |n')?(?:existe|faut|faudra|fallait|convient|suffit|y (?:a|avait|aura)|reste|manque|"
    r"(?:est|etait|sera) (?:possible|impossible|necessaire|important|interdit|recommande|conseille|deconseille|"
    r"obligatoire|essentiel|utile|preferable|indispensable|difficile|facile|egalement possible))\b"
)
_CAUSE = re.compile(
    r"\b(?:car|parce qu|puisqu|en raison d|a cause d|du fait|grace a|faute d|afin d|afin qu|pour qu|"
    r"pour (?!cent\b)\w+(?:er|ir|re)\b|etant donne|compte tenu|sous l'effet|suite a|en effet|c'est pourquoi|"
    r"permet|evit|de facon a|de maniere a|dans le but|a pour (?:but|objet|objectif)|vise|sert a|resulte|decoule|s'explique)"
)
_CONSEQUENCE = re.compile(
    r"\b(?:donc|c'est pourquoi|d'ou|des lors|par consequent|en consequence|pour cela|ainsi)\b"
)
_AIM = re.compile(
    r"\b(?:d'ici|objectifs?|cibles?|horizon|ambition\w*|vis(?:e|ent|ait|aient)|veu(?:t|lent)|voul\w+|souhait\w+|"
    r"prevoi\w+|prevu\w*|devr\w+|doi(?:t|vent)|devai(?:t|ent)|sera(?:it|ient)?|seront|aura(?:it|ient)?|auront|"
    r"annonce\w*|attendu\w*|esper\w+|envisag\w+|prochain\w*|bientot|a venir|a terme|compte(?:nt)? (?:en |y )?\w+er|"
    r"s'appret\w+|sur le point d\w*|en passe d\w*)\b"
)
_DONE = re.compile(
    r"\b(?:a|ont|avait|avaient|a-t-\w+|ont-\w+)(?: \w+){0,3}? (?:ete )?\w{2,}(?:e|es|ee|ees|i|is|it|ie|ies|u|us|ue|ues)\b|"
    r"\b(?:deja|jusqu'ici|a ce jour|actuellement|aujourd'hui|desormais)\b"
)
_LIST_WANTED = re.compile(
    r"\bquel(?:le)?s (?!est\b)|\bde quoi (?:se )?(?:compose|est|sont|dispose)|"
    r"\bque (?:comporte|comprend|comprennent|contient|contiennent|regroupe|propose)\w*\b|"
    r"\b(?:liste[zr]?|citez|enumere[zr]|donnez) (?:la|les|des|moi)\b|\b(?:en quoi|sur quoi|a quoi|par quoi)\b"
)
_STEPS_WANTED = re.compile(
    r"\bque (?:faut il )?faire\b|\bque dois je\b|\bque doit on\b|\bque faut il\b|\bquelles? (?:sont les )?"
    r"(?:etapes?|demarches?|procedures?)\b|\bmarche a suivre\b|\bdans quel ordre\b"
)
_EXPLANATION_WANTED = re.compile(
    r"\bque (?:permet\w*|change\w*|fait|font|prevoi\w+|apporte\w*)\b|\ba quoi (?:sert|servent|bon)\b|"
    r"\bpour ?quoi\b|\bquel(?:le)?s? (?:est|sont) (?:l |la |le |les )?(?:interet|avantage|effet|consequence|impact|role)s?\b"
)
_DEFINING = re.compile(
    r"^\W*(?:\([^()]{1,80}\)\W*)?(?:,[^,.;]{1,60},)?\s*(?:"
    r"(?:est|sont|etait)\s+(?:donc |ainsi |avant tout )?(?:une?|les?|la|l'|des|d'une?|votre|notre|celui|celle|ce|"
    r"defini\w*|charge\w*)\b|"
    r"(?:n'est autre que|designe(?:nt)?|signifie(?:nt)?|regroupe(?:nt)?|rassemble(?:nt)?|"
    r"reuni(?:t|ssent)|consiste(?:nt)?|correspond\w*|"
    r"symbolise(?:nt)?|definit|comprend|comprennent|vis(?:e|ent) a|sert a|se compose\w*|s'entend|"
    r"a pour (?:but|objet|mission|role))\b|"
    r"(?:qui|dont)\s+\w+|c'est[- ]a[- ]dire\b|[:=]\s*\w)"
)
"""What follows the name of a thing in the sentence that says what it is."""
_NAMED_AFTER = re.compile(
    r"(?:\bon (?:l'|les )?(?:appelle|nomme)(?: aussi)?|\bappelee?s?|\bnommee?s?|\bdenommee?s?|\bdite?s?|"
    r"\bc'est (?:le role|la mission|ce que fait))"
    r"\s+(?:(?:du|de|des|d'|de la|les?|la|l'|une?)\s*)*\W*$"
)
"""What stands before a name in the sentence that gives it."""
_OPENING = re.compile(
    r"^\W*(?:(?:par|selon|en|dans|au|pour|bien plus|depuis)\b[^,:]{0,60},\s*)?"
    r"(?:(?:les?|la|l'|une?|des|du|ce|cette|ces|notre|votre)\s*)?(?:(?:statut|terme|sigle|mot|acronyme|notion|dispositif|nom)\s+(?:d'|de\s+|des\s+)?)?\W*$"
)
"""What may stand before the name of a thing that a sentence opens on."""
_SPELLED_OUT = re.compile(r"^\W*(?:(?:les?|la|l'|une?|des)\s*)?[^(),.;:]{4,100}\(\s*$")
"""What stands before an acronym in brackets that its own words open."""
_ABOUT_WORDS = (
    "terme sigle mot acronyme définition définir désigne désigner signifie signifier signification veut dire notion "
    "consiste appelle juste exactement quoi"
)


class Modality(Enum):
    """Whether words speak of an aim, of what was done, or tell neither, or both."""

    AIM = 0
    DONE = 1
    UNTOLD = 2


def leans(text: str) -> bool:
    """Say whether a sentence opens on words that point to what stands before it ("Elle", "Ce dispositif", "En effet")."""
    plain = fold(text)
    return _LEANS.match(plain) is not None and _IMPERSONAL.match(plain) is None


def gives_cause(text: str) -> bool:
    """Say whether a sentence holds the mark of a cause or of a purpose."""
    return _CAUSE.search(fold(text)) is not None


def follows_from_before(text: str) -> bool:
    """Say whether a sentence gives the consequence of the one before it ("donc", "c'est pourquoi")."""
    return _CONSEQUENCE.search(fold(text)) is not None


def wants_list(question: Asked) -> bool:
    """Say whether the question, by its kind or its wording, wants several things."""
    return question.kind == "list" or _LIST_WANTED.search(_plain(question.text)) is not None


def wants_steps(question: Asked) -> bool:
    """Say whether the question wants to know what to do, or how."""
    return question.kind == "manner" or _STEPS_WANTED.search(_plain(question.text)) is not None


def wants_explanation(question: Asked) -> bool:
    """Say whether the answer may go on in the next sentence."""
    return (
        question.kind in ("reason", "manner", "definition")
        or _EXPLANATION_WANTED.search(_plain(question.text)) is not None
    )


@lru_cache(maxsize=4096)
def modality(text: str) -> Modality:
    """Say whether a text speaks of an aim ("d'ici à 2030", "vise") or of what was done ("ont été recrutés", "déjà")."""
    plain = fold(text)
    aim, done = _AIM.search(plain) is not None, _DONE.search(plain) is not None
    return Modality.UNTOLD if aim == done else Modality.AIM if aim else Modality.DONE


def defines(question: Asked, passage: PassageEvidence, place: int) -> bool:
    """Say whether sentence number `place` says what the thing is that a definition asks about, and does not only mention it.

    It opens on its name and goes on "est un", "désigne", "(…) regroupe", ", qui …", ":"; or it ends on it ("on appelle X",
    "c'est le rôle de X"). It may leave out of the name what its headings say.
    """
    sentence = passage.sentences[place]
    subject = _subject(question) if question.kind == "definition" else ()
    asked = [t for t in subject if t in subject[:1] or t in sentence.terms or t not in passage.heading_terms]
    for named in _namings(question, asked, sentence):
        above, below = fold(sentence.text[: named[0].start]), fold(sentence.text[named[-1].end :])
        opens = _OPENING.match(above) or _SPELLED_OUT.match(above)
        if opens is not None and _DEFINING.match(below) is not None:
            return True
        if _NAMED_AFTER.search(above):
            return True
    return False


def _subject(question: Asked) -> tuple[str, ...]:
    """Terms of what a definition asks about."""
    return tuple(t for t in question.terms if t not in _about() and t not in question.place_terms)


@lru_cache(maxsize=1)
def _about() -> frozenset[str]:
    return frozenset(analyse(_ABOUT_WORDS))


def _namings(question: Asked, asked: Sequence[str], sentence: SentenceEvidence) -> Iterator[list[Token]]:
    """Each run of words that names all that is asked about."""
    stands_for = {
        term: {term, *(near for near, p in close.items() if p >= NEAR)}
        for term, close in zip(question.terms, question.near, strict=True)
    }
    named = {near for term in asked for near in stands_for[term]}
    for place, token in enumerate(sentence.content):
        run = [t for t in sentence.content[place : place + len(asked) + 1] if t.term in named]
        terms = {t.term for t in run}
        if token.term in named and all(stands_for[term] & terms for term in asked):
            yield run


@lru_cache(maxsize=256)
def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w%]+", " ", fold(text)).split())
