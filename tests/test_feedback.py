"""Flags kept in a real SQLite file: by threads and processes, for so many days, or one clear line."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import feedback
from assistant.errors import FeedbackError
from assistant.feedback import FeedbackStore, feedback_file
from assistant.settings import Settings
from assistant.types import Flag, FlaggedQuote, Turn

QUOTE = FlaggedQuote("centre/santé.md", 41, 96, "En 2023, « elle » comptait 113 maisons.", "113 maisons")
DOWN = Flag(
    thumb="down",
    reason="mauvaise source",
    question="Et l’été suivant ?",
    turns=(Turn("Combien de maisons de santé ?"), Turn("Depuis quand ?")),
    answered=True,
    quotes=(QUOTE, replace(QUOTE, short_answer=None)),
    index="20240305-1405-abcdef",
)
UP = replace(DOWN, thumb="up", reason=None, turns=(), question="Quels jours roulent les navettes ?")
SETTINGS = Settings(k=7, feedback=True, feedback_days=30)


class Clock:
    """A time that moves when told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> FeedbackStore:
    return FeedbackStore(tmp_path / "index.feedback.sqlite3", SETTINGS, clock)


def test_a_flag_comes_back_as_it_went_in_with_time_and_settings(store: FeedbackStore) -> None:
    assert (store.add(DOWN), store.add(UP)) == (1, 2)
    first, second = FeedbackStore(store.path, Settings(k=3), store._now).rows()
    assert (first.flag, second.flag) == (DOWN, UP)
    assert (first.id, first.time) == (1, "2026-03-29T01:30:00+00:00")
    assert first.until == "2026-04-28T01:30:00+00:00"
    assert first.settings == asdict(SETTINGS)


def test_the_file_lies_beside_the_index_and_is_made_by_the_first_flag(tmp_path: Path) -> None:
    assert feedback_file(Path("index")) == Path("index.feedback.sqlite3")
    assert feedback_file(Path()) == Path.cwd().parent / f"{Path.cwd().name}.feedback.sqlite3"
    path = feedback_file(tmp_path / "index")
    assert path == tmp_path / "index.feedback.sqlite3"
    store = FeedbackStore(path, SETTINGS)
    assert (store.rows(), store.delete(), store.expire()) == ([], 0, None)
    assert not path.exists()
    store.add(UP)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_rows_past_their_time_go(store: FeedbackStore, clock: Clock) -> None:
    store.add(DOWN)
    clock.time += timedelta(days=30)
    store.add(UP)
    assert [row.id for row in store.rows()] == [1, 2]
    clock.time += timedelta(seconds=1)
    store.expire()
    assert ids_in(store.path) == [2]
    clock.time += timedelta(days=31)
    assert store.rows() == []
    assert ids_in(store.path) == []
    assert store.add(UP) == 3  # an id is never given twice


def test_a_row_stays_as_long_as_was_said_when_it_was_added(store: FeedbackStore, clock: Clock) -> None:
    store.add(UP)
    hasty = FeedbackStore(store.path, replace(SETTINGS, feedback_days=1), clock)
    hasty.add(DOWN)
    clock.time += timedelta(days=2)
    assert [row.flag for row in hasty.rows()] == [UP]


def ids_in(path: Path) -> list[int]:
    connection = sqlite3.connect(path)
    found = [row[0] for row in connection.execute("SELECT id FROM flagged")]
    connection.close()
    return found


def test_deleting_leaves_no_trace_in_the_file(store: FeedbackStore) -> None:
    for number in range(5):
        store.add(replace(UP, question=f"secret {number}"))
    assert store.delete([2, 2, 4, 99]) == 2
    assert [row.flag.question for row in store.rows()] == ["secret 0", "secret 2", "secret 4"]
    data = store.path.read_bytes()
    assert (b"secret 0" in data, b"secret 1" in data, b"secret 3" in data) == (True, False, False)
    assert store.delete() == 3
    assert b"secret" not in store.path.read_bytes()
    assert store.rows() == []


