"""What users flagged, kept in one SQLite file beside the index, for as many days as the settings said.

Nothing is kept open between two acts: each opens the file, does its work in one transaction
and closes, so that threads and processes wait for one another and a file that was moved,
mended or deleted meanwhile is met as it is. What is deleted is overwritten in the file.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from assistant.errors import FeedbackError
from assistant.settings import Settings
from assistant.types import Flag, Flagged, FlaggedQuote, FlagReason, Thumb, Turn

PATIENCE_S = 10.0
"""How long to wait for another thread or process that writes."""
_MARK = 0x4D6F7461
"""The file's application id: "Mota"."""
_FORMAT = 1
_TABLE = """
CREATE TABLE flagged (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    until TEXT NOT NULL,
    thumb TEXT NOT NULL,
    reason TEXT,
    question TEXT NOT NULL,
    turns TEXT NOT NULL,
    answered INTEGER NOT NULL,
    quotes TEXT NOT NULL,
    generation TEXT NOT NULL,
    settings TEXT NOT NULL
)
"""
_COLUMNS = "id, time, until, thumb, reason, question, turns, answered, quotes, generation, settings"
_TROUBLES = {
    sqlite3.SQLITE_BUSY: "another process is writing there; try again",
    sqlite3.SQLITE_LOCKED: "another process is writing there; try again",
    sqlite3.SQLITE_READONLY: "read-only; check the permissions of the file and of its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the permissions of the file and of its folder",
    sqlite3.SQLITE_PERM: "cannot be opened; check the permissions of the file and of its folder",
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk",
}
"""By SQLite's primary result code; any other is damage."""


def feedback_file(index: Path) -> Path:
    """Return where the flags on an index's answers are kept: beside its folder, since that is disposable."""
    folder = index.resolve() if index.name in ("", "..") else index
    return folder.parent / f"{folder.name or 'index'}.feedback.sqlite3"


