"""The command that compares encoders, on two bags of words: what it measures, keeps and refuses."""

import gzip
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import UsageError
from assistant.settings import Settings
from evals.encoders.__main__ import ENGLISH, encoder_names, main
from evals.encoders.memory import RememberingEncoder, memory_name
from evals.encoders.page import fusion_chart
from evals.encoders.parts import NO_SCIPY
from evals.encoders.search import WEIGHTS
from tests.evals.bag_of_words import save_bag_of_words, write_data
from tests.fakes import FakeEncoder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("models")
    return save_bag_of_words(folder / "one", 1), save_bag_of_words(folder / "two", 2)


@pytest.mark.slow
def test_the_command(
    data: Path, models: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [str(model) for model in models]
    parts = ["--only", "piaf", "--only", "robustness", "--only", "sts", "--only", "bitext", "--only", "speed"]
    options = ["--data", str(data), "--report", str(tmp_path), *parts]
    assert main([*names, *options, "--fit-fusion", "--json"]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert captured.err == ""
    assert report == json.loads((tmp_path / "encoders.json").read_text("utf-8"))
    assert list(report["encoders"]) == ["one", "two"]
    assert list(report["parts"]) == ["piaf", "robustness", "sts", "bitext"]

    rows = {row["label"]: row for row in report["parts"]["piaf"]["rows"]}
    fitted = [report["fusion"][name]["weight"] for name in ("one", "two")]
    assert list(rows) == [
        "BM25 alone",
        "one",
        "one, passages alone",
        "one + BM25, 0.45",
        f"one + BM25, {fitted[0]:g} fitted",
        "two",
        "two, passages alone",
        "two + BM25, 0.45",
        f"two + BM25, {fitted[1]:g} fitted",
    ]
    cells = rows["two"]["cells"]["recall@1"]
    of_one, of_bm25 = (rows[label]["cells"]["recall@1"]["value"] for label in ("one", "BM25 alone"))
    assert of_bm25 == 1.0
    assert cells["first"]["value"] == pytest.approx(cells["value"] - of_one, abs=1e-6)
    assert cells["bm25"]["value"] == pytest.approx(cells["value"] - 1, abs=1e-6)
    assert cells["n"] == 3
    assert "bm25" not in rows["BM25 alone"]["cells"]["recall@1"]
    assert "first" not in rows["one"]["cells"]["recall@1"]

    assert len(report["fusion"]["one"]["curve"]) == len(WEIGHTS)
    assert report["speed"]["two"]["dimension"] == 16
    assert report["speed"]["one"]["sentences a second"] > 0
    assert report["speed"]["one"]["peak memory, MiB"] > 20
    markdown = (tmp_path / "encoders.md").read_text("utf-8")
    assert f"| one | {report['parts']['sts']['rows'][0]['cells']['Spearman']['value']:.3f} (" in markdown
    assert "Difference to one (* its interval leaves out 0):" in markdown
    page = (tmp_path / "encoders.html").read_text("utf-8")
    assert page.count("<svg") > 10
    assert not re.search(r"(?:src|href)=\"(?!#)", page)

    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    generations = set((tmp_path / "indexes").glob("*/*/generations/*"))
    assert len(kept) == len(generations) == 2
    assert main([*names[::-1], *options[:-2]]) == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")} == kept
    assert set((tmp_path / "indexes").glob("*/*/generations/*")) == generations
    again = json.loads((tmp_path / "encoders.json").read_text("utf-8"))
    assert {row["label"]: row["cells"]["recall@1"]["value"] for row in again["parts"]["piaf"]["rows"]} == {
        label: row["cells"]["recall@1"]["value"] for label, row in rows.items() if row["way"] != "fitted"
    }
    printed = capsys.readouterr().out
    assert "Difference to two" in printed
    assert max(map(len, printed.splitlines())) <= 100 or str(tmp_path) in printed


def test_what_needs_scipy_is_left_out_without_it(
    data: Path,
    models: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    assert main([str(models[0]), "--data", str(data), "--only", "sts", "--report", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.err == f"{NO_SCIPY}\n"
    assert NO_SCIPY in (tmp_path / "encoders.md").read_text("utf-8")
    assert not list(tmp_path.rglob("*.npz"))


def test_an_encoder_is_asked_once_for_a_text(tmp_path: Path) -> None:
    fake, file = FakeEncoder(), tmp_path / "kept" / "fake.npz"
    first = RememberingEncoder(fake, file)
    vectors = first.encode(["un", "deux", "un"], "question")
    assert fake.encoded == ["un", "deux"]
    np.testing.assert_array_equal(vectors, FakeEncoder().encode(["un", "deux", "un"], "question"))
    assert first.encode(["un"], "passage").shape == (1, 64)  # prompts differ by kind: asked again
    assert fake.encoded == ["un", "deux", "un"]
    first.save()

    other = FakeEncoder(identity="never asked")
    second = RememberingEncoder(other, file)
    np.testing.assert_array_equal(second.encode(["deux", "un"], "question"), vectors[[1, 0]])
    assert second.encode([], "question").shape == (0, 64)
    assert (second.dimension, other.encoded) == (64, [])


def test_kept_vectors_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "fake.npz"
    file.write_bytes(b"PK\x03\x04 half a file")
    with pytest.raises(UsageError, match=r"fake\.npz: kept vectors cannot be read .*delete this file"):
        RememberingEncoder(FakeEncoder(), file)


def test_vectors_are_kept_by_identity_and_prompt_of_questions() -> None:
    encoder = FakeEncoder(identity="intfloat/e5#0123")
    plain = memory_name(encoder, Settings())
    assert plain == "intfloat-e5-0123"
    assert memory_name(encoder, Settings(query_prompt="query: ")) not in (
        plain,
        memory_name(encoder, Settings(query_prompt="")),
    )


def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(iter(encoder_names([]))) == "embedded"
    (folder,) = encoder_names([ENGLISH]).values()
    assert (Path(folder) / "modules.json").exists()
    for name in ("a/final", "b/final", "b/other"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert encoder_names(["a/final", "b/other", "a/final"]) == {"final": "a/final", "other": "b/other"}
    assert encoder_names(["a/final", "b/final"]) == {"a/final": "a/final", "b/final": "b/final"}


def test_a_curve_without_any_difference_can_be_drawn() -> None:
    mean = {"value": 1.0, "low": 1.0, "high": 1.0}
    points = [{"weight": weight, "recall@1": mean, "MRR@10": mean} for weight in (0.0, 1.0)]
    chart = fusion_chart("<x>", {"weight": 1.0, "curve": points})
    assert "nan" not in chart
    assert "&lt;x&gt;" in chart


@pytest.mark.parametrize(
    ("part", "spoil", "message"),
    [
        ("piaf", lambda data: (data / "piaf").rename(data / "other"), r"piaf: no such folder"),
        ("sts", lambda data: (data / "stsb_fr/stsb-fr-test.csv").unlink(), r"test\.csv: cannot be read"),
        (
            "sts",
            lambda data: (data / "stsb_fr/stsb-fr-test.csv").write_text("a,b\n"),
            r"test\.csv: not `sent",
        ),
        ("bitext", lambda data: (data / "en-fr.tsv.gz").unlink(), r"en-fr\.tsv\.gz: cannot be read"),
        (
            "bitext",
            lambda data: (data / "en-fr.tsv.gz").write_text("a\tb"),
            r"en-fr\.tsv\.gz: cannot be read",
        ),
        (
            "bitext",
            lambda data: (data / "en-fr.tsv.gz").write_bytes(gzip.compress(b"a\tb\tc\n")),
            r"en-fr\.tsv\.gz: holds none",
        ),
        ("second", lambda data: None, r"prose_fr\.jsonl\.gz: cannot be read"),
    ],
)
def test_missing_data_is_one_line(
    part: str,
    spoil: Callable[[Path], object],
    message: str,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = shutil.copytree(data, tmp_path / "data")
    spoil(copy)
    assert main(["embedded", "--data", str(copy), "--only", part, "--report", str(tmp_path / "report")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert re.search(message, captured.err)


def test_an_unknown_encoder_is_one_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["./nowhere", "--data", str(data)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("motamot: encoder ./nowhere: no such folder")
    assert captured.err.count("\n") == 1