def test_eight_threads_lose_no_flag(store: FeedbackStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: store.add(replace(UP, question=f"question {n}")), range(64)))
    assert sorted(ids) == list(range(1, 65))
    assert {row.flag.question for row in store.rows()} == {f"question {n}" for n in range(64)}


def test_three_processes_start_the_same_file_at_once(store: FeedbackStore) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.feedback import FeedbackStore\n"
        "from assistant.settings import Settings; from assistant.types import Flag\n"
        "store = FeedbackStore(Path(sys.argv[1]), Settings())\n"
        "for n in range(20): store.add(Flag('up', None, f'{sys.argv[2]} {n}', (), True, (), 'g'))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(store.path), str(number)]) for number in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    asked = {row.flag.question for row in FeedbackStore(store.path, SETTINGS).rows()}
    assert asked == {f"{number} {n}" for number in range(3) for n in range(20)}


def test_a_writer_that_does_not_end_is_one_line(
    store: FeedbackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "PATIENCE_S", 0.05)
    store.add(UP)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    fails(lambda: store.add(DOWN), "another process is writing there; try again")
    assert len(store.rows()) == 1
    other.execute("ROLLBACK")
    other.close()
    assert store.add(DOWN) == 2


def fails(act: Callable[[], object], *words: str) -> None:
    with pytest.raises(FeedbackError) as raised:
        act()
    assert "\n" not in str(raised.value)
    assert "index.feedback.sqlite3: " in str(raised.value)
    for word in words:
        assert word in str(raised.value)


def all_fail(store: FeedbackStore, *words: str) -> None:
    for act in (lambda: store.add(UP), store.rows, store.delete, store.expire):
        fails(act, *words)


def test_a_damaged_file_is_one_line(store: FeedbackStore) -> None:
    store.path.write_text("not a database at all, and longer than its header would be " * 20)
    all_fail(store, "damaged (file is not a database)", "move it away")
    store.path.unlink()
    for number in range(200):
        store.add(replace(UP, question=f"{number} " + "x" * 200))
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[:5000])
    all_fail(store, "damaged (")
    middle = len(whole) // 2
    store.path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    all_fail(store, "damaged (")
    store.path.write_bytes(whole[:middle].replace(b'"encoder"', b"'encoder'") + whole[middle:])
    fails(store.rows, "damaged (a row cannot be read")
    store.path.rename(store.path.with_suffix(".away"))
    assert store.add(UP) == 1


def test_a_database_of_another_program_is_left_alone(store: FeedbackStore) -> None:
    other = sqlite3.connect(store.path)
    other.execute("CREATE TABLE flagged (mine)")
    other.close()
    before = store.path.read_bytes()
    all_fail(store, "a database of another program; move it away")
    assert store.path.read_bytes() == before
    store.path.unlink()
    store.add(UP)
    newer = sqlite3.connect(store.path)
    newer.execute("PRAGMA user_version = 2")
    newer.close()
    all_fail(store, "of format 2, this version of Motamot reads format 1")


def test_no_folder_or_a_folder_in_its_place_is_one_line(store: FeedbackStore, tmp_path: Path) -> None:
    absent = FeedbackStore(tmp_path / "absent" / store.path.name, SETTINGS)
    fails(lambda: absent.add(UP), "cannot be written (No such file or directory)")
    store.path.mkdir()
    all_fail(store, "check the permissions")


def test_a_read_only_file_is_listed_but_not_written() -> None:
    folder = Path(tempfile.mkdtemp(prefix="motamot-"))
    store = FeedbackStore(folder / "index.feedback.sqlite3", SETTINGS)
    try:
        store.add(DOWN)
        store.path.chmod(0o444)
        folder.chmod(0o555)
        with no_superuser():
            assert [row.flag for row in store.rows()] == [DOWN]
            fails(lambda: store.add(UP), "permission", "check the permissions")
            fails(store.delete, "read-only; check the permissions")
        assert len(store.rows()) == 1
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def no_superuser() -> Iterator[None]:
    """Permissions bind the superuser of a container no more than others."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)
