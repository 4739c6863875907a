"""The command as users and programs run it: exit codes, one line on stderr, JSON alone on stdout."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import COMMAND_GROUP

pytestmark = pytest.mark.slow

TEXTS = {
    "bibliotheque.md": (
        "---\ntitle: La médiathèque de Foix\npublisher: Ville de Foix\ndate: 2023-05-12\nregion: Occitanie\n---\n\n"
        "# La médiathèque de Foix\n\nLa médiathèque de Foix prête 42 000 livres à ses abonnés. "
        "Elle a ouvert ses portes en mars 1998.\n\n## Horaires\n\nLa médiathèque est fermée le lundi.\n"
    ),
    "sport/piscine.txt": (
        "La piscine de Pamiers\n\nLa piscine de Pamiers accueille 300 nageurs par jour. "
        "Le syndicat des eaux a financé sa toiture en 2016.\n"
    ),
}
QUESTION = "Combien de livres prête la médiathèque de Foix ?"


def motamot(*arguments: str, stdin: str | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "COLUMNS": "100"}
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
        **more,
    )


def fails(result: subprocess.CompletedProcess[str], *words: str, code: int = 2) -> None:
    """One line on stderr that holds the words, nothing on stdout."""
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    for word in words:
        assert word in result.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `corpus/` and its `index/`, built by the command itself."""
    root = tmp_path_factory.mktemp("motamot")
    for name, text in TEXTS.items():
        path = root / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    result = motamot("index", cwd=root)
    assert result.returncode == 0, result.stderr
    assert "+ bibliotheque.md" in result.stdout
    return root


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    root = tmp_path / "copy"
    shutil.copytree(built, root)
    return root


def ask(root: Path, *arguments: str, stdin: str | None = None) -> list[dict[str, Any]]:
    result = motamot("ask", "--json", *arguments, stdin=stdin, cwd=root)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    program = (
        "import sys, assistant.cli as cli; code = cli.run(['--help']);"
        "print(sorted({'torch', 'numpy', 'faiss', 'gradio', 'rich.console'} & set(sys.modules) - {'rich.console'}), code)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert result.stdout.endswith("[] 0\n")
    for command in ("index", "ask", "chat", "check"):
        assert command in result.stdout


def test_alone_it_shows_its_help() -> None:
    result = motamot()
    assert (result.returncode, result.stderr) == (0, "")
    assert "rollback" not in result.stdout
    assert "check" in result.stdout


def test_a_question_is_read_as_utf8_whatever_the_locale(built: Path) -> None:
    plain = os.environ | {
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "assistant.cli", "ask", "--json", "À quelle adresse ?"]
    result = subprocess.run(command, cwd=built, env=plain, capture_output=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["question"] == "À quelle adresse ?"


def test_the_plugin_group_offers_eval_and_feedback() -> None:
    from importlib.metadata import entry_points

    assert {"eval", "feedback"} <= {point.name for point in entry_points(group=COMMAND_GROUP)}


def test_an_answer_is_the_contracts_record(built: Path) -> None:
    (record,) = ask(built, "--hits", "3", QUESTION)
    assert list(record) == [
        "question", "standalone_question", "answered", "confidence", "reason", "citations", "related", "nearest",
        "choices", "understood", "hits", "index", "timings_ms",
    ]  # fmt: skip
    assert record["answered"] is True
    assert record["reason"] is None
    assert list(record["understood"]) == ["places", "dates", "corrections"]
    first = record["citations"][0]
    assert list(first) == [
        "document", "also", "title", "publisher", "date", "date_from", "region", "url", "heading", "page", "side",
        "start", "end", "quote", "short_answer", "confidence",
    ]  # fmt: skip
    assert first["quote"] == "La médiathèque de Foix prête 42 000 livres à ses abonnés."
    assert first["short_answer"] == "42 000 livres"
    assert (first["document"], first["date"], first["date_from"]) == (
        "bibliotheque.md",
        "2023-05-12",
        "metadata",
    )
    assert (first["region"], first["publisher"]) == ("Occitanie", "Ville de Foix")
    assert first["confidence"] == record["confidence"]
    assert set(record["hits"][0]) == {"document", "start", "end", "score"}


def test_a_quote_of_a_text_file_is_that_file_at_those_offsets(built: Path) -> None:
    (record,) = ask(built, "Combien de nageurs accueille la piscine de Pamiers ?")
    first = record["citations"][0]
    text = TEXTS["sport/piscine.txt"]
    assert first["document"] == "sport/piscine.txt"
    assert text[first["start"] : first["end"]] == first["quote"]
    assert first["short_answer"] in first["quote"]


def test_the_answer_is_laid_out_for_people(built: Path) -> None:
    result = motamot("ask", QUESTION, cwd=built)
    assert result.returncode == 0
    assert "« La médiathèque de Foix prête 42 000 livres à ses abonnés. »" in result.stdout
    assert "Ville de Foix" in result.stdout
    assert result.stderr == ""


def test_a_refusal_is_a_normal_answer(built: Path) -> None:
    (record,) = ask(built, "Quel est le plus haut sommet du Japon ?")
    assert record["answered"] is False
    assert record["citations"] == []
    assert record["reason"]["code"] == "off_topic"
    assert len(record["nearest"]) <= 3
    (forced,) = ask(built, "--threshold", "0", "Quel est le plus haut sommet du Japon ?")
    assert forced["answered"] is True
    assert forced["confidence"] == record["confidence"]
    (never,) = ask(built, "--threshold", "1", QUESTION)
    assert never["answered"] is False


@pytest.mark.parametrize("question", ["", "   ", "?!…"])
def test_an_empty_question_is_refused_politely(built: Path, question: str) -> None:
    (record,) = ask(built, question)
    assert record["reason"]["code"] == "empty_question"


def test_a_batch_keeps_its_order_and_answers_as_single_questions_do(built: Path) -> None:
    lines = [
        {"id": "b", "question": QUESTION},
        {"id": "a", "question": "Quand a-t-elle ouvert ?", "history": [QUESTION], "ignored": 1},
        {"question": "Qui a financé la toiture de la piscine ?"},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    (built / "batch.jsonl").write_text("\ufeff" + text, "utf-8")
    records = ask(built, "--batch", "batch.jsonl")
    assert [record.get("id") for record in records] == ["b", "a", None]
    assert "1998" in records[1]["citations"][0]["quote"]
    again = ask(built, "--batch", "-", stdin=text)
    (single,) = ask(built, QUESTION)
    for record in [*records, *again, single]:
        del record["timings_ms"]
        record.pop("id", None)
    assert records == again
    assert records[0] == single


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"question": 3}', ["line 2", '"question" must be a string']),
        ("{oops", ["line 2", "not valid JSON"]),
        ("[]", ["line 2", "JSON object"]),
        ('{"id": "x"}', ["line 2", '"question" is missing']),
        ('{"question": "q", "history": "before"}', ["line 2", '"history" must be a list']),
        (json.dumps({"question": "q" * 3000}), ["line 2", "2000"]),
        ('{"question": "\\ud800"}', ["line 2", "surrogate"]),
    ],
)
def test_a_bad_batch_line_is_named_before_any_answer(built: Path, line: str, words: list[str]) -> None:
    (built / "bad.jsonl").write_text(f'{{"question": "{QUESTION}"}}\n{line}\n', "utf-8")
    fails(motamot("ask", "--batch", "bad.jsonl", "--json", cwd=built), "bad.jsonl", *words)


