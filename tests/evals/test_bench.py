"""The measuring of processes; the benchmark itself runs outside the tests."""

import json
import sys
from pathlib import Path

import pytest

from assistant.errors import UsageError
from evals import bench, machine


def test_a_process_is_timed_and_weighed() -> None:
    spent = bench.run_measured(
        (sys.executable, "-c", "x = b'0' * 50_000_000; print('fait'); import time; time.sleep(.1)")
    )
    assert spent.output == "fait\n"
    assert spent.seconds >= 0.1
    assert 50 < spent.peak_mib < 1000


def test_a_failing_process_is_named() -> None:
    with pytest.raises(UsageError, match="exit code 3: la raison"):
        bench.run_measured(
            (sys.executable, "-c", "import sys; sys.stderr.write('un\\nla raison\\n'); sys.exit(3)")
        )


def test_the_report(tmp_path: Path) -> None:
    bench.write_bench(tmp_path / "new", {"motamot --help, s": 0.2})
    kept = json.loads((tmp_path / "new" / "bench.json").read_text("utf-8"))
    assert kept["figures"] == {"motamot --help, s": 0.2}
    assert kept["machine"]["cores"] >= 1
    assert "| motamot --help, s | 0.2 |" in (tmp_path / "new" / "bench.md").read_text("utf-8")


def test_wrong_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--questions", str(tmp_path / "none.jsonl")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "none.jsonl: cannot be read" in captured.err


def test_the_machine_is_described() -> None:
    facts = machine.describe_machine()
    assert facts["memory_gib"] > 0
    assert facts["numpy"] != "not installed"
    assert machine.current_commit()
