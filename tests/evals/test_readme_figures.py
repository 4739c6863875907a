"""The README's figures are those of the runs that were published."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from evals import readme
from evals.machine import file_digest
from evals.publish import SETS, main, publish

MEAN = {"value": 0.5, "low": 0.25, "high": 0.75, "n": 4}
MACHINE = {"cpu": "a processor", "cores": 2, "memory_gib": 23.5, "python": "3.11.7"}
RUN = {"started": "2026-11-02T08:00:00+00:00", "commit": "0123456789ab", "split": "test", "machine": MACHINE}


def row(id: str, verdict: str, **values: float) -> dict[str, Any]:
    texts = {"question": "Combien ?", "evidence": ["Il y en a 52."], "history": [], "answer": None}
    return {"id": id, "kind": "list", "verdict": verdict, "values": values} | texts


def report(**run: Any) -> dict[str, Any]:
    """A run of five questions, four answerable, as `motamot eval` writes it."""
    refusals = {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    means = {"answer@3": MEAN, "abstention_recall": refusals, "auroc": MEAN | {"value": None, "n": 0}}
    return {
        "run": RUN | {"questions": "set.jsonl", "problems": [], "settings": {"k": 12}} | run,
        "measures": means,
        "by_kind": {"list": {"answer@3": MEAN, "abstention_recall": refusals}},
        "by_group": {"miss": {"year": {"abstention_recall": refusals}}, "tag": {"typed": {"answer@3": MEAN}}},
        "verdicts": {"right": 4, "abstained": 1},
        "latency_ms": {},
        "questions": [
            *(row(f"q{n}", "right", **{"answer@3": 0.5}) for n in range(4)),
            row("q4", "abstained", abstention_recall=1.0),
        ],
    }


def kept(tmp_path: Path, name: str, content: dict[str, Any]) -> dict[str, Any]:
    """Publish a report, on the question file of this name unless it says otherwise."""
    if name in SETS:
        content["run"] = {"questions_sha256": file_digest(SETS[name])} | content["run"]
    file = tmp_path / "report.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    published: dict[str, Any] = json.loads(publish(file, name, tmp_path).read_text(encoding="utf-8"))
    return published


def test_the_readme_shows_what_was_published() -> None:
    """When this fails: `python -m evals.readme`."""
    text = readme.README.read_text(encoding="utf-8")
    assert readme.filled(text, readme.blocks_of()) == text


def test_every_block_is_there_and_published() -> None:
    text = readme.README.read_text(encoding="utf-8")
    for name in (*readme.BLOCKS, "questions"):
        assert f"<!-- figures: {name} -->" in text
    assert "Not published yet" not in text


def test_no_text_of_a_question_is_published(tmp_path: Path) -> None:
    published = kept(tmp_path, "set", report())
    assert published["questions"] == {
        "id": ["q0", "q1", "q2", "q3", "q4"],
        "kind": ["list"] * 5,
        "verdict": ["right"] * 4 + ["abstained"],
    }
    assert published["values"] == {
        "answer@3": [0.5, 0.5, 0.5, 0.5, None],
        "abstention_recall": [None, None, None, None, 1.0],
    }
    for file in (readme.PUBLISHED / f"{name}.json" for name in readme.BLOCKS):
        assert not file.is_file() or " ?" not in file.read_text(encoding="utf-8")


def test_the_block_of_a_set(tmp_path: Path) -> None:
    assert readme.of_set("set", kept(tmp_path, "set", report())) == [
        "`make eval`: 5 questions of `set.jsonl` (split test), 1 of them unanswerable. 2 November 2026,"
        " commit `0123456789ab`, 2 cores of a processor, 24 GiB, Python 3.11.7.",
        "",
        "| measure | value | 95 % interval | aim |",
        "| --- | ---: | ---: | ---: |",
        "| answer@3 | 0.500 | 0.250 to 0.750 | 0.80 |",
        "| abstention recall | 1.000 | 1.000 to 1.000 | 0.60 |",
        "",
        "| kind | questions | answer@3 | citation precision | evidence recall@10 | over-refusal"
        " | abstention recall |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| list | 5 | 0.500 |  |  |  | 1.000 |",
        "| near misses by year | 1 |  |  |  |  | 1.000 |",
        "| *tagged typed* | 4 | 0.500 |  |  |  |  |",
    ]


def test_the_second_set_has_no_aims(tmp_path: Path) -> None:
    lines = readme.of_set("second", kept(tmp_path, "second", report()))
    assert lines[0].startswith("`python -m evals.second --data DIR`: 5 questions of `set.jsonl` (split test)")
    assert lines[2] == "| measure | value | 95 % interval |"


def test_the_block_of_piaf(tmp_path: Path) -> None:
    means = {f"fused {name}": MEAN for name in ("recall@1", "recall@5", "recall@10", "MRR@10")}
    means |= {"first quote holds the answer": MEAN, "token F1 of the short answer": MEAN}
    lines = readme.of_piaf(kept(tmp_path, "piaf", {"run": RUN, "measures": means}))
    assert lines[0].startswith("`python -m evals.piaf --data DIR --split test`: 4 questions, searched in")
    assert lines[4] == "| fused | " + " | ".join(["0.500 (0.250 to 0.750)"] * 3) + " |"
    assert lines[6].startswith(
        "Always answering, the first quote holds the answer for 0.500 (0.250 to 0.750)"
    )


def test_the_block_of_the_benchmark(tmp_path: Path) -> None:
    figures = {name: 1234.5 for _, name, _, _ in readme.BENCH} | {"full index, s": 4.26}
    figures |= {"questions answered warm": 5, "passages": 7}
    facts = MACHINE | {"started": RUN["started"], "commit": RUN["commit"]}
    lines = readme.of_bench(kept(tmp_path, "bench", {"machine": facts, "figures": figures}))
    assert lines[0].startswith(
        "`make bench`: 5 questions, 7 passages. 2 November 2026, commit `0123456789ab`"
    )
    assert "| whole index of `corpus/` | 4.26 s | 30 s |" in lines
    assert "| peak memory, indexing | 1,234 MiB | 1,500 MiB |" in lines


def test_the_counts_of_a_set() -> None:
    rows = [
        {"kind": "list", "answerable": True, "split": "dev"},
        {"kind": "list", "answerable": True, "split": "test"},
        {"kind": "adversarial", "answerable": False, "split": "test"},
    ]
    assert readme.of_questions({"set": rows}) == [
        "| kind | set, dev | set, test |",
        "| --- | ---: | ---: |",
        "| list | 1 | 1 |",
        "| adversarial | 0 | 1 |",
        "| **all** | 1 | 2 |",
        "| of them unanswerable | 0 | 1 |",
    ]


def test_only_what_stands_between_the_marks_is_written() -> None:
    text = "# Title\n<!-- figures: set -->\nold\n<!-- end -->\nText.\n<!-- figures: bench -->\n<!-- end -->\n"
    once = readme.filled(text, {"set": ["new", "lines"]})
    assert once == (
        "# Title\n<!-- figures: set -->\n\nnew\nlines\n\n<!-- end -->\nText.\n<!-- figures: bench -->\n\n"
        "Not published yet: `python -m evals.publish RUN --as bench`.\n\n<!-- end -->\n"
    )
    assert readme.filled(once, {"set": ["new", "lines"]}) == once


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<!-- figures: set -->\n", "not closed"),
        ("<!-- figures: none -->\n<!-- end -->\n", "no block of figures is called 'none'"),
    ],
)
def test_marks_that_cannot_be_used(text: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        readme.filled(text, {"set": []})


def test_a_run_with_faults_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="1 faults of the set or of the index, first: line 3"):
        kept(tmp_path, "set", report(problems=["line 3: an answer is not verbatim"]))
    assert not (tmp_path / "set.json").exists()


@pytest.mark.parametrize(
    ("name", "run", "fault"),
    [
        ("set", {"split": "dev"}, "a run on dev; what is shown is measured on test"),
        (
            "second",
            {"questions_sha256": "0" * 64},
            r"not a run on evals/second/questions\.jsonl as it stands",
        ),
    ],
)
def test_a_run_on_other_questions_is_not_published(
    name: str, run: dict[str, Any], fault: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=fault):
        kept(tmp_path, name, report(**run))
    assert not (tmp_path / f"{name}.json").exists()


@pytest.mark.parametrize("content", ["{}", "[]", "not JSON", '{"machine": {}, "figures": {}}'])
def test_another_report_is_not_published(content: str, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(content, encoding="utf-8")
    for name in ("set", "bench"):
        with pytest.raises(UsageError, match="not a report of make"):
            publish(tmp_path, name, tmp_path)


def test_a_run_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("name", SETS)
def test_published_figures_are_of_the_questions_as_they_stand(name: str) -> None:
    run = json.loads((readme.PUBLISHED / f"{name}.json").read_text("utf-8"))["run"]
    assert run["questions_sha256"] == file_digest(SETS[name])
