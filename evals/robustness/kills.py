"""kill -9 at every step and at random moments: the old index whole or the new one, and nothing left behind."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from assistant.errors import IndexDamaged, IndexMissing
from assistant.index import current_generation, rollback
from assistant.index.generations import BUILDING, JOURNAL, generation_folder, leftovers
from assistant.index.locks import LOCK
from evals.robustness.builds import killed_after, killed_at
from evals.robustness.town import LetterEncoder, Town, answered, build, contents
from evals.robustness.trials import Trials


@dataclass(frozen=True, slots=True)
class Scene:
    """An index as it is, and the build that will be killed."""

    name: str
    before: Path
    """The index folder, to be copied; absent when there is no index yet."""
    town: Path
    old: bytes
    """What it answers; empty when it cannot."""
    new: bytes
    """What an index built anew answers."""
    contents: tuple[str, dict[str, bytes]]
    """Of an index built anew."""
    encoder: LetterEncoder
    old_encoder: LetterEncoder
    damaged: bool


def kills(work: Path, at_moments: int, stride: int, seed: int) -> list[Trials]:
    """Kill builds, look at what is left, end the build and look again.

    Args:
        work: an empty folder.
        at_moments: kills at random moments, besides those at steps.
        stride: 1 kills at every step of every scene, n at every n-th one.
        seed: of the corpora and of the moments.
    """
    at_steps = Trials(
        "kill -9 at a step: opened, answers compared; then ended, compared with an index built anew"
    )
    at_random = Trials("kill -9 at a random moment, likewise")
    scenes = list(_scenes(work / "scenes", seed))
    index = work / "index"
    for scene in scenes:
        step, killed = 0, True
        while killed:
            _restore(scene, index)
            killed = killed_at(step, partial(build, scene.town, index, scene.encoder), index)
            if killed:
                _judge(at_steps, f"{scene.name}, step {step}", scene, index)
            step += stride
    chance = Random(seed)
    usual = {scene.name: _duration(scene, index) for scene in scenes}
    while at_random.tried < at_moments:
        scene = chance.choice(scenes)
        _restore(scene, index)
        for again in range(
            chance.choice((1, 1, 2, 3))
        ):  # a build that follows a killed one is killed as well
            moment = chance.uniform(0, usual[scene.name])
            if killed_after(moment, partial(build, scene.town, index, scene.encoder)):
                at_random.note(f"killed {again + 1} times in a row" if again else "killed once")
            else:
                at_random.note("came to its end before")
                break
        else:
            _judge(at_random, f"{scene.name}, {moment:.4f} s", scene, index)
    return [at_steps, at_random]


def _judge(trials: Trials, trial: str, scene: Scene, index: Path) -> None:
    """Compare a killed build's index with the old one and the new one, then end the build."""
    state = _state(scene, index, trials)
    report = build(scene.town, index, scene.encoder)
    if report.resumed:
        trials.note("went on with what was embedded")
    trials.held(
        trial,
        ("the old index or the new one", state),
        ("the files of an index built anew", contents(index) == scene.contents),
        ("its answers", answered(scene.town, index, scene.encoder) == scene.new),
        ("clean", not leftovers(index) and not (index / JOURNAL).exists()),
        ("free of other files", _names(index) <= {"CURRENT", LOCK, "generations"}),
        ("free of half generations", not generation_folder(index, BUILDING).exists()),
        ("able to go back", _goes_back(scene, index)),
    )


def _state(scene: Scene, index: Path, trials: Trials) -> bool:
    """Whether the index answers as it did before, or as it will once the build has ended."""
    try:
        moved = current_generation(index) == scene.contents[0]
        seen = answered(scene.town, index, scene.encoder if moved else scene.old_encoder)
    except IndexMissing:
        trials.note("no index yet")
        return not scene.before.exists()
    except IndexDamaged:
        trials.note("not repaired yet")
        return scene.damaged
    trials.note("the new index answers" if moved else "the old index answers")
    return seen == (scene.new if moved else scene.old)


def _goes_back(scene: Scene, index: Path) -> bool:
    """Go back to the index that answered before, where there was one."""
    if not scene.old:
        return True
    rollback(index)
    return answered(scene.town, index, scene.old_encoder) == scene.old


def _names(index: Path) -> set[str]:
    return {path.name for path in index.iterdir()}


def _restore(scene: Scene, index: Path) -> None:
    shutil.rmtree(index, ignore_errors=True)
    if scene.before.exists():
        shutil.copytree(scene.before, index)


def _duration(scene: Scene, index: Path) -> float:
    _restore(scene, index)
    started = time.perf_counter()
    build(scene.town, index, scene.encoder)
    return time.perf_counter() - started


def _scenes(work: Path, seed: int) -> Iterator[Scene]:
    """Yield what a build may find: no index, an edited corpus, a moved file, one gone back on, damage, a new model."""

    def changed(corpus: Town, index: Path) -> None:
        for _ in range(4):
            corpus.edit()

    def moved(corpus: Town, index: Path) -> None:
        path = min(corpus.folder.rglob("*.*"))
        path.rename(path.with_name(f"zz{path.suffix}"))

    def back_again(corpus: Town, index: Path) -> None:
        (corpus.folder / "passager.txt").write_text("Le Tarn a ouvert 12 centres.\n", "utf-8")
        build(corpus.folder, index)
        (corpus.folder / "passager.txt").unlink()

    def damaged(corpus: Town, index: Path) -> None:
        (generation_folder(index, current_generation(index)) / "passages.jsonl").write_bytes(b"")

    def nothing(corpus: Town, index: Path) -> None:
        pass

    other = LetterEncoder(48, "letters#2")
    yield _scene(work, "no index", seed, None, LetterEncoder())
    yield _scene(work, "edited", seed + 1, changed, LetterEncoder())
    yield _scene(work, "moved", seed + 2, moved, LetterEncoder())
    yield _scene(work, "back again", seed + 3, back_again, LetterEncoder())
    yield _scene(work, "another model", seed + 4, nothing, other)
    yield _scene(work, "damaged", seed + 5, damaged, LetterEncoder())


def _scene(
    work: Path, name: str, seed: int, edit: Callable[[Town, Path], None] | None, encoder: LetterEncoder
) -> Scene:
    folder = work / name.replace(" ", "-")
    corpus, index, full = Town(folder / "town", seed), folder / "index", folder / "full"
    old = b""
    if edit is not None:
        build(corpus.folder, index)
        edit(corpus, index)
        old = b"" if name == "damaged" else answered(corpus.folder, index)
    build(corpus.folder, full, encoder)
    new = answered(corpus.folder, full, encoder)
    return Scene(
        name, index, corpus.folder, old, new, contents(full), encoder, LetterEncoder(), name == "damaged"
    )
