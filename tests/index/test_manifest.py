import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import IndexDamaged, IndexMismatch
from assistant.index.manifest import (
    FileDigest,
    IndexedDocument,
    Manifest,
    RefusedFile,
    _canonical,
    digest,
    read_manifest,
    to_bytes,
)

MANIFEST = Manifest(
    created="2026-01-02T03:04:05+00:00",
    encoder="fake#1",
    dimension=8,
    settings={"encoder": "fake", "passage_prompt": None, "passage_words": 120},
    program="p",
    corpus="c",
    documents=(IndexedDocument("é.txt", "aa", 12, ("copie.txt",), 1, 2, "tt", ("no date",)),),
    refused=(RefusedFile("x.doc", "unsupported", None),),
    files={"passages.jsonl": FileDigest("bb", 34)},
)


def write(folder: Path, data: bytes, name: str = MANIFEST.generation) -> Path:
    path = folder / name / "manifest.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path.parent


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    assert read_manifest(write(tmp_path, to_bytes(MANIFEST))) == MANIFEST


def test_the_name_follows_the_content_and_not_the_time() -> None:
    assert len(MANIFEST.generation) == 12
    assert replace(MANIFEST, created="2030-01-01T00:00:00+00:00").generation == MANIFEST.generation
    assert replace(MANIFEST, corpus="d").generation != MANIFEST.generation
    assert replace(MANIFEST, files={}).generation != MANIFEST.generation


def test_any_changed_byte_is_noticed(tmp_path: Path) -> None:
    data = to_bytes(MANIFEST)
    for position in range(len(data)):
        flipped = bytearray(data)
        flipped[position] ^= 1 << (position % 8)
        with pytest.raises(
            IndexDamaged, match=r"manifest\.json: not what was written there; run `motamot index`"
        ):
            read_manifest(write(tmp_path, bytes(flipped)))
    for length in range(0, len(data), 7):
        with pytest.raises(IndexDamaged):
            read_manifest(write(tmp_path, data[:length]))


def test_it_belongs_to_its_folder(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged):
        read_manifest(write(tmp_path, to_bytes(MANIFEST), "0123456789ab"))
    with pytest.raises(IndexDamaged, match="missing"):
        read_manifest(tmp_path / "nowhere")


def test_another_format_is_told_from_damage(tmp_path: Path) -> None:
    other = replace(MANIFEST, format=99)
    with pytest.raises(
        IndexMismatch, match="index format 99, this program reads format 2; run `motamot index`"
    ):
        read_manifest(write(tmp_path, to_bytes(other), other.generation))


def test_unknown_keys_are_another_version(tmp_path: Path) -> None:
    record = json.loads(to_bytes(MANIFEST))
    del record["digest"]
    record["content"]["new"] = 1
    record["digest"] = digest(_canonical(record))
    name = digest(_canonical(record["content"]))[:12]
    with pytest.raises(IndexMismatch, match="another version of this program"):
        read_manifest(write(tmp_path, _canonical(record), name))
