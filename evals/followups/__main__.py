"""Follow-ups, measured on their own: `python -m evals.followups [--data DIR] [--half dev]`.

rewriting   each turn against standalone questions written by hand (`turns.jsonl`)
answering   what the rewritten turn finds and quotes against what the hand-written question does, on the
            shipped corpus and, with `--data`, on the paragraphs of PIAF's dev articles
harm        standalone questions asked after another one drawn by chance, which must come out unchanged;
            so must they after "et" or "mais", and questions whose "son" or "ses" is anyone's
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from assistant.conversation import standalone_question
from assistant.types import Answer, Turn
from evals.followups.measure import ANYONE, HITS, OPENERS, answering, harm, rewriting
from evals.followups.turns import HALVES, TURNS, JudgedTurn, read_turns
from evals.measures import Estimate
from evals.piaf import DATA, read_piaf, write_corpus
from evals.program import program
from evals.questions import read_questions

SHIPPED = "deserts"
"""The subject that is asked of the shipped corpus."""


@program
def main(arguments: Sequence[str] | None) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    turns = [turn for turn in read_turns(options.turns) if options.half in (turn.half, "all")]
    means = rewriting(
        turns,
        lambda turn: standalone_question(
            turn.question, [Turn(each) for each in turn.history], lambda _: "un document"
        ),
    )
    sets = {
        "evals/questions.jsonl, dev": [
            each.question
            for each in read_questions(options.questions)
            if each.split == "dev" and not each.history
        ]
    }
    paragraphs: dict[str, str] = {}
    if options.data:
        every, asked = read_piaf(options.data, "dev")
        sets["PIAF, dev"] = [each.gold.question.question for each in asked]
        paragraphs = {
            name: every[name] for name in sorted({name for each in asked for name in each.gold.question.docs})
        }
    changed = []
    for name, questions in sets.items():
        means[f"left unchanged, {name}"], others = harm(questions)
        changed += others
        means[f"left unchanged but for 'et', {name}"], others = harm(questions, openers=OPENERS)
        changed += others
        means[f"anyone's 'son' unchanged, {name}"], others = harm(ANYONE, after=questions)
        changed += others
    if not options.rewriting_only:
        means |= _answered(turns, options.corpus, paragraphs)
    if options.json:
        print(json.dumps({name: asdict(mean) for name, mean in means.items()}, ensure_ascii=False))
        return 0
    _print(means, changed if options.changed else ())
    if not options.data:
        print(f"without --data (a folder that holds {DATA}): no subject but the shipped one is asked")
    return 0


def _answered(turns: Sequence[JudgedTurn], corpus: Path, paragraphs: dict[str, str]) -> dict[str, Estimate]:
    """Ask the turns of each index, the shipped corpus and PIAF's paragraphs, both built for the occasion."""
    of_corpus = [turn for turn in turns if turn.subject == SHIPPED]
    means: dict[str, Estimate] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        means |= {f"shipped corpus: {k}": v for k, v in _asked_of(of_corpus, corpus, folder / "1").items()}
        if paragraphs:
            write_corpus(paragraphs, folder / "paragraphs")
            others = [turn for turn in turns if turn.subject != SHIPPED]
            asked = _asked_of(others, folder / "paragraphs", folder / "2")
            means |= {f"PIAF articles: {name}": value for name, value in asked.items()}
    return means


def _asked_of(turns: Sequence[JudgedTurn], corpus: Path, index: Path) -> dict[str, Estimate]:
    from assistant.settings import load_settings
    from assistant.terminal import progress_bar
    from assistant.wiring import build, load_assistant

    settings = replace(load_settings(None), threshold=None)
    with progress_bar() as progress:
        build(settings, corpus, index, progress)
    assistant = load_assistant(settings, corpus, index)

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        return assistant.answer(question, history, threshold=0.0, hits=HITS)

    return answering(turns, ask)


def _print(means: dict[str, Estimate], changed: Sequence[tuple[str, str, str]]) -> None:
    from evals.labels import figure, interval
    from evals.terminal import print_rows

    print_rows(
        {name: f"{figure(mean.value)}  {interval(asdict(mean))}  ({mean.n})" for name, mean in means.items()}
    )
    for before, question, text in changed:
        print(f"changed after {before!r}: {question!r} became {text!r}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.followups", description="Measure follow-ups.")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help=f"holds {DATA} and split.json, for other subjects"
    )
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all", help="default: all")
    parser.add_argument(
        "--corpus", type=Path, default=Path("corpus"), metavar="DIR", help="default: ./corpus"
    )
    parser.add_argument("--turns", type=Path, default=TURNS, metavar="FILE", help="other turns")
    parser.add_argument(
        "--questions",
        type=Path,
        default=Path("evals/questions.jsonl"),
        metavar="FILE",
        help="another set for harm",
    )
    parser.add_argument("--rewriting-only", action="store_true", help="no index, no answer: seconds")
    parser.add_argument(
        "--changed", action="store_true", help="list the standalone questions that were changed"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
