import hashlib
from pathlib import Path

import pytest

from assistant.errors import IndexStoreError
from assistant.index import digests
from assistant.index.digests import FileDigest, damage, file_digest


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "BLOCK", 4)
    monkeypatch.setattr(digests, "SAMPLED_FROM", 100)
    monkeypatch.setattr(digests, "SAMPLED_BLOCKS", 3)


def test_a_small_file_has_one_digest_and_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"abc")
    # SHA-256 of "abc": FIPS 180-2, appendix B.1
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_digest(path) == FileDigest(known, 3)
    for sampled in (True, False):
        assert damage(path, FileDigest(known, 3), sampled) == ""
        assert damage(path, FileDigest(known, 4), sampled) == "3 bytes instead of 4"
        assert damage(path, FileDigest(known[::-1], 3), sampled) == "not what was written there"
        assert damage(tmp_path / "g", FileDigest(known, 3), sampled) == "missing"


def test_of_a_large_file_some_blocks_are_read_at_random_and_the_last_one_always(tmp_path: Path) -> None:
    """30 blocks, the last one of a single byte; 3 are read."""
    path = tmp_path / "f"
    data = bytes(range(117))
    path.write_bytes(data)
    promised = file_digest(path)
    assert promised.sha256 == hashlib.sha256(data).hexdigest()
    assert len(promised.blocks) == 30
    assert promised.blocks[-1] == hashlib.sha256(b"t").hexdigest()
    assert damage(path, promised, sampled=True) == damage(path, promised) == ""
    path.write_bytes(data[:-1] + b"u")
    assert damage(path, promised, sampled=True) == "not what was written there"
    path.write_bytes(b"x" + data[1:])
    assert damage(path, promised) == "not what was written there"
    seen = [damage(path, promised, sampled=True) for _ in range(300)]  # 2 of the first 29 blocks each time
    assert 0 < sum(map(bool, seen)) < 100


def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(IndexStoreError, match="cannot be read"):
        damage(tmp_path, FileDigest("", tmp_path.stat().st_size))
