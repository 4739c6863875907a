"""The README's programs, as they stand there, against `motamot chat` itself; then a flag, from end to end."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
DOCUMENTS = ("centres-de-sante-ma-region-2023.md", "centres-de-sante-ma-region-2024.md")


def motamot(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(command, cwd=root, env=ENVIRONMENT, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder of two documents with its index, and the address of its page, feedback on."""
    root = tmp_path_factory.mktemp("served")
    (root / "corpus").mkdir()
    for name in DOCUMENTS:
        shutil.copy(ROOT / "corpus" / "occitanie" / name, root / "corpus")
    (root / "motamot.toml").write_text("feedback = true\n")
    assert motamot(root, "index").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "chat", "--port", str(port)]
    page = subprocess.Popen(command, cwd=root, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    assert page.stdout is not None
    try:
        assert page.stdout.readline().strip() == f"http://127.0.0.1:{port}/"
        yield root, f"http://127.0.0.1:{port}"
    finally:
        page.terminate()
        page.communicate(timeout=30)


@pytest.mark.parametrize(
    ("place", "said"), [(0, "186\u00a0000 consultations"), (1, "230\u00a0000 consultations")]
)
def test_an_example_prints_the_quote(served: tuple[Path, str], place: int, said: str) -> None:
    root, address = served
    assert EXAMPLES[place].count("http://127.0.0.1:7860") == 1
    program = EXAMPLES[place].replace("http://127.0.0.1:7860", address)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


def test_there_is_one_example_of_each() -> None:
    assert ["/api/ask" in EXAMPLES[0], "/mcp" in EXAMPLES[1], len(EXAMPLES)] == [True, True, 2]


def test_a_flag_becomes_a_row_that_eval_reads(served: tuple[Path, str]) -> None:
    root, address = served

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        with urlopen(address + path, json.dumps(body).encode()) as response:
            found: dict[str, Any] = json.load(response)
            return found

    question = "Combien de secrétaires complètent les équipes ?"
    record = post("/api/ask", {"question": question})
    assert post("/api/feedback", {"thumb": "up", "answer": record}) == {"id": 1}
    (row,) = map(json.loads, motamot(root, "feedback", "--json").stdout.splitlines())
    assert (row["question"], row["index"], row["settings"]["k"]) == (question, record["index"], 12)
    assert motamot(root, "feedback", "--export", "rows.jsonl", "--id", "1").returncode == 0

    evaluation = ("eval", "--questions", "rows.jsonl", "--report", "report", "--json")
    unread = motamot(root, *evaluation)
    assert (unread.returncode, unread.stdout, unread.stderr.count("\n")) == (2, "", 1)
    assert 'rows.jsonl, line 1: "kind"' in unread.stderr
    completed = json.loads((root / "rows.jsonl").read_text("utf-8")) | {"kind": "factoid-number"}
    completed["answers"] = completed["answers"] or ["42 secrétaires"]
    (root / "rows.jsonl").write_text(json.dumps(completed), "utf-8")
    report = json.loads(motamot(root, *evaluation).stdout)
    assert report["measures"]["answer@1"]["value"] == 1
    assert report["run"]["problems"] == []

    assert motamot(root, "feedback", "--delete", "--id", "1").stdout.startswith("1 rows deleted")
    gone = motamot(root, "feedback", "--id", "1")
    assert (gone.returncode, gone.stdout, gone.stderr.count("\n")) == (2, "", 1)
    assert "no row 1 in" in gone.stderr
