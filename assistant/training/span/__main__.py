"""One command a stage: `python -m assistant.training.span STAGE --work DIR …`."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np

from assistant.encoder import load_encoder
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.training.encoder.steps import note_step
from assistant.training.encoder.trainer import Losses, Trainer
from assistant.training.own import read_own
from assistant.training.span.cloze import cloze_world
from assistant.training.span.examples import Example, Examples
from assistant.training.span.export import export
from assistant.training.span.measure import measured
from assistant.training.span.student import SpanStudent
from assistant.training.span.worlds import load_world, piaf_world, prose_world, save_world

TRAIN = ("train", "train-prose")
CLOZE = ("cloze",)
DEV = ("dev", "dev-prose")
TRAIN_LEXICAL = 0.8
"""Share of word search when training passages are retrieved: the encoder has learned these very questions."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stage; 2 with one line on a user's error."""
    options = _parser().parse_args(arguments)
    try:
        options.work.mkdir(parents=True, exist_ok=True)
        options.run(options)
    except AssistantError as error:
        sys.stderr.write(f"span: {error}\n")
        return 2
    return 0


def _prepare(options: argparse.Namespace) -> None:
    settings = Settings(encoder=str(options.encoder))
    encoder = load_encoder(settings)
    left_out = json.loads(options.leave_out.read_text("utf-8")) if options.leave_out else []
    made = cloze_world(options.data, {row["id"] for row in left_out}, options.cloze, options.seed)
    save_world(options.work / "cloze.json", made)
    sys.stdout.write(f"cloze: {len(made.passages)} passages, {len(made.asked)} questions\n")
    for part, lexical in (("train", TRAIN_LEXICAL), ("dev", settings.lexical_weight)):
        own = read_own(part)
        settings = replace(settings, lexical_weight=lexical)
        for name, world in (
            (part, piaf_world(options.data, part, own, settings, encoder)),
            (f"{part}-prose", prose_world(options.data, own, settings, encoder)),
        ):
            save_world(options.work / f"{name}.json", world)
            held = sum(bool(asked.spans) for asked in world.asked)
            sys.stdout.write(
                f"{name}: {len(world.passages)} passages, {len(world.asked)} questions, {held} answered\n"
            )


def _examples(options: argparse.Namespace, names: Sequence[str]) -> Examples:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Examples([load_world(options.work / f"{name}.json") for name in names], tokenizer, options.seed)


def _train(options: argparse.Namespace) -> None:
    examples = _examples(options, options.worlds)
    rows = [
        row
        for row, (_, asked) in enumerate(examples.questions)
        for _ in range(1 if asked.origin == "piaf" or asked.origin.startswith("cloze") else options.own)
    ]
    each = len(rows) // options.batch
    student = SpanStudent(options.encoder, options.device, options.start)
    trainer = Trainer(
        student,
        options.work,
        options.name,
        steps=round(each * options.epochs),
        rate=options.rate,
        embeddings_rate=0.0,
        settings={"batch": options.batch, "seed": options.seed, "own": options.own},
        keep_every=options.keep_every,
    )

    def losses(step: int) -> Losses:
        epoch, place = divmod(step, each)
        order = np.random.default_rng((options.seed, epoch)).permutation(rows)
        batch: list[Example] = []
        for row in order[place * options.batch : (place + 1) * options.batch]:
            batch += examples.of(int(row), epoch)
        return {"loss": student.loss(batch, options.together)}

    started = monotonic()
    finished = trainer.run(losses, options.seconds)
    note_step(
        options.work,
        options.name,
        {
            "questions": len(rows),
            "epochs": options.epochs,
            "batch": options.batch,
            "rate": options.rate,
            "steps": trainer.step,
            "finished": int(finished),
            "seconds": round(monotonic() - started),
        },
    )
    sys.stdout.write(f"{trainer.step} steps, {'finished' if finished else 'stopped, state kept'}\n")


def _measure(options: argparse.Namespace) -> None:
    names = [name for name in DEV if (options.work / f"{name}.json").exists()]
    examples = _examples(options, names)
    student = SpanStudent(options.encoder, options.device, options.model or options.work / options.name)
    for number, name in enumerate(names):
        world = load_world(options.work / f"{name}.json")
        if world.asked:
            figures = measured(student, world, examples, number, options.read)
            sys.stdout.write(json.dumps({"world": name, **figures}) + "\n")


def _export(options: argparse.Namespace) -> None:
    size = export(options.work, options.model or options.work / options.name, options.to, options.figures)
    sys.stdout.write(f"{options.to}: {size / 1e6:.1f} MB\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant.training.span", description="Train the learned reader."
    )
    stages = parser.add_subparsers(required=True, metavar="STAGE")

    def stage(name: str, run: object, text: str, called: str = "span") -> argparse.ArgumentParser:
        added = stages.add_parser(name, help=text)
        added.add_argument("--work", type=Path, required=True, metavar="DIR")
        added.add_argument(
            "--encoder", type=Path, required=True, metavar="DIR", help="the encoder it starts from"
        )
        added.add_argument("--seed", type=int, default=0)
        added.add_argument("--device", default="cpu")
        added.add_argument("--name", default=called, help="of the folder it writes below the work folder")
        added.set_defaults(run=run)
        return added

    prepare = stage("prepare", _prepare, "retrieve the passages of every question")
    prepare.add_argument("--data", type=Path, required=True)
    prepare.add_argument("--cloze", type=int, default=12_000, help="questions made from prose")
    prepare.add_argument(
        "--leave-out", type=Path, metavar="FILE", help="JSON rows whose `id` names prose that is left out"
    )
    for name, called, worlds, epochs, text in (
        ("cloze", "cloze", CLOZE, 1.0, "train on questions made from prose"),
        ("train", "span", TRAIN, 4.0, "train on questions that people wrote"),
    ):
        train = stage(name, _train, text, called)
        train.set_defaults(worlds=worlds)
        train.add_argument("--start", type=Path, metavar="DIR", help="a reader of an earlier stage")
        train.add_argument("--epochs", type=float, default=epochs)
        train.add_argument("--batch", type=int, default=16, help="questions in a step")
        train.add_argument("--own", type=int, default=2, help="times an epoch has the questions of our own")
        train.add_argument("--rate", type=float, default=8e-5)
        train.add_argument("--together", type=int, default=3072)
        train.add_argument("--keep-every", type=int, default=400)
        train.add_argument("--seconds", type=float, default=math.inf)
    measure = stage("measure", _measure, "measure on held-out questions")
    measure.add_argument("--model", type=Path)
    measure.add_argument("--read", type=int, default=4)
    exporting = stage("export", _export, "write what ships, with its card")
    exporting.add_argument("--model", type=Path)
    exporting.add_argument("--to", type=Path, required=True, metavar="DIR")
    exporting.add_argument(
        "--figures", type=Path, metavar="FILE", help="JSON of what was measured, for the card"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
