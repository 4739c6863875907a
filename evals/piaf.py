"""PIAF, questions French speakers wrote on Wikipedia paragraphs: `python -m evals.piaf --data DIR`.

The folder holds `piaf-v1.1.json` (SQuAD format) and, to ask a part only, `split.json` (lists of article
titles by split). Every paragraph becomes one file of a corpus; the questions of the split are searched
in all of them, by the same classes as any other corpus.

Source: Keraron et al., 2020, "Project PIAF: Building a Native French Question-Answering Dataset".
"""

import argparse
import json
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.types import Hit, Vectors
from evals import machine
from evals.gold import Gold, Place
from evals.measures import Estimate, document_recall, estimate, reciprocal_rank, token_f1
from evals.program import program
from evals.questions import Question
from evals.records import AnswerRecord, RankedPassage, parse_answer

DATA = "piaf-v1.1.json"
SPLIT = "split.json"
RETRIEVERS = {"lexical": 1.0, "dense": 0.0, "fused": None}
"""Share of the lexical score by name; None for the settings' own."""
K = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, the paragraph it was written on, and where its answers stand there."""

    gold: Gold
    answers: tuple[Place, ...]


def read_piaf(folder: Path, split: str) -> tuple[dict[str, str], list[Asked]]:
    """Read the paragraphs and the questions of one split.

    Args:
        folder: holds `piaf-v1.1.json`, and `split.json` unless split is `all`.
        split: a key of `split.json`, or `all`.

    Returns:
        Every paragraph's text (NFC) by file name, and the questions of the split in order.

    Raises:
        UsageError: a file is missing or of another form, or there is no such split.
    """
    chosen = None if split == "all" else _split(folder, split)
    paragraphs: dict[str, str] = {}
    asked: list[Asked] = []
    try:
        for article in _read(folder / DATA)["data"]:
            for paragraph in article["paragraphs"]:
                name = f"{len(paragraphs):04d}.txt"
                paragraphs[name] = unicodedata.normalize("NFC", paragraph["context"])
                if chosen is None or article["title"] in chosen:
                    asked += [_asked(name, paragraph["context"], row) for row in paragraph["qas"]]
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"{folder / DATA}: not in SQuAD format ({error!r}); give the folder of PIAF 1.1"
        ) from error
    return paragraphs, asked


def holds_answer(asked: Asked, record: AnswerRecord) -> float:
    """Return 1.0 when the first quote contains one of the answers where it was marked, by offsets."""
    first = record.citations[:1]
    return float(
        any(
            place.document in quote.documents and quote.start <= place.start and place.end <= quote.end
            for quote in first
            for place in asked.answers
        )
    )


def measure(
    asked: Sequence[Asked],
    rank: dict[str, Callable[[str], Sequence[Hit]]],
    answer: Callable[[Question], AnswerRecord],
) -> dict[str, Estimate]:
    """Measure retrieval by each way of ranking, and the reading of the first quote when always answering.

    Args:
        asked: the questions.
        rank: by name, question to the K best hits.
        answer: question to its answer at threshold 0.

    Returns:
        Means by name: recall@1, 5, 10 and MRR@10 of the right paragraph for each way, then the share of
        first quotes that hold the answer and the token F1 of `short_answer`.
    """
    values: dict[str, list[float]] = {}
    for each in asked:
        gold = each.gold
        for name, hits_of in rank.items():
            record = _ranking(gold, hits_of(gold.question.question))
            for k in (1, 5, 10):
                values.setdefault(f"{name} recall@{k}", []).append(document_recall(gold, record, k))
            values.setdefault(f"{name} MRR@{K}", []).append(reciprocal_rank(gold, record, K))
        record = answer(gold.question)
        values.setdefault("first quote holds the answer", []).append(holds_answer(each, record))
        values.setdefault("token F1 of the short answer", []).append(token_f1(gold, record))
    return {name: estimate(of_questions) for name, of_questions in values.items()}


@program
def main(arguments: Sequence[str] | None) -> int:
    """Build an index of the paragraphs, ask, print the means."""
    parser = argparse.ArgumentParser(prog="python -m evals.piaf", description="Measure on PIAF 1.1.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=f"holds {DATA} and {SPLIT}")
    parser.add_argument("--split", default="dev", help="train, dev, test or all (default: dev)")
    parser.add_argument("--limit", type=int, metavar="N", help="ask the first N questions only")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep the corpus and its index there")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    origin = {
        "started": machine.now().isoformat(),
        "commit": machine.current_commit(),
        "split": options.split,
        "machine": machine.describe_machine(),
    }
    paragraphs, asked = read_piaf(options.data, options.split)
    with tempfile.TemporaryDirectory() as temporary:
        means = _run(paragraphs, asked[: options.limit], options.work or Path(temporary))
    if options.json:
        measures = {name: asdict(mean) for name, mean in means.items()}
        print(json.dumps({"run": origin, "measures": measures}, ensure_ascii=False))
    else:
        from evals.labels import figure, interval
        from evals.terminal import print_rows

        rows = {name: f"{figure(mean.value)}  {interval(asdict(mean))}" for name, mean in means.items()}
        print_rows(rows | {"questions": str(len(asked[: options.limit]))})
    return 0


def _run(paragraphs: dict[str, str], asked: Sequence[Asked], folder: Path) -> dict[str, Estimate]:
    from assistant.encoder import load_encoder
    from assistant.record import to_record
    from assistant.retrieval import HybridRetriever
    from assistant.settings import load_settings
    from assistant.terminal import progress_bar
    from assistant.wiring import build, load_assistant

    corpus, index = folder / "corpus", folder / "index"
    write_corpus(paragraphs, corpus)
    settings = replace(load_settings(None), threshold=None)
    with progress_bar() as progress:
        build(settings, corpus, index, progress)
    assistant = load_assistant(settings, corpus, index)
    encoder = load_encoder(settings)

    @lru_cache(maxsize=1)
    def vector_of(question: str) -> Vectors:
        vector: Vectors = encoder.encode([question], "question")[0]
        return vector

    def ranked_by(weight: float | None) -> Callable[[str], Sequence[Hit]]:
        share = settings.lexical_weight if weight is None else weight
        retriever = HybridRetriever(assistant.index, vector_of, share)
        return lambda question: retriever.retrieve(question, K)

    def answer(question: Question) -> AnswerRecord:
        return parse_answer(to_record(assistant.answer(question.question, threshold=0.0), question.id))

    return measure(asked, {name: ranked_by(weight) for name, weight in RETRIEVERS.items()}, answer)


def write_corpus(paragraphs: dict[str, str], folder: Path) -> None:
    """Write one text file a paragraph.

    Raises:
        UsageError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in paragraphs.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --work"
        ) from error


