"""A work folder in which every stage was run on small data."""

from pathlib import Path

import pytest

from assistant.training.encoder.__main__ import main
from tests.training.small_data import write_data, write_teacher

SMALL = [
    *("--set", "sentences=150", "--set", "passages=40", "--set", "quota=false"),
    *("--set", "headings=20", "--set", "contexts=60", "--set", "window_words=12"),
    *("--set", "distil_epochs=1.4", "--set", "distil_tokens=600"),
    *("--set", "steps=12", "--set", "batch=4", "--set", "mine_every=5", "--set", "keep_every=6"),
    *("--set", "longest=48", "--set", "together=400"),
]
"""Settings under which every stage takes a second."""


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`data/` and `teacher/`."""
    folder = tmp_path_factory.mktemp("sources")
    write_data(folder / "data")
    write_teacher(folder / "teacher")
    return folder


@pytest.fixture(scope="session")
def prepared(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder after `teach`."""
    work = tmp_path_factory.mktemp("prepared") / "work"
    data = ["--data", str(sources / "data"), "--work", str(work)]
    teacher = ["--teacher", str(sources / "teacher")]
    assert main(["vocabulary", *data, "--size", "300"]) == 0
    assert main(["initialise", *data, *teacher]) == 0
    assert main(["prepare", *data, *teacher, *SMALL]) == 0
    assert main(["teach", "--work", str(work)]) == 0
    return work


@pytest.fixture(scope="session")
def trained(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder after `export`."""
    import shutil

    work = tmp_path_factory.mktemp("trained") / "work"
    shutil.copytree(prepared, work)
    for stage in ("distil", "contrast"):
        assert main([stage, "--work", str(work), *SMALL]) == 0
    assert main(["average", "--work", str(work)]) == 0
    figures = work / "figures.json"
    figures.write_text('{"PIAF test": {"recall@1": {"this model": 0.5, "MiniLM": 0.25}}}')
    assert main(["export", "--work", str(work), "--figures", str(figures)]) == 0
    return work
