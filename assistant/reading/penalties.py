"""What a sentence loses for what the question requires and it does not carry, in log-odds."""

from assistant.reading.asked import Asked
from assistant.reading.evidence import PassageEvidence
from assistant.reading.features import typed_answers
from assistant.reading.lines import introduces, is_heading
from assistant.reading.requirements import (
    Support,
    date_support,
    explains_acronym,
    is_boilerplate,
    measure_support,
    name_support,
    place_support,
)
from assistant.reading.wording import Modality, defines, gives_cause, modality, wants_list, wants_steps

PLACE_PENALTY = {Support.OTHER: 6.0, Support.SILENT: 2.0, Support.NEAR: 0.6}
DATE_PENALTY = {Support.DENIED: 6.0, Support.OTHER: 4.0, Support.SILENT: 1.5, Support.NEAR: 0.6}
MEASURE_PENALTY = {Support.SILENT: 2.5, Support.OTHER: 2.0, Support.NEAR: 1.0}
"""OTHER: each of its numbers counts another noun ("60 000 visites", where doctors are asked for)."""
KIND_PENALTY = {"number": 1.0, "date": 1.0, "place": 1.0, "agent": 1.0}
HEADING_PENALTY = {True: 0.5, False: 3.0}
"""For a heading: with an answer of the kind asked for in it, and without (3.0 for 1.5: first quote right 0.622 to 0.635 on
dev)."""
BOILERPLATE_PENALTY = 2.0
NAME_PENALTY = {Support.OTHER: 2.0, Support.SILENT: 0.5}
SUPERSEDED_PENALTY = 1.0
"""For a document that another one of the corpus replaces, when no date is asked for: of its own day it may be right."""
ACRONYM_BONUS = 3.0
"""Log-odds given to the sentence that spells out an acronym asked for."""
DEFINITION_BONUS = 2.0
"""Given to the sentence that defines what a definition asks about (1, 2 and 3 tried on 48 questions over prose of the State,
first quote right: 0.708 without, 0.729, 0.750, 0.750)."""
LIST_BONUS = 1.0
"""Given to the line that opens a list, when several things, or steps, are asked for (0.708 to 0.729 there, items 0.69 to
0.77)."""
CAUSE_PENALTY = 0.7
"""For a sentence without the mark of a cause, nor one that follows from it, when a reason is asked for."""
MODALITY_PENALTY = 1.0
"""For what was done when an aim is asked for, and the reverse."""
AGAINST = {(Modality.AIM, Modality.DONE), (Modality.DONE, Modality.AIM)}


def scope_penalty(question: Asked, passage: PassageEvidence, place: int) -> float:
    """Return what sentence number `place` of a passage loses for the place and the time asked for."""
    sentence = passage.sentences[place]
    where = PLACE_PENALTY.get(place_support(question, passage, sentence), 0.0)
    return where + DATE_PENALTY.get(date_support(question, passage, sentence), 0.0)


def own_penalty(question: Asked, passage: PassageEvidence, place: int) -> float:
    """Return what it loses, or gains, for all else: measure, names, kind of answer, what it is, its document."""
    sentence = passage.sentences[place]
    typed, _ = typed_answers(question, sentence)
    return (
        MEASURE_PENALTY.get(measure_support(question, passage, sentence), 0.0)
        + NAME_PENALTY.get(name_support(question, passage), 0.0)
        + (KIND_PENALTY.get(question.kind, 0.0) if typed == 0 else 0.0)
        + (HEADING_PENALTY[typed > 0] if is_heading(passage.of.document, sentence.span) else 0.0)
        + BOILERPLATE_PENALTY * is_boilerplate(sentence)
        + SUPERSEDED_PENALTY * (passage.of.superseded and not question.dates)
        - ACRONYM_BONUS * explains_acronym(question, sentence)
        + wording_penalty(question, passage, place)
    )


def wording_penalty(question: Asked, passage: PassageEvidence, place: int) -> float:
    """Return what it loses, or gains, for how it is worded, by kind of question."""
    sentence = passage.sentences[place]
    penalty = -DEFINITION_BONUS * defines(question, passage, place)
    if wants_list(question) or wants_steps(question):
        penalty -= LIST_BONUS * introduces(passage.of.document, sentence.span)
    if question.kind == "reason":
        penalty += CAUSE_PENALTY * (not gives_cause(sentence.text))
    if question.kind == "number":
        penalty += MODALITY_PENALTY * ((modality(question.text), modality(sentence.text)) in AGAINST)
    return penalty
