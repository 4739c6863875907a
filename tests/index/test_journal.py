from pathlib import Path

import pytest

from assistant.errors import IndexStoreError
from assistant.index.journal import Journal

RECORDS = {"a": b"", "b": b"un", "c": bytes(range(256)) * 20}


def write(path: Path) -> bytes:
    with Journal(path) as journal:
        for key, data in RECORDS.items():
            journal.put(key, data)
    return path.read_bytes()


def held(path: Path) -> dict[str, bytes]:
    with Journal(path) as journal:
        return {key: journal[key] for key in (*RECORDS, "new") if key in journal}


def test_what_was_put_is_there_for_the_next_one(tmp_path: Path) -> None:
    write(tmp_path / "j")
    assert held(tmp_path / "j") == RECORDS
    with Journal(tmp_path / "j") as journal:
        journal.put("new", b"deux")
        assert (journal["new"], journal["b"]) == (b"deux", b"un")
        with pytest.raises(KeyError):
            journal["nothing"]
    assert held(tmp_path / "j") == RECORDS | {"new": b"deux"}


def test_of_a_cut_or_flipped_journal_the_whole_records_before_the_damage_count(tmp_path: Path) -> None:
    """A record is 72 bytes and its data: those of a, b and c end at 72, 146 and 5338."""
    data = write(tmp_path / "j")
    assert len(data) == 5338
    places = range(0, len(data), 7)
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= 1 << place % 8
        for damaged in (data[:place], bytes(flipped)):
            (tmp_path / "j").write_bytes(damaged)
            whole = {key: RECORDS[key] for key, end in (("a", 72), ("b", 146), ("c", 5338)) if end <= place}
            assert held(tmp_path / "j") == whole
            with Journal(tmp_path / "j") as journal:
                journal.put("new", b"deux")
            assert held(tmp_path / "j") == whole | {"new": b"deux"}


def test_a_journal_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IndexStoreError, match="cannot be written"):
        Journal(tmp_path / "file" / "j")