def _ranking(gold: Gold, hits: Sequence[Hit]) -> AnswerRecord:
    passages = tuple(
        RankedPassage(hit.passage.document, hit.passage.start, hit.passage.end, hit.score) for hit in hits
    )
    return AnswerRecord(gold.question.id, False, 0.0, hits=passages)


def _asked(name: str, context: str, row: dict[str, Any]) -> Asked:
    answers = tuple(_place(name, context, each) for each in row["answers"])
    forms = tuple(dict.fromkeys(unicodedata.normalize("NFC", each["text"]) for each in row["answers"]))
    whole = Place(name, 0, len(unicodedata.normalize("NFC", context)))
    question = Question(str(row["id"]), "factoid-entity", row["question"], True, docs=(name,), answers=forms)
    return Asked(Gold(question, (frozenset({name}),), ((whole,),)), answers)


def _place(name: str, context: str, answer: dict[str, Any]) -> Place:
    """Move the offsets of an answer to the NFC text."""
    start = len(unicodedata.normalize("NFC", context[: answer["answer_start"]]))
    return Place(name, start, start + len(unicodedata.normalize("NFC", answer["text"])))


def _split(folder: Path, split: str) -> set[str]:
    splits = _read(folder / SPLIT)
    if not isinstance(splits, dict) or split not in splits:
        raise UsageError(f"{folder / SPLIT}: no split {split!r}; use one of {', '.join(splits)} or all")
    return set(splits[split])


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{file}: cannot be read ({error.strerror}); give the folder of PIAF with --data"
        ) from error
    except ValueError as error:
        raise UsageError(f"{file}: not JSON; give the folder of PIAF with --data") from error


if __name__ == "__main__":
    sys.exit(main())