def test_wrong_use_is_one_line(built: Path) -> None:
    fails(motamot("ask", cwd=built), "--batch")
    fails(motamot("ask", "a", "--batch", "b", cwd=built), "not both")
    fails(motamot("ask", "a", "--hits", "0", cwd=built), "--hits")
    fails(motamot("ask", "a", "--threshold", "1.5", cwd=built), "--threshold")
    fails(motamot("ask", "a", "--threshold", "nan", cwd=built), "--threshold")
    fails(motamot("ask", "a", "--colour", cwd=built), "--colour")
    fails(motamot("answer", cwd=built), "answer")
    fails(motamot("ask", "--batch", "absent.jsonl", "--json", cwd=built), "absent.jsonl")
    fails(motamot("chat", "--port", "99999", cwd=built), "--port")
    (built / "latin.jsonl").write_bytes('{"question": "été"}\n'.encode("latin-1"))
    fails(motamot("ask", "--batch", "latin.jsonl", "--json", cwd=built), "line 1", "UTF-8")


def test_an_unusable_index_or_corpus_is_one_line(copied: Path, tmp_path: Path) -> None:
    fails(motamot("ask", "--json", QUESTION, cwd=tmp_path), "corpus", "--corpus")
    (tmp_path / "corpus").mkdir(exist_ok=True)
    fails(motamot("ask", "--json", QUESTION, cwd=tmp_path), "motamot index")
    fails(motamot("index", cwd=tmp_path), "corpus")
    fails(motamot("index", "--index", "corpus/index", cwd=copied), "one holds the other")
    fails(motamot("index", "--rollback", cwd=copied))
    before = (copied / "index" / "CURRENT").read_text()
    fails(motamot("index", "--corpus", "absent", cwd=copied), "absent")
    assert (copied / "index" / "CURRENT").read_text() == before
    (copied / "motamot.toml").write_text("top_k = 3\n")
    fails(motamot("ask", QUESTION, cwd=copied), "motamot.toml", "top_k")


