"""The second set: its documents out of the data, its evidence out of the documents, on three rows of our own."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus import read_documents
from assistant.errors import QuestionSetError, UsageError
from assistant.types import Document, Metadata
from evals.questions import read_questions
from evals.second import __main__ as command
from evals.second.documents import CHOICE, DATA, Chosen, read_choice, read_texts, write_corpus
from evals.second.questions import QUESTIONS, read_rows, resolve, shape_faults

TEXTS = {
    "lac.md": "# Le lac\n\nLe lac est gele\u0301 en hiver. Il se vide en 1963.\n",
    "ponts/pont.md": "# Le pont\n\nLe pont compte 12 arches de pierre claire.\n",
    "moulin.md": "# Le moulin\n\nLe moulin tourne à l’eau.\n",
}
"""The accent of the first is two characters in the data and one in the document read from it."""
LAKE = Document("lac.md", "Le lac\n\nLe lac est gelé en hiver. Il se vide en 1963.", (), Metadata(), "", 53)
"""As `read_documents` gives it."""
SPLITS = {"lac.md": "dev", "ponts/pont.md": "test"}
ROWS: list[dict[str, Any]] = [
    {
        "id": "s1",
        "kind": "factoid-date",
        "split": "dev",
        "question": "En quelle année n’y eut-il plus d’eau dans le lac ?",
        "answerable": True,
        "docs": ["lac.md"],
        "answers": ["1963"],
        "evidence_at": [{"document": "lac.md", "start": 34, "end": 53}],
    },
    {
        "id": "s2",
        "kind": "factoid-number",
        "split": "test",
        "question": "Combien d’arches ?",
        "answerable": True,
        "docs": ["ponts/pont.md"],
        "answers": ["12 arches"],
        "evidence_at": [{"document": "ponts/pont.md", "start": 9, "end": 51}],
    },
    {
        "id": "s3",
        "kind": "unanswerable-nearmiss",
        "split": "test",
        "question": "Qui a bâti le pont ?",
        "answerable": False,
        "near": ["ponts/pont.md"],
        "miss": "detail",
    },
]


def chosen_of(texts: dict[str, str]) -> tuple[Chosen, ...]:
    return tuple(
        Chosen(f"depot:{name}", name, SPLITS[name], hashlib.sha256(texts[name].encode()).hexdigest())
        for name in SPLITS
    )


CHOSEN = chosen_of(TEXTS)


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def put_data(folder: Path, texts: dict[str, str]) -> Path:
    with gzip.open(folder / DATA, "wt", encoding="utf-8") as file:
        for name, text in texts.items():
            file.write(json.dumps({"id": f"depot:{name}", "path": name, "text": text}) + "\n")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return put_data(tmp_path, TEXTS)


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the command over the two documents chosen here and these rows."""
    monkeypatch.setattr(command, "read_choice", lambda: CHOSEN)

    def of(rows: list[dict[str, Any]], *more: str) -> int:
        questions = lines(data / "set.jsonl", rows)
        places = ["--data", str(data), "--work", str(data / "work"), "--questions", str(questions)]
        return command.main([*places, *more])

    return of


def faults_of(tmp_path: Path, **keys: Any) -> list[str]:
    """Return the faults of the first question with these keys in place of its own."""
    rows = read_rows(lines(tmp_path / "set.jsonl", [ROWS[0] | keys]))
    faults = shape_faults(rows, SPLITS) or resolve(rows, [LAKE])[1]
    return [str(fault) for fault in faults]


def test_the_chosen_documents_are_taken_out_and_written_unchanged(data: Path) -> None:
    texts = read_texts(data, CHOSEN)
    assert texts == {name: TEXTS[name] for name in SPLITS}
    write_corpus(texts, data / "corpus")
    write_corpus(texts, data / "corpus")
    assert (data / "corpus" / "ponts" / "pont.md").read_bytes() == TEXTS["ponts/pont.md"].encode()
    written = {document.path: document for document in read_documents(data / "corpus").documents}
    assert written["lac.md"].text == LAKE.text
    assert set(written) == set(SPLITS)
    assert [written[each.document].sha256 for each in CHOSEN] == [each.sha256 for each in CHOSEN]


