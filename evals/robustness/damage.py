"""Flipped bits and truncations of every file: noticed with one line, or without effect on any answer."""

from pathlib import Path
from random import Random

from assistant.errors import IndexStoreError
from assistant.index import check, current_generation
from assistant.index.generations import CURRENT, JOURNAL, generation_folder
from evals.robustness.builds import killed_at
from evals.robustness.town import Town, answered, build, contents
from evals.robustness.trials import Trials


def damages(work: Path, flips: int, truncations: int, repairs: int, seed: int) -> list[Trials]:
    """Damage one file at a time, look, and put it back.

    Args:
        work: an empty folder.
        flips: single bits, over all files of the generation that answers and `CURRENT`, in turn.
        truncations: likewise, to a random length.
        repairs: how many of these, drawn at random, are repaired by a build instead of put back.
        seed: of the places.
    """
    corpus, index = Town(work / "town", seed), work / "index"
    build(corpus.folder, index)
    corpus.edit()
    build(corpus.folder, index)
    chance = Random(seed)
    whole = (contents(index), answered(corpus.folder, index))
    lines = []
    repaired = Trials("damaged files repaired by a build")
    for what, count in (("a flipped bit", flips), ("a truncation", truncations)):
        trials = Trials(f"{what} in a file of the index: one line, or the same answers")
        to_repair = set(chance.sample(range(count), min(count, repairs // 2)))
        for number in range(count):
            paths = _files(index)
            path = paths[number % len(paths)]
            data = path.read_bytes()
            path.write_bytes(
                _flipped(data, chance) if what == "a flipped bit" else data[: chance.randrange(len(data))]
            )
            trial = f"{path.name}, {number}"
            trials.held(trial, *_seen(corpus.folder, index, whole[1], trials))
            if number in to_repair:
                report = build(corpus.folder, index)
                same = (contents(index), answered(corpus.folder, index)) == whole
                repaired.held(
                    trial, ("as it was", same), ("told", not report.published or bool(report.rebuilt_because))
                )
            if path.exists():
                path.write_bytes(data)
        lines.append(trials)
    return [*lines, repaired, _journals(work / "journals", max(1, flips // 10), seed)]


def _seen(town: Path, index: Path, whole: bytes, trials: Trials) -> list[tuple[str, bool]]:
    try:
        seen = answered(town, index)
    except IndexStoreError as error:
        trials.note("noticed when opened")
        line = str(error)
        try:
            told = bool(check(index, town).damaged)
        except IndexStoreError:
            told = True
        return [("one line", "\n" not in line and "run `motamot index`" in line), ("told by check", told)]
    trials.note("without effect: it names the generation to go back to")
    return [("the same answers", seen == whole)]


def _files(index: Path) -> list[Path]:
    folder = generation_folder(index, current_generation(index))
    return [index / CURRENT, *sorted(path for path in folder.rglob("*") if path.is_file())]


def _flipped(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _journals(work: Path, count: int, seed: int) -> Trials:
    """Damage what a killed build left for the next one, and end the build."""
    trials = Trials("a flipped bit or a truncation in what a killed build left for the next one")
    chance = Random(seed)
    corpus, index, full = Town(work / "town", seed, documents=6), work / "index", work / "full"
    build(corpus.folder, full)
    journal = index / JOURNAL
    step = 0
    while killed_at(step, lambda: build(corpus.folder, index), index):
        if journal.exists() and journal.stat().st_size > 1000:
            break
        step += 1
    left = journal.read_bytes()
    for number in range(count):
        data = _flipped(left, chance) if number % 2 else left[: chance.randrange(len(left))]
        journal.write_bytes(data)
        report = build(corpus.folder, index)
        trials.held(
            f"journal, {number}", ("the files of an index built anew", contents(index) == contents(full))
        )
        trials.note("texts kept", report.resumed)
        (index / CURRENT).unlink()
    return trials
