"""Rewriting, retrieval and answer after it, and harm: one value a turn, means by half."""

import random
from collections.abc import Callable, Sequence

from assistant.conversation import Rewrite, about_of, standalone_question, within_of
from assistant.conversation.acts import about, within
from assistant.types import Answer, Citation, Turn
from evals.followups.turns import ACTS, HALVES, JudgedTurn, is_equivalent
from evals.measures import Estimate, estimate

SEED = 20
HITS = 10
OPENERS = ("Et ", "Mais ", "Ok, et ")
ANYONE = (
    "Comment déclarer ses impôts ?", "Où faire vacciner son chien ?", "Quand renouveler sa carte d'identité ?",
    "Peut-on louer sa résidence principale ?", "Que faire en cas de perte de son passeport ?",
    "À quel âge peut-on passer son permis ?", "Comment choisir son médecin traitant ?",
    "Faut-il déclarer ses ruches ?", "Où peut-on déposer ses encombrants ?", "Pourquoi trier ses déchets ?",
)  # fmt: skip
"""Questions whose possessive belongs to whoever asks."""
Ask = Callable[[str, Sequence[Turn]], Answer]
"""A question and the turns before it, to its answer with its ranking."""


def rewriting(turns: Sequence[JudgedTurn], rewrite: Callable[[JudgedTurn], Rewrite]) -> dict[str, Estimate]:
    """Return the share of turns understood as their hand-written questions, by half, then by act of each half."""
    right = [(turn, float(is_equivalent(turn, rewrite(turn)))) for turn in turns]
    groups: dict[str, list[float]] = {}
    for half in HALVES:
        of_half = [(turn, value) for turn, value in right if turn.half == half]
        groups[f"equivalent rewrite, {half}"] = [value for _, value in of_half]
        for act in ACTS:
            groups[f"  {half}: {act}"] = [value for turn, value in of_half if turn.act == act]
    return {name: estimate(values) for name, values in groups.items() if values}


def answering(turns: Sequence[JudgedTurn], ask: Ask) -> dict[str, Estimate]:
    """Compare what a turn finds and quotes with what its first hand-written question does.

    Args:
        turns: all of one index; courtesies and ambiguous turns are left out.
        ask: always answers (threshold 0).

    Returns:
        By half, of the turns rewritten and of the same turns as typed: the share whose first passage is the
        same, whose ten best passages hold the first one, and whose first quote overlaps the other's.
    """
    values: dict[str, list[float]] = {}
    for turn in turns:
        if turn.act in ("courtesy", "ambiguous"):
            continue
        rewritten = ask(turn.question, [Turn(earlier) for earlier in turn.history])
        wanted = ask(_wanted(turn, rewritten), ())
        for name, answer in (("rewritten", rewritten), ("as typed", ask(turn.question, ()))):
            for measure, value in _alike(answer, wanted).items():
                values.setdefault(f"{measure}, {turn.half}, {name}", []).append(value)
    return {name: estimate(values[name]) for name in sorted(values)}


def _wanted(turn: JudgedTurn, rewritten: Answer) -> str:
    """The hand-written question; about the answer to it, or put to the document, where the turn is."""
    question = turn.standalone[0]
    asked, scoped = about_of(rewritten.standalone_question), within_of(rewritten.standalone_question)
    if turn.act.startswith("about-"):
        return about(asked.aspect, question) if asked else question
    return within(scoped[0], question) if turn.act == "focus" and scoped else question


def _alike(answer: Answer, wanted: Answer) -> dict[str, float]:
    best = [hit.number for hit in wanted.hits[:1]]
    found = [hit.number for hit in answer.hits]
    quotes = zip(answer.citations[:1], wanted.citations[:1], strict=False)
    return {
        "same first passage": float(found[:1] == best),
        "its first passage in ten": float(set(best) <= set(found[:HITS])),
        "same first quote": float(any(_overlap(one, other) for one, other in quotes)),
    }


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def harm(
    questions: Sequence[str], seed: int = SEED, openers: Sequence[str] = (), after: Sequence[str] = ()
) -> tuple[Estimate, list[tuple[str, str, str]]]:
    """Ask each question after another one drawn by chance: it stands alone, so it should come out as typed.

    Args:
        questions: that stand alone.
        seed: of the draw.
        openers: one is put before each question ("Ok, et "), and expected to be gone.
        after: what the question before is drawn from, when not from the others.

    Returns:
        The share unchanged, and the others as (the question before, as typed, rewritten).
    """
    draw = random.Random(seed)
    changed, values = [], []
    for question in questions:
        before, typed, wanted = draw.choice(after or questions), question, question.strip()
        if openers:
            typed = draw.choice(openers) + wanted[:1].lower() + wanted[1:]
            wanted = wanted[:1].upper() + wanted[1:]
        text = standalone_question(typed, [Turn(before)]).text
        values.append(float(text == wanted))
        if text != wanted:
            changed.append((before, typed, text))
    return estimate(values), changed
