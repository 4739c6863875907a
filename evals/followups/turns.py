"""The turns that are judged, and when a rewritten question means the same as one written by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.conversation import Rewrite, about_of, within_of
from assistant.errors import QuestionSetError
from assistant.french import analyse
from assistant.reading.kind import answer_kind
from evals.lines import read_objects

TURNS = Path(__file__).parent / "turns.jsonl"
MEND = "see evals/followups/turns.jsonl"
HALVES = ("dev", "held-out")
ACTS = (
    "pronoun", "ellipsis", "fragment", "ordinal", "refinement", "correction", "subject", "ambiguous",
    "about-publisher", "about-date", "about-document", "focus", "courtesy", "alone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """One turn of a dialogue, and the questions that say the same on their own."""

    id: str
    half: str
    """`dev`, looked at while the rules were written, or `held-out`, asked once when they were done."""
    subject: str
    """Of the dialogue: "deserts" is asked of the shipped corpus, any other of PIAF's dev articles."""
    act: str
    """One of `ACTS`."""
    history: tuple[str, ...]
    question: str
    standalone: tuple[str, ...]
    """Written by hand, any of them; of a question about an answer: the question answered. Of an ambiguous
    one: every reading that is to be offered."""


def read_turns(path: Path = TURNS) -> list[JudgedTurn]:
    """Read the turns, in the order of the file.

    Raises:
        QuestionSetError: the file cannot be read, or a line is no turn.
    """
    turns = []
    for number, row in read_objects(path, MEND):
        try:
            turns.append(_turn(row))
        except (KeyError, ValueError) as error:
            raise QuestionSetError(f"{path}, line {number}: not a turn ({error}); {MEND}") from error
    return turns


def _turn(row: Mapping[str, Any]) -> JudgedTurn:
    turn = JudgedTurn(
        id=str(row["id"]),
        half=str(row["half"]),
        subject=str(row["subject"]),
        act=str(row["act"]),
        history=tuple(row["history"]),
        question=str(row["question"]),
        standalone=tuple(row["standalone"]),
    )
    if turn.half not in HALVES or turn.act not in ACTS or not turn.standalone:
        raise ValueError(f"unknown half or act, or no standalone question: {turn.half}, {turn.act}")
    return turn


def same_question(one: str, other: str) -> bool:
    """Whether two questions have the same content words and ask for the same kind of answer, whatever their order."""
    return set(analyse(one)) == set(analyse(other)) and answer_kind(one) == answer_kind(other)


_UNCONTRACTED = r"\b(?:de|à) les?\s(?!(?:\w+\s)?\w+(?:er|ir|re)\b)"
_ELIDED_BEFORE_CONSONANT = r"\b(?:[sdnlmtjSDNLMTJ]|[Qq]u)['’](?=\s|[bcdfgjklmnpqrstvwxz])"
_NOT_ELIDED = r"\b(?:[Nn]e|[Qq]ue|de|le|se|[Jj]e)\s(?=[aeéèêiouà])(?!(?:oui|onz|un\b|une\b|à\b))"
_DETERMINED = r"(?:l[ae]|une?|ce|cet|cette|son|sa|leur|votre|notre|mon|ma)\b|l['’]|[A-ZÀ-Þ]"
_NOUN_ALONE = rf"\b[Qq]uel(?:le)? (?:est|était|sera) (?!{_DETERMINED})"
_WRONG_NUMBER = r"\bceux qui (?:est|a|[a-zà-ÿ]+e)\s"
_TWICE = r"\b(?P<thing>[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]\w+) d(?:e |['’])(?P=thing)"
_BROKEN = re.compile(
    f"{_UNCONTRACTED}|{_ELIDED_BEFORE_CONSONANT}|{_NOT_ELIDED}|{_NOUN_ALONE}|{_WRONG_NUMBER}|{_TWICE}"
)


def is_french(question: str) -> bool:
    """Whether a question is free of what careless joining leaves: "de le", "s'rendre", "ne a", "quel est salaire"."""
    return _BROKEN.search(question) is None


def is_equivalent(turn: JudgedTurn, rewrite: Rewrite) -> bool:
    """Whether a turn was understood as its hand-written questions say.

    It must be French. A courtesy is right when taken as one; a question about an answer when it asks the same of the answer to
    the same question; one put to a document when it is put to some document; an ambiguous one when all of
    its readings, and no other, are offered.
    """
    if turn.act == "courtesy" or rewrite.courtesy:
        return rewrite.courtesy and turn.act == "courtesy"
    if turn.act == "ambiguous":
        offered, wanted = rewrite.choices, turn.standalone
        every = all(any(same_question(each, text) and is_french(text) for text in offered) for each in wanted)
        return every and len(offered) == len(wanted)
    asked, text = about_of(rewrite.text), rewrite.text
    if turn.act.startswith("about-") != (asked is not None):
        return False
    if asked is not None and turn.act != f"about-{asked.aspect}":
        return False
    scoped = within_of(text)
    if (turn.act == "focus") != (scoped is not None):
        return False
    text = asked.question if asked else scoped[1] if scoped else text
    return is_french(text) and any(same_question(each, text) for each in turn.standalone)