def test_another_edition_of_the_data_is_named(data: Path) -> None:
    put_data(data, TEXTS | {"lac.md": "Autre."})
    with pytest.raises(UsageError, match=r"1 of 2 documents are not the texts .* first: depot:lac\.md; give"):
        read_texts(data, CHOSEN)
    put_data(data, {"lac.md": TEXTS["lac.md"]})
    with pytest.raises(UsageError, match=r"1 of 2 documents are not there, first: depot:ponts/pont\.md"):
        read_texts(data, CHOSEN)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "cannot be read .*Not a gzipped file"),
        (gzip.compress(b'{"id": "a", "text": "b"}\n' * 9)[:-9], "cannot be read"),
        (gzip.compress(b"{\n"), "cannot be read"),
        (gzip.compress(b'{"id": "a"}\n'), 'line 1: no "id" and "text"'),
    ],
)
def test_damaged_data_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / DATA).write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_texts(tmp_path, CHOSEN)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("À moi.", "utf-8")
    with pytest.raises(UsageError, match=r"not of the set, first: mine\.md; give an empty folder"):
        write_corpus({"lac.md": TEXTS["lac.md"]}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.md"]


def test_places_become_sentences(
    run: Callable[..., int], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ROWS, "--prepare") == 0
    assert capsys.readouterr().out == "2 documents, 3 questions, 0 faults\n"
    questions = read_questions(data / "work" / "questions.jsonl")
    assert [question.evidence for question in questions] == [
        ("Il se vide en 1963.",),
        ("Le pont compte 12 arches de pierre claire.",),
        (),
    ]
    assert [question.id for question in questions] == ["s1", "s2", "s3"]
    assert "evidence_at" not in (data / "work" / "questions.jsonl").read_text("utf-8")
    assert not (data / "work" / "index").exists()


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"evidence_at": []}, '"evidence_at" is empty'),
        ({"evidence_at": [{"document": "lac.md", "start": True, "end": 53}]}, '"evidence_at" must be a list'),
        ({"evidence": ["Il se vide en 1963."]}, '"evidence" copies the document'),
        ({"kind": "devinette"}, "unknown kind 'devinette'"),
        ({"split": None}, '"split" is missing'),
        ({"split": "test"}, "the question is test, its document 'lac.md' dev"),
        ({"docs": ["lac.md", "moulin.md"]}, "document 'moulin.md' is not of the set"),
        (
            {"evidence_at": [{"document": "ponts/pont.md", "start": 9, "end": 51}]},
            "the place in 'ponts/pont.md' is outside \"docs\"",
        ),
        (
            {"evidence_at": [{"document": "lac.md", "start": 34, "end": 999}]},
            "place 34 to 999 is outside 'lac.md', which has 53 characters",
        ),
        ({"evidence_at": [{"document": "lac.md", "start": 35, "end": 52}]}, "cuts a word ('l se vide"),
        ({"evidence_at": [{"document": "lac.md", "start": 33, "end": 53}]}, "begins or ends with a space"),
        ({"answers": ["1963", "1964"]}, "answer '1964' is not verbatim in its documents"),
        ({"answers": ["hiver"]}, "no evidence holds any of 'hiver'"),
        (
            {"notes": "Le lac Le lac est gelé en hiver. Il se vide en 1963."},
            "copies more than 12 words of 'lac.md': 'le lac le lac",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, keys: dict[str, Any], fault: str) -> None:
    first, *others = faults_of(tmp_path, **keys)
    assert first.startswith("line 1 (s1): ")
    assert fault in first
    assert others == []


def test_an_id_stands_once(tmp_path: Path) -> None:
    rows = read_rows(lines(tmp_path / "set.jsonl", [ROWS[0], ROWS[1], ROWS[0]]))
    assert [str(fault) for fault in shape_faults(rows, SPLITS)] == [
        "line 3 (s1): the id stands already on line 1"
    ]


def test_all_faults_are_listed_in_order_and_no_run_is_made_of_them(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [ROWS[0] | {"answers": ["1964"]}, ROWS[1] | {"split": "dev"}, ROWS[2]]
    assert run(rows, "--prepare") == 1
    summary, *faults = capsys.readouterr().out.splitlines()
    assert summary == "2 documents, 3 questions, 3 faults"
    assert [fault.partition(":")[0] for fault in faults] == ["  line 1 (s1)"] * 2 + ["  line 2 (s2)"]
    assert run(rows) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "3 faults, first: line 1 (s1): answer '1964'" in captured.err


def test_absent_data_is_skipped_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"skipped: no {DATA} in {tmp_path}; name the folder that holds it with --data\n"
    )


def test_wrong_use_is_2(run: Callable[..., int], data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(ROWS, "--split", "train")
    assert "invalid choice: 'train'" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        command.main([])
    assert command.main(["--data", str(data), "--questions", str(data / "none.jsonl")]) == 2
    assert "none.jsonl: cannot be read" in capsys.readouterr().err
    assert command.main(["--data", str(data / "nowhere")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"{data / 'nowhere'}: no such folder; name the folder that holds {DATA} with --data" in err


def test_a_line_that_is_no_object_is_named(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('\n{"id": "s1"}\n[]\n', "utf-8")
    with pytest.raises(QuestionSetError, match=r"set\.jsonl, line 3: not a JSON object"):
        read_rows(tmp_path / "set.jsonl")


@pytest.mark.slow
def test_the_questions_of_a_split_are_asked_and_judged(
    run: Callable[..., int], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ROWS, "--report", str(data / "report"), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in report["questions"]] == ["s2", "s3"]
    assert report["run"]["split"] == "test"
    assert report["run"]["questions"] == str(data / "set.jsonl")
    assert report["run"]["problems"] == []
    assert report["measures"]["document_recall@10"]["value"] == 1
    assert json.loads((data / "report" / "report.json").read_text("utf-8")) == report
    assert run(ROWS[:1]) == 2
    assert "no question of the split test" in capsys.readouterr().err


def test_150_documents_are_chosen() -> None:
    chosen = read_choice(CHOICE)
    assert len(chosen) == 150
    for values in ([each.id for each in chosen], [each.document for each in chosen]):
        assert len(set(values)) == 150
    assert {each.split for each in chosen} == {"dev", "test"}
    assert sum(each.split == "test" for each in chosen) >= 100


@pytest.mark.skipif(not QUESTIONS.exists(), reason="the questions are being written")
def test_the_questions_are_well_formed() -> None:
    rows = read_rows(QUESTIONS)
    faults = shape_faults(rows, {each.document: each.split for each in read_choice()})
    assert [str(fault) for fault in faults] == []
    assert len(rows) >= 120
