"""Make the corpus of the second set and ask its questions: `python -m evals.second --data DIR`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import QuestionSetError, UsageError
from evals.program import program
from evals.questions import SPLITS, read_questions
from evals.second.documents import DATA, Chosen, read_choice, read_texts, write_corpus
from evals.second.questions import QUESTIONS, Fault, Row, read_rows, resolve, shape_faults


@program
def main(arguments: Sequence[str] | None) -> int:
    """Run the command.

    Returns:
        0 when done or when the data is absent; 1 when `--prepare` found faults.
    """
    options = _parser().parse_args(arguments)
    if not options.data.is_dir():
        raise UsageError(f"{options.data}: no such folder; name the folder that holds {DATA} with --data")
    if not (options.data / DATA).is_file():
        print(f"skipped: no {DATA} in {options.data}; name the folder that holds it with --data")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        chosen = read_choice()
        write_corpus(read_texts(options.data, chosen), work / "corpus")
        rows = read_rows(options.questions)
        faults = write_questions(rows, chosen, work)
        if options.prepare:
            print(
                f"{len(chosen)} documents, {len(rows)} questions, {len(faults)} faults",
                *faults,
                sep="\n  ",
            )
            return 1 if faults else 0
        if faults:
            raise QuestionSetError(
                f"{options.questions}: {len(faults)} faults, first: {faults[0]}; --prepare lists them"
            )
        return _evaluate(options.questions, work, options.split, options.report, options.json)


def write_questions(rows: Sequence[Row], chosen: Sequence[Chosen], work: Path) -> list[Fault]:
    """Write the questions in the contract's form to `work/questions.jsonl`.

    Args:
        rows: the set, evidence given by place.
        chosen: the documents of the set.
        work: holds the `corpus` made of them.

    Returns:
        The faults of the set, in its order; a row that cannot be written for its faults is left out.
    """
    from assistant.corpus import read_documents

    faults = shape_faults(rows, {each.document: each.split for each in chosen})
    wrong = {fault.row.line for fault in faults}
    resolved, more = resolve(
        [row for row in rows if row.line not in wrong], read_documents(work / "corpus").documents
    )
    lines = (json.dumps(keys, ensure_ascii=False) + "\n" for keys in resolved)
    (work / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return sorted((*faults, *more), key=lambda fault: fault.row.line)


def _evaluate(questions: Path, work: Path, split: str, report: Path | None, as_json: bool) -> int:
    from assistant.settings import load_settings
    from assistant.terminal import progress_bar
    from assistant.wiring import build
    from evals.session import evaluate_set
    from evals.terminal import print_report

    asked = read_questions(work / "questions.jsonl")
    with progress_bar() as progress:
        build(load_settings(None), work / "corpus", work / "index", progress)
        outcome = evaluate_set(
            questions,
            work / "corpus",
            work / "index",
            asked=asked,
            split=split,
            folder=report,
            progress=progress,
        )
    if as_json:
        print(json.dumps(outcome.report, ensure_ascii=False))
    else:
        print_report(outcome.report, outcome.folder)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.second", description="Measure on the second question set."
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=f"holds {DATA}")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep corpus, questions and index there")
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="test", help="default: test")
    parser.add_argument("--report", type=Path, metavar="DIR", help="where the report goes")
    parser.add_argument("--questions", type=Path, metavar="FILE", default=QUESTIONS, help="another set")
    parser.add_argument(
        "--prepare", action="store_true", help="write corpus and questions, list faults, stop"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
