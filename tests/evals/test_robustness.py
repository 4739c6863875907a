"""Every proof of the index, with small counts; `python -m evals.robustness` runs them in full."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assistant.index import content
from evals.robustness import __main__ as command
from evals.robustness.builds import killed_after, killed_at, parsing_here, refusal
from evals.robustness.damage import damages
from evals.robustness.disks import full_disks, no_rights
from evals.robustness.edits import edits
from evals.robustness.kills import kills
from evals.robustness.models import models
from evals.robustness.readers import rebuilds
from evals.robustness.town import LetterEncoder, Town, build, contents
from evals.robustness.trials import Trials, table

SEED = 3


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with parsing_here():
        yield


@pytest.fixture
def work() -> Iterator[Path]:
    """Not below pytest's folders, which only their owner may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "work"


def test_an_update_equals_an_index_built_anew(work: Path) -> None:
    trials = edits(work, sequences=2, length=4, seed=SEED)
    assert (trials.tried, trials.broken) == (8, [])
    assert trials.notes["texts embedded"] < trials.notes["by those built anew"]


@pytest.mark.slow
def test_no_kill_breaks_an_index(work: Path) -> None:
    at_steps, at_random = kills(work, at_moments=4, stride=41, seed=SEED)
    assert at_steps.broken == at_random.broken == []
    assert at_steps.tried >= 12
    assert at_random.tried == 4


def test_no_damage_passes(work: Path) -> None:
    flips, truncations, repaired, journals = damages(work, flips=22, truncations=22, repairs=4, seed=SEED)
    assert [each.broken for each in (flips, truncations, repaired, journals)] == [[]] * 4
    assert [each.tried for each in (flips, truncations, repaired, journals)] == [22, 22, 4, 2]


def test_a_full_disk_leaves_the_old_index(work: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(("unshare", "-rm", "true"), check=False).returncode:
        pytest.skip("no mount namespaces here")
    full, locked = full_disks(work, sizes=30, seed=SEED)
    assert full.broken == locked.broken == []
    assert (full.tried, locked.tried) == (30, 1)
    assert full.notes["refused"] > 3


def test_missing_rights_are_one_line(work: Path) -> None:
    trials = no_rights(work, SEED)
    assert trials.broken == []
    assert trials.tried > 12


def test_questions_are_answered_while_it_is_rebuilt(work: Path) -> None:
    builds, asked = rebuilds(work, count=11, threads=2, seed=SEED)
    assert builds.broken == asked.broken == []
    assert asked.tried > 0


def test_another_model_is_told_and_put_right(work: Path) -> None:
    trials = models(work, SEED)
    assert (trials.tried, trials.broken) == (4, [])


def test_a_proof_can_fail(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that kept the vectors of changed documents would be found out."""
    monkeypatch.setattr(content, "_texts_digest", lambda texts: str(len(texts)))
    assert edits(work, sequences=2, length=4, seed=SEED).broken
    trials = Trials("x")
    trials.held("first", ("red", True), ("round", False))
    trials.held("second", ("red", True))
    assert (trials.tried, trials.broken) == (2, ["first: not round"])
    assert table([trials])[-1] == "| x | 2 | 1 |  |"


def test_a_build_is_killed_where_it_is_told(work: Path) -> None:
    corpus, index = Town(work / "town", SEED), work / "index"
    step = 0
    while killed_at(step, lambda: build(corpus.folder, index), index):
        shutil.rmtree(index, ignore_errors=True)
        step += 10
    assert step > 30
    assert contents(index)[0]
    assert killed_after(0, lambda: build(corpus.folder, work / "other"))
    assert refusal(lambda: build(corpus.folder, index)) == ""
    blocked = work / "file"
    blocked.write_bytes(b"")
    assert "cannot be read (Not a directory)" in refusal(lambda: build(corpus.folder, blocked))


def test_a_town_is_the_same_for_the_same_seed(work: Path) -> None:
    towns = [Town(work / name, SEED) for name in ("one", "other")]
    made = [[town.edit() for _ in range(20)] for town in towns]
    assert made[0] == made[1]
    assert len(set(made[0])) > 5
    build(towns[0].folder, work / "index1", LetterEncoder())
    build(towns[1].folder, work / "index2", LetterEncoder())
    assert contents(work / "index1") == contents(work / "index2")


def test_the_command_keeps_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["models", "rights", "--report", str(tmp_path / "report")]
    assert command.main(arguments) == 0
    out = capsys.readouterr().out
    assert "| another model, dimension" in out
    record = json.loads((tmp_path / "report" / "robustness.json").read_text("utf-8"))
    assert [each["broken"] for each in record["trials"]] == [[], []]
    assert record["trials"][0]["tried"] == 4
    assert "| no right to read" in (tmp_path / "report" / "robustness.md").read_text("utf-8")