class FeedbackStore:
    """The flags of one index. Any thread or process may use it at any time."""

    def __init__(
        self, path: Path, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Name the file; it is made when the first flag is added.

        Args:
            path: see `feedback_file`.
            settings: kept with each flag; its `feedback_days` is how long, whoever opens the file later.
            now: the time, with its zone.
        """
        self.path = path
        self._settings = settings
        self._now = now

    def add(self, flag: Flag) -> int:
        """Keep a flag.

        Returns:
            The id of its row.

        Raises:
            FeedbackError: the file cannot be used; nothing was kept.
        """
        values = (
            self._time(),
            self._time(self._settings.feedback_days),
            flag.thumb,
            flag.reason,
            flag.question,
            _json([turn.question for turn in flag.turns]),
            flag.answered,
            _json([asdict(quote) for quote in flag.quotes]),
            flag.index,
            _json(asdict(self._settings)),
        )
        self._make()
        with self._opened() as database:
            _begin(database)
            if not self._holds(database):
                database.execute(_TABLE)
                database.execute(f"PRAGMA application_id = {_MARK}")
                database.execute(f"PRAGMA user_version = {_FORMAT}")
            marks = ", ".join("?" * len(values))
            names = _COLUMNS.removeprefix("id, ")
            cursor = database.execute(f"INSERT INTO flagged ({names}) VALUES ({marks})", values)
            self._expire(database)
            database.execute("COMMIT")
        return cursor.lastrowid or 0  # SQLite counts from 1

    def rows(self) -> list[Flagged]:
        """Return what is kept, oldest first; what is past its time is deleted instead.

        Raises:
            FeedbackError: the file cannot be used.
        """
        if not self.path.exists():
            return []
        with self._opened() as database:
            if not self._holds(database):
                return []
            self._expire(database)
            kept = database.execute(f"SELECT {_COLUMNS} FROM flagged ORDER BY id").fetchall()
            try:
                return [_flagged(*row) for row in kept]
            except (ValueError, KeyError, TypeError) as error:
                raise FeedbackError(_damaged(self.path, f"a row cannot be read: {error}")) from error

    def delete(self, ids: Sequence[int] | None = None) -> int:
        """Delete some rows, or all of them, and overwrite what they held.

        Args:
            ids: of the rows; None means all. Ids that are not there are passed over.

        Returns:
            How many rows were deleted.

        Raises:
            FeedbackError: the file cannot be used; nothing was deleted.
        """
        if not self.path.exists():
            return 0
        with self._opened() as database:
            _begin(database)
            if not self._holds(database):
                return 0
            if ids is None:
                deleted = database.execute("DELETE FROM flagged").rowcount
            else:
                one = "DELETE FROM flagged WHERE id = ?"
                deleted = sum(database.execute(one, (each,)).rowcount for each in set(ids))
            database.execute("COMMIT")
        return deleted

    def expire(self) -> None:
        """Delete the rows that are past their time.

        Raises:
            FeedbackError: the file cannot be used.
        """
        if self.path.exists():
            with self._opened() as database:
                if self._holds(database):
                    self._expire(database)

    def _holds(self, database: sqlite3.Connection) -> bool:
        """Whether the table is there; not when the file is empty yet.

        Raises:
            FeedbackError: the file holds something else.
        """
        (mark,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if (mark, version) == (_MARK, _FORMAT):
            return True
        if mark == _MARK:
            foreign = f"of format {version}, this version of Motamot reads format {_FORMAT}"
        elif database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            foreign = "a database of another program"
        else:
            return False
        raise FeedbackError(f"{self.path}: {foreign}; move it away, a new one is made")

    def _expire(self, database: sqlite3.Connection) -> None:
        """Write only when something is past its time: what is read-only can still be listed."""
        now = (self._time(),)
        if database.execute("SELECT 1 FROM flagged WHERE until < ? LIMIT 1", now).fetchone():
            database.execute("DELETE FROM flagged WHERE until < ?", now)

    def _time(self, days: int = 0) -> str:
        """Return the time now, or in so many days, in a form that sorts."""
        time = self._now().astimezone(UTC) + timedelta(days=days)
        return time.isoformat(timespec="seconds")

    def _make(self) -> None:
        """Make the file, for its owner alone; SQLite gives its journal the same rights."""
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            raise FeedbackError(
                f"{self.path}: cannot be written ({error.strerror}); check the permissions of the file and of"
                " its folder"
            ) from error

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file; SQLite's errors become one line, and what was not committed is undone."""
        try:
            address = f"{self.path.absolute().as_uri()}?mode=rw"
            connection = sqlite3.connect(address, timeout=PATIENCE_S, isolation_level=None, uri=True)
            with closing(connection) as database:
                database.execute("PRAGMA secure_delete = ON")
                yield database
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            trouble = _TROUBLES.get(code)
            raise FeedbackError(
                _damaged(self.path, str(error)) if trouble is None else f"{self.path}: {trouble}"
            ) from error


def _begin(database: sqlite3.Connection) -> None:
    """Start to write: later writers wait from here on."""
    database.execute("BEGIN IMMEDIATE")


def _flagged(
    id: int,
    time: str,
    until: str,
    thumb: str,
    reason: str | None,
    question: str,
    turns: str,
    answered: int,
    quotes: str,
    generation: str,
    settings: str,
) -> Flagged:
    flag = Flag(
        thumb=cast(Thumb, thumb),
        reason=cast(FlagReason | None, reason),
        question=question,
        turns=tuple(Turn(turn) for turn in json.loads(turns)),
        answered=bool(answered),
        quotes=tuple(FlaggedQuote(**quote) for quote in json.loads(quotes)),
        index=generation,
    )
    return Flagged(id, time, until, flag, json.loads(settings))


def _damaged(path: Path, how: str) -> str:
    return f"{path}: damaged ({how}); move it away, a new one is made"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
