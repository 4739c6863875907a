"""How long and how much: `python -m evals.bench`.

Every figure but the count of passages comes from the command line as a user runs it, in a process of
its own, so that start-up, loading and memory are those of real use.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from assistant.errors import UsageError
from evals import DEFAULT_QUESTIONS, machine
from evals.measures import percentile
from evals.program import program
from evals.questions import Question, read_questions

REPORTS = Path(__file__).parent / "reports"
MOTAMOT = (sys.executable, "-c", "from assistant.cli import main; main()")
HEAVY = ("torch", "sentence_transformers", "gradio", "faiss", "pdfplumber", "lxml")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took and wrote."""

    seconds: float
    """Wall time, from its start to its end."""
    peak_mib: float
    """Largest resident memory."""
    output: str


def run_measured(command: Sequence[str]) -> Spent:
    """Run a command to its end and measure it.

    Raises:
        UsageError: it failed; the text is the last line of its standard error.

    Source: wait4(2), `ru_maxrss` in KiB on Linux and in bytes on macOS.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            last = err.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise UsageError(f"bench: a command failed with exit code {process.returncode}: {last}")
        per_mib = 2**20 if sys.platform == "darwin" else 2**10
        return Spent(seconds, usage.ru_maxrss / per_mib, out.read().decode())


def bench(
    questions: Sequence[Question], corpus: Path, index: Path, repeat: int
) -> dict[str, float | int | str]:
    """Measure start-up, answers and indexing; figures by name, in the order of the report.

    Args:
        questions: asked one by one in a batch, and the first answerable one from cold.
        corpus: the documents.
        index: built and up to date.
        repeat: how often a cold start is measured; the median counts.
    """
    folders = ("--corpus", str(corpus))
    built = ("--index", str(index))
    first = next((each for each in questions if each.answerable and not each.history), questions[0])
    ask = (*MOTAMOT, "ask", first.question, "--json", *folders, *built)
    helps = [run_measured((*MOTAMOT, "--help")).seconds for _ in range(repeat)]
    loaded = run_measured((sys.executable, "-c", _LOADED_BY_CLI)).output.split()
    cold = [run_measured(ask) for _ in range(repeat)]
    with tempfile.TemporaryDirectory() as temporary:
        batch = Path(temporary, "questions.jsonl")
        batch.write_text("".join(map(_batch_line, questions)), encoding="utf-8")
        warm = run_measured((*MOTAMOT, "ask", "--batch", str(batch), "--json", *folders, *built))
        fresh = Path(temporary, "index")
        build = (*MOTAMOT, "index", *folders, "--index", str(fresh))
        full, again = run_measured(build), run_measured(build)
        passages, sentences = _counts(corpus, fresh)
    total = [json.loads(line)["timings_ms"]["total"] for line in warm.output.splitlines()]
    return {
        "motamot --help, s": round(median(helps), 3),
        "heavy modules loaded by the command line": ", ".join(loaded) or "none",
        "cold start to first answer, s": round(median(each.seconds for each in cold), 3),
        "cold start, peak memory, MiB": round(max(each.peak_mib for each in cold)),
        "questions answered warm": len(total),
        "warm answer p50, ms": round(percentile(total, 50), 1),
        "warm answer p95, ms": round(percentile(total, 95), 1),
        "warm answers, peak memory, MiB": round(warm.peak_mib),
        "full index, s": round(full.seconds, 2),
        "full index, peak memory, MiB": round(full.peak_mib),
        "passages": passages,
        "sentences": sentences,
        "passages indexed per second": round(passages / full.seconds, 1),
        "sentences indexed per second": round(sentences / full.seconds, 1),
        "index with nothing to do, s": round(again.seconds, 3),
    }


@program
def main(arguments: Sequence[str] | None) -> int:
    """Measure, print the table, keep it as Markdown and JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description="Time and weigh Motamot.")
    parser.add_argument("--questions", type=Path, default=DEFAULT_QUESTIONS, metavar="FILE")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), metavar="DIR")
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR", help="a built index")
    parser.add_argument("--report", type=Path, default=REPORTS, metavar="DIR")
    parser.add_argument(
        "--repeat", type=int, default=5, metavar="N", help="cold starts to take the median of"
    )
    options = parser.parse_args(arguments)
    if options.repeat < 1:
        parser.error(f"--repeat must be at least 1, not {options.repeat}")
    figures = bench(read_questions(options.questions), options.corpus, options.index, options.repeat)
    write_bench(options.report, figures)

    from evals.terminal import print_rows

    print_rows({name: str(value) for name, value in figures.items()})
    print(f"report: {options.report}")
    return 0


def write_bench(folder: Path, figures: dict[str, Any]) -> None:
    """Write `bench.json` and `bench.md`: the figures, the machine, the commit.

    Raises:
        UsageError: the folder cannot be written.
    """
    origin = {"started": machine.now().isoformat(), "commit": machine.current_commit()}
    facts = origin | machine.describe_machine()
    lines = ["# Benchmark", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    lines += ["| figure | value |", "| --- | ---: |"]
    lines += [f"| {name} | {value} |" for name, value in figures.items()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report = {"machine": facts, "figures": figures}
        (folder / "bench.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (folder / "bench.md").write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --report"
        ) from error


_LOADED_BY_CLI = f"import sys, assistant.cli; print(*(name for name in {HEAVY!r} if name in sys.modules))"


def _batch_line(question: Question) -> str:
    row = {"id": question.id, "question": question.question, "history": list(question.history)}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _counts(corpus: Path, index: Path) -> tuple[int, int]:
    """Return the passages of an index and their sentences."""
    from assistant.settings import load_settings
    from assistant.wiring import load_assistant

    passages = load_assistant(load_settings(None), corpus, index).index.passages
    return len(passages), sum(len(passage.sentences) for passage in passages)


if __name__ == "__main__":
    sys.exit(main())
