"""One command a stage: `python -m assistant.training.encoder STAGE --work DIR [--data DIR] …`."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from assistant.errors import AssistantError
from assistant.training.encoder.steps import Value, note_step
from assistant.training.encoder.tiers import TIERS, tier_of

Done = dict[str, Value]
UNFINISHED = 1
"""Exit code of a stage that was stopped by `--seconds`: the next one is not to begin."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stage; 0 when it is finished, 1 when it stopped in time, 2 with one line on a user's error."""
    options = _parser().parse_args(arguments)
    stage: Callable[[argparse.Namespace], Done] = options.run
    started = monotonic()
    try:
        options.work.mkdir(parents=True, exist_ok=True)
        done = stage(options)
        done["seconds"] = round(monotonic() - started, 1)
        if options.noted:
            note_step(options.work, getattr(options, "name", None) or options.stage, done)
    except AssistantError as error:
        sys.stderr.write(f"encoder: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(
            f"encoder: {error.filename or options.work}: {error.strerror}; give another folder\n"
        )
        return 2
    sys.stdout.write(json.dumps({"stage": options.stage, **done}, ensure_ascii=False) + "\n")
    if done.get("finished") == 0:
        sys.stderr.write(
            f"{options.stage}: stopped in time, state kept; the same command goes on from there\n"
        )
        return UNFINISHED
    return 0


