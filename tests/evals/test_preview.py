"""`motamot index --preview`: the answers that would change, and an index that does not."""

import ast
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import assistant
from assistant.cli import PREVIEW_GROUP, run
from assistant.errors import IndexMissing
from assistant.settings import Settings
from assistant.wiring import build
from evals.preview import Preview, described, preview, preview_lines, same_answer
from evals.questions import read_questions
from tests.evals.town import QUESTIONS, TEXTS, lines, use_fake_encoder, write_town
from tests.fakes import FakeEncoder

Look = Callable[..., Preview]


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[FakeEncoder]:
    return use_fake_encoder(monkeypatch)


@pytest.fixture
def town(tmp_path: Path, encoders: list[FakeEncoder], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_town(tmp_path)
    build(Settings(), tmp_path / "corpus", tmp_path / "index")
    encoders.clear()
    return tmp_path


@pytest.fixture
def look(town: Path) -> Look:
    def run(settings: Settings = Settings()) -> Preview:  # noqa: B008
        asked = read_questions(town / "questions.jsonl")
        return preview(settings, town / "corpus", town / "index", asked, lambda *_: None)

    return run


def rewrite(town: Path, name: str, old: str, new: str) -> None:
    assert old in TEXTS[name]
    (town / "corpus" / name).write_text(TEXTS[name].replace(old, new), "utf-8")


def bytes_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_figure_that_changed_changes_what_quotes_it_alone(town: Path, look: Look) -> None:
    rewrite(town, "eau.txt", "140 communes", "150 communes")
    found = look()
    changed, follow_up = found.changed
    assert (changed.question.id, follow_up.question.id) == ("eau", "siege")
    assert (follow_up.before.verdict, follow_up.after.verdict, follow_up.gain) == ("right", "right", 0)
    assert (changed.before.verdict, changed.after.verdict, changed.gain) == ("right", "wrong", -1)
    assert described(changed.before.record) == "« 140 communes » eau.txt"
    assert described(changed.after.record) == "« 150 communes » eau.txt"
    assert (found.built.changed, found.asked, len(found.judged)) == (("eau.txt",), 4, 4)


def test_the_index_stays_byte_for_byte_as_it_was(town: Path, look: Look) -> None:
    rewrite(town, "trains.txt", "12 gares", "13 gares")
    before = bytes_of(town / "index")
    assert look().changed
    assert bytes_of(town / "index") == before


def test_only_what_changed_is_embedded_again(town: Path, look: Look, encoders: list[FakeEncoder]) -> None:
    rewrite(town, "trains.txt", "12 gares", "13 gares")
    look()
    questions = {row["question"] for row in QUESTIONS}
    texts = {text for encoder in encoders for text in encoder.encoded} - questions
    assert any("13 gares" in text for text in texts)
    assert not any("Cahors" in text or "internats" in text for text in texts)


def test_a_withdrawn_document_is_answered_from_by_the_old_side_alone(town: Path, look: Look) -> None:
    (town / "corpus" / "trains.txt").unlink()
    [changed] = look().changed
    assert changed.question.id == "gares"
    assert changed.before.verdict == "right"
    assert (changed.after.verdict, changed.after.share, changed.gain) == (None, None, 0)
    assert "  after   unknown      " in "\n".join(preview_lines(look()))


def test_offsets_that_move_are_no_change(town: Path, look: Look) -> None:
    rewrite(town, "ecole.md", "# Les internats", "# Les internats de la région")
    found = look()
    assert found.built.published
    assert found.changed == ()
    assert preview_lines(found)[-3:] == [
        "0 of 4 answers would change: 0 worse, 0 better, 0 neither",
        "right: 1.000 before, 1.000 after, of 4 that the question set can judge",
        "nothing was published; run `motamot index` to publish it",
    ]


def test_an_index_up_to_date_changes_nothing(look: Look, encoders: list[FakeEncoder]) -> None:
    assert preview_lines(look()) == ["index up to date: no answer would change"]
    assert [text for encoder in encoders for text in encoder.encoded] == []


def test_another_model_is_previewed_against_the_one_before(look: Look, encoders: list[FakeEncoder]) -> None:
    found = look(Settings(encoder="other"))
    assert [encoder.identity for encoder in encoders] == ["embedded", "other", "other"]
    assert found.built.rebuilt_because == "the model is other instead of embedded"
    assert preview_lines(found)[0] == "full rebuild: the model is other instead of embedded"
    assert found.changed == ()


def test_a_change_inside_a_quote_is_told_in_full(town: Path, look: Look) -> None:
    rewrite(town, "ecole.md", "depuis 2018", "depuis 2019")
    row: dict[str, Any] = {
        "id": "internats",
        "kind": "factoid-number",
        "question": "Combien d'internats finance la Bretagne ?",
        "answerable": True,
        "docs": ["ecole.md"],
        "answers": ["80 internats"],
        "evidence": ["La Bretagne finance 80 internats"],
    }
    lines(town / "questions.jsonl", [row])
    text = preview_lines(look())
    assert text[2:7] == [
        "neither better nor worse: 1",
        "",
        "internats  Combien d'internats finance la Bretagne ?",
        "  before  right        « La Bretagne finance 80 internats scolaires depuis 2018. » ecole.md, 2021-09-01",
        "  after   right        « La Bretagne finance 80 internats scolaires depuis 2019. » ecole.md, 2021-09-01",
    ]


def test_worse_comes_first_then_better_then_neither(town: Path, look: Look) -> None:
    rewrite(town, "eau.txt", "140 communes", "150 communes")
    found = look()
    worse, neither = found.changed
    better = replace(worse, before=worse.after, after=worse.before)
    shuffled = replace(found, changed=(neither, better, worse, neither))
    titles = [line for line in preview_lines(shuffled) if line.startswith(("worse", "better", "neither"))]
    assert titles == ["worse: 1", "better: 1", "neither better nor worse: 2"]
    assert "4 of 4 answers would change: 1 worse, 1 better, 2 neither" in preview_lines(shuffled)


def test_the_same_quotes_after_the_first_are_the_same_answer_in_any_order(look: Look, town: Path) -> None:
    rewrite(town, "eau.txt", "140 communes", "150 communes")
    record = look().changed[0].before.record
    one = record.citations[0]
    two, three = (replace(one, quote=f"{one.quote} {name}") for name in ("deux", "trois"))
    answer = replace(record, citations=(one, two, three))
    assert same_answer(answer, replace(record, citations=(one, three, two)))
    assert not same_answer(answer, replace(record, citations=(two, one, three)))
    assert not same_answer(answer, replace(record, citations=(one, two)))
    assert not same_answer(answer, replace(record, citations=(one, two, two, three)))


def test_a_refusal_is_described(town: Path, look: Look) -> None:
    rewrite(town, "eau.txt", "Son siège se trouve à Cahors.", "")
    by_id = {each.question.id: each for each in look().changed}
    assert described(by_id["siege"].before.record).startswith("« ")
    refused = replace(by_id["siege"].after.record, answered=False, reason="off_topic")
    assert described(refused) == "refused (off_topic)"


def test_nothing_to_compare_with_is_one_line(town: Path) -> None:
    with pytest.raises(IndexMissing, match="run `motamot index`"):
        preview(Settings(), town / "corpus", town / "nowhere", [], lambda *_: None)


def test_the_command(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(town, "trains.txt", "12 gares", "13 gares")
    assert run(["index", "--preview", "--questions", "questions.jsonl"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == [
        "~ trains.txt",
        "",
        "worse: 1",
        "",
        "gares  Combien de gares compte le Gers ?",
        "  before  right        « 12 gares » trains.txt, 2019",
        "  after   wrong        « 13 gares » trains.txt, 2019",
        "",
        "1 of 4 answers would change: 1 worse, 0 better, 0 neither",
        "right: 1.000 before, 0.750 after, of 4 that the question set can judge",
        "nothing was published; run `motamot index` to publish it",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--questions", "questions.jsonl"], "--questions goes with --preview"),
        (["--preview", "--strict"], "leave out --strict and --rollback"),
        (["--preview", "--rollback"], "leave out --strict and --rollback"),
        (["--preview", "--index", "nowhere"], "nowhere: no index there; run `motamot index` to build it"),
        (["--preview", "--corpus", "nowhere"], "nowhere: no such folder"),
        (["--preview", "--questions", "nowhere"], "nowhere: cannot be read"),
    ],
)
def test_wrong_use_is_one_line(
    town: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["index", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.slow
def test_as_users_run_it(tmp_path: Path) -> None:
    """With the real encoder, in a process of its own."""
    write_town(tmp_path)

    def motamot(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant.cli", "index", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=120
        )

    none = motamot("--preview")
    assert (none.returncode, none.stdout) == (2, "")
    assert none.stderr == "motamot: index: no index there; run `motamot index` to build it\n"
    assert motamot().returncode == 0
    rewrite(tmp_path, "eau.txt", "140 communes", "150 communes")
    before = bytes_of(tmp_path / "index")
    looked = motamot("--preview", "--questions", "questions.jsonl")
    assert (looked.returncode, looked.stderr) == (0, "")
    assert "  after   wrong        « 150 communes » eau.txt" in looked.stdout
    assert bytes_of(tmp_path / "index") == before
    published = motamot()
    assert "~ eau.txt" in published.stdout
    assert "index published" in published.stdout


def test_without_the_package_evals_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("assistant.cli.entry_points", lambda group: [])
    assert run(["index", "--preview"]) == 2
    assert "--preview needs the package evals" in capsys.readouterr().err


def test_the_group_offers_one_preview() -> None:
    from importlib.metadata import entry_points

    assert [point.value for point in entry_points(group=PREVIEW_GROUP)] == ["evals.preview:print_preview"]


def test_the_product_always_compares_with_the_files() -> None:
    """Nothing in `assistant` leaves out the check of the sources."""
    calls = 0
    for path in Path(assistant.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "load_variants":
                calls += 1
                assert len(node.args) == 3, f"{path}:{node.lineno}"
                assert not node.keywords, f"{path}:{node.lineno}"
            elif isinstance(node, ast.keyword) and node.arg == "check_sources":
                pytest.fail(f"{path}:{node.lineno} sets check_sources")
    assert calls == 1