def test_damage_is_found_and_repaired(copied: Path) -> None:
    assert motamot("check", cwd=copied).returncode == 0
    generation = (copied / "index" / "CURRENT").read_text().split()[0]
    vectors = copied / "index" / "generations" / generation / "passages.npy"
    data = bytearray(vectors.read_bytes())
    data[len(data) // 2] ^= 4
    vectors.write_bytes(data)
    fails(motamot("ask", QUESTION, cwd=copied), "passages.npy", "motamot index")
    checked = motamot("check", cwd=copied)
    assert checked.returncode == 1
    assert "passages.npy" in checked.stdout
    assert "full rebuild" in motamot("index", cwd=copied).stdout
    assert ask(copied, QUESTION)[0]["answered"] is True


def test_a_changed_source_is_reported_and_never_quoted(copied: Path) -> None:
    path = copied / "corpus" / "bibliotheque.md"
    path.write_text(path.read_text("utf-8").replace("42 000", "43 000"), "utf-8")
    result = motamot("ask", "--json", "--threshold", "0", QUESTION, cwd=copied)
    record = json.loads(result.stdout)
    assert "bibliotheque.md changed" in result.stderr
    assert record["stale"] == ["bibliotheque.md"]
    assert all(citation["document"] != "bibliotheque.md" for citation in record["citations"])
    assert motamot("check", cwd=copied).returncode == 0
    assert "~ bibliotheque.md" in motamot("index", cwd=copied).stdout
    assert "43 000" in ask(copied, QUESTION)[0]["citations"][0]["quote"]
    assert motamot("index", "--rollback", cwd=copied).returncode == 0


def test_strict_tells_refused_files_by_its_exit_code(copied: Path) -> None:
    (copied / "corpus" / "vide.txt").write_text("")
    lenient = motamot("index", cwd=copied)
    assert lenient.returncode == 0
    assert "refused vide.txt" in lenient.stdout
    assert motamot("index", "--strict", cwd=copied).returncode == 1


def test_a_busy_port_is_one_line(built: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        fails(motamot("chat", "--port", port, cwd=built), port, "--port")


def test_nothing_leaves_the_machine(built: Path) -> None:
    """With every socket forbidden, an index is built and a question answered."""
    program = (
        "import sys\n"
        "def forbid(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        "        raise RuntimeError(f'network: {event} {arguments}')\n"
        "sys.addaudithook(forbid)\n"
        "from assistant.cli import run\n"
        "sys.exit(run(['index', '--index', 'other']) or run(['ask', '--index', 'other', sys.argv[1]]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, QUESTION], cwd=built, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert "42 000" in result.stdout


def python_motamot(root: Path, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    """The command with its output elsewhere than in this test's own pipes."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"} | more.pop("env", {})
    return subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", *arguments],
        cwd=root,
        env=environment,
        stderr=subprocess.PIPE,
        **more,
    )


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_output_is_utf8_whatever_the_locale(built: Path, options: list[str]) -> None:
    command = python_motamot(
        built, "ask", *options, QUESTION, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"}
    )
    out, errors = command.communicate(timeout=60)
    assert (command.returncode, errors) == (0, b"")
    assert "La médiathèque de Foix prête 42 000 livres à ses abonnés." in out.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    "arguments", [["--help"], [], ["ask", QUESTION], ["ask", "--json", QUESTION], ["check"]]
)
def test_a_full_disk_under_the_output_is_one_line(built: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        command = python_motamot(built, *arguments, stdout=full)
        errors = command.communicate(timeout=60)[1].decode()
    assert command.returncode == 2, errors
    assert errors.count("\n") == 1, errors
    assert errors.startswith("motamot: output cannot be written")


@pytest.mark.parametrize(
    "arguments", [["--help"], [], ["ask", QUESTION], ["ask", "--json", QUESTION], ["check"]]
)
def test_a_reader_that_left_ends_the_command_without_a_word(built: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = python_motamot(built, *arguments, stdout=writing)
    os.close(writing)
    assert command.communicate(timeout=60)[1] == b""
    assert command.returncode == 2


def test_nobody_on_stderr_either_still_gives_the_code(built: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "assistant.cli", "ask", "--colour"]
    done = subprocess.run(command, cwd=built, stdout=writing, stderr=writing, timeout=60)
    os.close(writing)
    assert done.returncode == 2


def test_hits_and_batches_are_laid_out_for_people(built: Path) -> None:
    out = motamot("ask", "--hits", "2", QUESTION, cwd=built).stdout.splitlines()
    ranking = out[out.index("Passages classés :") + 1 :]
    assert [line.split()[0] for line in ranking] == ["1.", "2."]
    assert all(re.fullmatch(r"[01]\.\d{4}", line.split()[1]) for line in ranking)
    assert [line.split()[2:] for line in ranking] == [
        ["bibliotheque.md"],
        ["bibliotheque.md", "—", "Horaires"],
    ]
    assert QUESTION not in out

    other = "Qui a financé la toiture de la piscine ?"
    lines = "".join(json.dumps({"question": question}) + "\n" for question in (QUESTION, other))
    out = motamot("ask", "--batch", "-", stdin=lines, cwd=built).stdout.splitlines()
    assert out[0] == QUESTION
    assert out[out.index(other) - 1] == ""
    assert "Passages classés :" not in out


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(built: Path) -> None:
    result = motamot("ask", "--batch", "a\x1b[2Jb.jsonl", cwd=built)
    assert result.returncode == 2
    assert "a\ufffd[2Jb.jsonl" in result.stderr
    assert "\x1b" not in result.stderr