def _vocabulary(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.vocabulary import train_vocabulary

    return {"pieces": train_vocabulary(options.data, options.work, options.size, _left_out(options))}


def _initialise(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.initialise import initialise

    unmet = initialise(options.data, _teacher(options), options.work, options.layers)
    return {"pieces spelled": unmet, "layers": options.layers}


def _prepare(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.prepare import prepare

    tier = tier_of(options.tier, options.set)
    counts = prepare(options.data, _teacher(options), options.work, tier, options.seed, _left_out(options))
    return {"tier": options.tier, "seed": options.seed, **counts}


def _teach(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.distil import teach

    tier = tier_of(options.tier, options.set)
    return {"finished": int(teach(options.work, _device(options), tier.bf16, options.seconds))}


def _distil(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.distil import distil, load_vectors
    from assistant.training.encoder.student import Student

    tier = tier_of(options.tier, options.set)
    student = Student(_model(options, "student"), _device(options), tier.bf16)
    finished = distil(
        options.work, student, tier, name=options.name, seed=options.seed, seconds=options.seconds
    )
    return {
        "finished": int(finished),
        "tier": options.tier,
        "epochs": tier.distil_epochs,
        "pieces in a batch": tier.distil_tokens,
        "rate": tier.distil_rate,
        "rate of the pieces' vectors": tier.distil_embeddings_rate,
        "texts": len(load_vectors(options.work)),
        "seed": options.seed,
    }


def _contrast(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.contrast import contrast
    from assistant.training.encoder.student import Student

    tier = tier_of(options.tier, options.set)
    student = Student(_model(options, "distil"), _device(options), tier.bf16)
    finished = contrast(
        options.work, student, tier, name=options.name, seed=options.seed, seconds=options.seconds
    )
    return {
        "finished": int(finished),
        "tier": options.tier,
        "steps": tier.steps,
        "batch": tier.batch,
        "rate": tier.rate,
        "rate of the pieces' vectors": tier.embeddings_rate,
        "steps between minings": tier.mine_every,
        "shares": " ".join(f"{kind}={share}" for kind, share in tier.shares.items()),
        "seed": options.seed,
    }


def _measure(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.measure import measured

    bf16 = tier_of(options.tier).bf16
    for folder in _checkpoints(options, "student", "distil*", "contrast*", "averaged"):
        found = measured(options.work, folder, _device(options), bf16)
        sys.stdout.write(json.dumps({"model": folder.name, **found}) + "\n")
    return {}


def _average(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.average import average

    folders = _checkpoints(options, "contrast*")
    names, found = average(options.work, folders, _device(options), tier_of(options.tier).bf16, options.most)
    return {"checkpoints": " ".join(names), **found}


def _export(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.export import export

    target = options.to or options.work / "export"
    model = _model(options, "averaged")
    return {"model": model.name, "bytes": export(options.work, model, target, options.figures)}


def _pack(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.pack import INPUTS, MIB, pack

    target = options.to or options.work / "packed"
    found = pack(options.work, target, options.folders or INPUTS, options.mib, options.file_mib)
    return {str(folder): f"{size / MIB:.1f} MiB" for folder, size in found}


def _unpack(options: argparse.Namespace) -> Done:
    from assistant.training.encoder.pack import unpack

    missing = unpack([Path(folder) for folder in options.folders], options.work)
    return {"not whole yet": ", ".join(missing) or None}


def _left_out(options: argparse.Namespace) -> frozenset[str]:
    from assistant.training.encoder.texts import read_identifiers

    return read_identifiers(options.leave_out) if options.leave_out else frozenset()


def _teacher(options: argparse.Namespace) -> Path:
    from assistant.training.encoder.initialise import default_teacher

    teacher: Path | None = options.teacher
    return teacher or default_teacher()


def _device(options: argparse.Namespace) -> str:
    from assistant.training.encoder.student import default_device

    device: str | None = options.device
    return device or default_device()


def _model(options: argparse.Namespace, name: str) -> Path:
    model: Path | None = options.model
    return model or options.work / name


def _checkpoints(options: argparse.Namespace, *patterns: str) -> list[Path]:
    """Return the models that were named, or those of the work folder that are called so."""
    if options.folders:
        return [Path(folder) for folder in options.folders]
    found = (folder for pattern in patterns for folder in sorted(options.work.glob(pattern)))
    return [folder for folder in found if (folder / "model.safetensors").exists()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant.training.encoder", description="Train the shipped sentence encoder."
    )
    stages = parser.add_subparsers(dest="stage", required=True, metavar="STAGE")

    def add(
        name: str, run: Callable[[argparse.Namespace], Done], about: str, *, noted: bool = True
    ) -> argparse.ArgumentParser:
        stage = stages.add_parser(name, help=about, description=about)
        stage.add_argument("--work", type=Path, required=True, metavar="DIR", help="where all is kept")
        stage.set_defaults(run=run, noted=noted)
        return stage

    vocabulary = add("vocabulary", _vocabulary, "train the pieces of French")
    vocabulary.add_argument("--size", type=int, default=32_000, help="pieces at most (default: 32000)")
    initialise = add("initialise", _initialise, "make the student of the teacher")
    initialise.add_argument("--layers", type=int, help="of the teacher's that are kept (default: all)")
    prepare = add("prepare", _prepare, "turn all texts into arrays, mine negatives by BM25")
    teach = add("teach", _teach, "compute the teacher's vectors")
    distil = add("distil", _distil, "bring French towards the teacher's English")
    contrast = add("contrast", _contrast, "bring questions towards what answers them")
    measure = add("measure", _measure, "measure checkpoints on PIAF dev and STS dev", noted=False)
    average = add("average", _average, "take the mean of the checkpoints that help each other")
    export = add("export", _export, "write the model as it ships, with its card", noted=False)
    pack = add("pack", _pack, "cut what must travel into folders", noted=False)
    unpack = add("unpack", _unpack, "put packed folders together", noted=False)

    for stage in (vocabulary, initialise, prepare):
        stage.add_argument("--data", type=Path, required=True, metavar="DIR", help="the training data")
    for stage in (vocabulary, prepare):
        stage.add_argument(
            "--leave-out",
            type=Path,
            metavar="FILE",
            help="JSON list of prose documents (id) kept for measuring",
        )
    for stage in (initialise, prepare):
        stage.add_argument(
            "--teacher", type=Path, metavar="DIR", help="a BERT with mean pooling (default: all-MiniLM-L6-v2)"
        )
    for stage in (prepare, distil, contrast):
        stage.add_argument("--seed", type=int, default=0, help="default: 0")
    for stage in (prepare, teach, distil, contrast, measure, average):
        stage.add_argument(
            "--tier", choices=sorted(TIERS), default="cpu", help="sizes and rates (default: cpu)"
        )
    for stage in (prepare, teach, distil, contrast):
        stage.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting of the tier"
        )
    for stage in (teach, distil, contrast, measure, average):
        stage.add_argument("--device", choices=("cpu", "cuda"), help="default: cuda where there is one")
    for stage in (teach, distil, contrast):
        stage.add_argument(
            "--seconds", type=float, default=math.inf, help="stop after so long, with the state kept"
        )
    for stage in (distil, contrast, export):
        stage.add_argument(
            "--model", type=Path, metavar="DIR", help="to begin with (default: of the stage before)"
        )
    distil.add_argument("--name", default="distil", help="of the run (default: distil)")
    contrast.add_argument("--name", default="contrast", help="of the run (default: contrast)")
    for stage in (measure, average):
        stage.add_argument("folders", nargs="*", metavar="MODEL", help="default: those of the work folder")
    average.add_argument("--most", type=int, default=6, help="checkpoints that are tried (default: 6)")
    export.add_argument(
        "--figures", type=Path, metavar="FILE", help="JSON of what was measured, for the card"
    )
    for stage in (export, pack):
        stage.add_argument("--to", type=Path, metavar="DIR", help="default: in the work folder")
    pack.add_argument(
        "folders", nargs="*", metavar="NAME", help="in the work folder (default: student prepared)"
    )
    pack.add_argument("--mib", type=int, default=60, help="mebibytes in a folder (default: 60)")
    pack.add_argument("--file-mib", type=int, help="mebibytes in a piece (default: as --mib)")
    unpack.add_argument("folders", nargs="+", metavar="FOLDER", help="as pack wrote them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
