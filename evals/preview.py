"""`motamot index --preview`: which answers a new generation of the index would change, before it answers.

The generation is built in a temporary folder, from a copy of the one that answers, so that only what
changed is read and embedded again. Both are asked the same questions; nothing is published.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import IndexStoreError
from assistant.index import BuildReport, Progress
from assistant.index.generations import CURRENT, generation_folder, read_current
from assistant.settings import Settings, load_settings
from assistant.terminal import build_lines, progress_bar, shown
from assistant.wiring import build, load_variants
from evals import DEFAULT_QUESTIONS, measures
from evals.gold import locate_gold
from evals.questions import Question, read_questions
from evals.records import AnswerRecord, CitedQuote, parse_answers
from evals.run import ask_all
from evals.score import Case, verdict_of

WORDS = 12
"""Of a quote without short answer, shown in a change."""


@dataclass(frozen=True, slots=True)
class Side:
    """An answer from one of the generations."""

    record: AnswerRecord
    verdict: str | None
    """As in a report; None where the set does not know, as none of its documents is in the index."""
    share: float | None
    """How right, in [0, 1]: answer@3, or whether refused; None likewise."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that would be answered otherwise."""

    question: Question
    before: Side
    after: Side

    @property
    def gain(self) -> float:
        """How much more right it would be; 0 where one side is not known."""
        known = self.before.share is not None and self.after.share is not None
        return (self.after.share or 0.0) - (self.before.share or 0.0) if known else 0.0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build would do to the answers."""

    built: BuildReport
    asked: int
    changed: tuple[Changed, ...]
    judged: tuple[tuple[float, float], ...]
    """(before, after) of every question whose answers the set can judge on both sides, see `Side.share`."""


def print_preview(corpus: Path, index: Path, questions: Path | None) -> None:
    """Print what a build would change: documents, then answers, then totals.

    Args:
        corpus: the documents as they are now.
        index: the published one; it stays byte for byte as it is.
        questions: a question set, asked whole; None for the fixed one.

    Raises:
        AssistantError: the questions, the corpus or the index cannot be used, or there is no index yet.
    """
    asked = read_questions(questions or DEFAULT_QUESTIONS)
    with progress_bar() as progress:
        found = preview(load_settings(None), corpus, index, asked, progress)
    for line in preview_lines(found):
        print(shown(line))


def preview(
    settings: Settings, corpus: Path, index: Path, asked: Sequence[Question], progress: Progress
) -> Preview:
    """Build aside what would be published, ask the questions of both, and compare.

    Raises:
        AssistantError: the corpus or the index cannot be used, or there is no index yet.
    """
    [old] = load_variants([_settings_of(index, settings)], corpus, index, check_sources=False)
    with tempfile.TemporaryDirectory(prefix="motamot-preview-") as temporary:
        copy = Path(temporary, "index")
        _copy_current(index, copy, old.index.generation)
        built = build(settings, corpus, copy, progress)
        if not built.published:
            return Preview(built, len(asked), (), ())
        [new] = load_variants([settings], corpus, copy, check_sources=False)
    before = _answers(old, asked, progress, "asking before")
    after = _answers(new, asked, progress, "asking after")
    both = list(zip(asked, before, after, strict=True))
    return Preview(
        built,
        len(asked),
        tuple(Changed(q, b, a) for q, b, a in both if not same_answer(b.record, a.record)),
        tuple((b.share, a.share) for _, b, a in both if b.share is not None and a.share is not None),
    )


def preview_lines(found: Preview) -> list[str]:
    """Return what is printed: documents, changed answers (worse, better, neither), totals."""
    if not found.built.published:
        return ["index up to date: no answer would change"]
    *lines, _ = build_lines(found.built)  # the last says that it was published
    groups = {
        "worse": [each for each in found.changed if each.gain < 0],
        "better": [each for each in found.changed if each.gain > 0],
        "neither better nor worse": [each for each in found.changed if each.gain == 0],
    }
    for name, members in groups.items():
        if members:
            lines += ["", f"{name}: {len(members)}"]
        for each in members:
            lines += _block(each)
    worse, better, neither = map(len, groups.values())
    return [
        *lines,
        "",
        f"{len(found.changed)} of {found.asked} answers would change: {worse} worse, {better} better, "
        f"{neither} neither",
        _rightness(found.judged),
        "nothing was published; run `motamot index` to publish it",
    ]


def _block(each: Changed) -> list[str]:
    """Return an empty line, the question, and its answers; in full where their short forms are the same."""
    before, after = described(each.before.record), described(each.after.record)
    if before == after:
        before, after = (
            described(each.before.record, whole=True),
            described(each.after.record, whole=True),
        )
    return [
        "",
        f"{each.question.id}  {' '.join(each.question.question.split())}",
        *(
            f"  {name:<6}  {side.verdict or 'unknown':<11}  {text}"
            for name, side, text in (("before", each.before, before), ("after", each.after, after))
        ),
    ]


def _rightness(judged: Sequence[tuple[float, float]]) -> str:
    if not judged:
        return "the question set cannot judge any of the answers: none of its documents is in the index"
    before, after = (sum(side) / len(judged) for side in zip(*judged, strict=True))
    return f"right: {before:.3f} before, {after:.3f} after, of {len(judged)} that the question set can judge"


def described(record: AnswerRecord, whole: bool = False) -> str:
    """Write an answer on one line: each short answer, or how its quote begins, with its document and date.

    Args:
        record: an answer or a refusal.
        whole: whether to write every quote to its end.
    """
    if not record.answered:
        return f"refused ({record.reason})"
    return " + ".join(_citation(each, whole) for each in record.citations)


def _citation(each: CitedQuote, whole: bool) -> str:
    words = each.quote.split()
    cut = " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")
    text = " ".join(words) if whole else each.short_answer or cut
    return f"« {text} » {each.document}{f', {each.date}' if each.date else ''}"


def same_answer(before: AnswerRecord, after: AnswerRecord) -> bool:
    """Whether nothing that counts differs: offsets, confidence, the wording of a refusal do not count.

    Nor does the order of the quotes after the first.
    """
    one, other = (
        [(each.document, each.quote, each.short_answer, each.date) for each in record.citations]
        for record in (before, after)
    )
    return one[:1] == other[:1] and Counter(one) == Counter(other) and before.reason == after.reason


def _answers(assistant: Assistant, asked: Sequence[Question], progress: Progress, stage: str) -> list[Side]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(stage, done, len(asked))

    records = parse_answers(ask_all(assistant, asked, progress=step))
    documents = assistant.index.documents
    held = {path for each in documents.values() for path in (each.path, *each.also)}
    sides = []
    for gold in locate_gold(asked, documents.values()):
        case = Case(gold, records[gold.question.id])
        if gold.question.answerable and held.isdisjoint(gold.accepted):
            sides.append(Side(records[gold.question.id], None, None))
        else:
            sides.append(Side(records[gold.question.id], verdict_of(case), _share(case)))
    return sides


def _share(case: Case) -> float:
    if case.gold.question.answerable:
        return measures.answer_at(case.gold, case.record, 3)
    return measures.abstained(case.record)


def _settings_of(index: Path, settings: Settings) -> Settings:
    """Return the settings with the model that the published generation was built with.

    Raises:
        IndexStoreError: there is no index, or it is damaged.
    """
    recorded = read_current(index).manifest.settings
    encoder, prompt = recorded.get("encoder", settings.encoder), recorded.get("passage_prompt")
    return replace(settings, encoder=str(encoder), passage_prompt=None if prompt is None else str(prompt))


def _copy_current(index: Path, copy: Path, generation: str) -> None:
    """Copy a generation and make it the one that answers in the copy.

    Raises:
        IndexStoreError: it went meanwhile, or there is no room.
    """
    try:
        copy.mkdir(parents=True)
        shutil.copytree(generation_folder(index, generation), generation_folder(copy, generation))
        (copy / CURRENT).write_text(f"{generation}\n", encoding="ascii")
    except OSError as error:  # copytree's own gathers several, without a file name
        where, reason = error.filename or copy, error.strerror or "a file cannot be copied"
        raise IndexStoreError(
            f"{where}: the index cannot be copied for a preview ({reason}); check the disk and try again"
        ) from error
