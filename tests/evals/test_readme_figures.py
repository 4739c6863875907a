"""The README's figures are those of the runs that were published."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from evals import readme, readme_blocks
from evals.machine import file_digest
from evals.publish import SETS, main, publish
from evals.robustness.trials import Trials
from tests.evals.small_run import MACHINE, RUN, VALUES, ablated, report

MEAN = {"value": 0.5, "low": 0.25, "high": 0.75, "n": 4}


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
    waiting = [] if (readme.PUBLISHED / "robustness.json").is_file() else ["`python -m evals.robustness`"]
    assert re.findall(r"Not published yet: (`.*?`)", text) == waiting  # an hour of an idle machine


def test_no_text_of_a_question_is_published(tmp_path: Path) -> None:
    published = kept(tmp_path, "set", report())
    assert published["questions"] == {
        "id": ["q0", "q1", "q2", "q3", "q4"],
        "kind": ["list"] * 5,
        "verdict": ["partial"] * 4 + ["abstained"],
    }
    assert published["values"] == {
        "answer@3": [*VALUES, None],
        "abstention_recall": [None, None, None, None, 1.0],
    }
    for file in (readme.PUBLISHED / f"{name}.json" for name in readme.BLOCKS):
        assert not file.is_file() or " ?" not in file.read_text(encoding="utf-8")


def test_the_block_of_a_set(tmp_path: Path) -> None:
    assert readme_blocks.of_set("set", kept(tmp_path, "set", report())) == [
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
    lines = readme_blocks.of_set("second", kept(tmp_path, "second", report()))
    assert lines[0].startswith("`python -m evals.second --data DIR`: 5 questions of `set.jsonl` (split test)")
    assert lines[2] == "| measure | value | 95 % interval |"


def test_the_block_of_piaf(tmp_path: Path) -> None:
    means = {f"fused {name}": MEAN for name in ("recall@1", "recall@5", "recall@10", "MRR@10")}
    means |= {"first quote holds the answer": MEAN, "token F1 of the short answer": MEAN}
    lines = readme_blocks.of_piaf(kept(tmp_path, "piaf", {"run": RUN, "measures": means}))
    assert lines[0].startswith("`python -m evals.piaf --data DIR --split test`: 4 questions, searched in")
    assert lines[4] == "| fused | " + " | ".join(["0.500 (0.250 to 0.750)"] * 3) + " |"
    assert lines[6].startswith(
        "Always answering, the first quote holds the answer for 0.500 (0.250 to 0.750)"
    )


def test_the_block_of_the_ablation(tmp_path: Path) -> None:
    published = kept(tmp_path, "set", ablated())
    assert published["ablation"]["lexical"] == {
        "label": "lexical only",
        "measures": {"answer@3": 0.25},
        "changes": {"answer@3": {"low": -0.5, "high": -0.125, "stands": True}},
    }
    lines = readme_blocks.of_ablation(published)
    assert lines[0].startswith("`motamot eval --ablate`, the run above: in brackets the change")
    assert lines[2] == "1 differences one in twenty stands by chance."
    assert lines[4:] == [
        "| measure | whole | lexical only |",
        "| --- | ---: | ---: |",
        "| answer@3 | 0.500 | 0.250 (−0.250)* |",
    ]


def test_a_run_that_was_not_ablated_has_no_such_block(tmp_path: Path) -> None:
    kept(tmp_path, "set", report())
    assert "ablation" not in readme.blocks_of(tmp_path)
    text = readme.filled("<!-- figures: ablation -->\n<!-- end -->", {})
    assert "`motamot eval --ablate`, then `python -m evals.publish RUN --as set`" in text


def test_the_block_of_the_encoders(tmp_path: Path) -> None:
    def rows(*measured: str) -> list[dict[str, Any]]:
        ways = {
            "BM25 alone": (None, "bm25"),
            "small": ("small", "dense"),
            "small, fitted": ("small", "fitted"),
        }
        ways |= {"large": ("large", "dense"), "small + BM25, 0.75": ("small", "fused")}
        cells = {name: MEAN | {"bm25": {"value": 0.1}} for name in measured}
        return [
            {"label": label, "encoder": of, "way": way, "cells": cells} for label, (of, way) in ways.items()
        ]

    recall = rows("recall@1", "recall@10"), rows("evidence recall@1", "evidence recall@10")
    parts = {"piaf": recall[0], "shipped": recall[1], "second": recall[1]}
    parts |= {"sts": rows("Spearman"), "bitext": rows("French to English", "English to French")}
    curve = [{"weight": weight / 20, "recall@1": MEAN | {"value": weight / 20}} for weight in range(21)]
    content = {
        "run": RUN | {"lexical_weight": 0.75, "threads": "1"},
        "first": "small",
        "encoders": {"small": "small#12", "large": "large#34"},
        "parts": {name: {"rows": each} for name, each in parts.items()},
        "fusion": {"small": {"weight": 0.6, "curve": curve}},
        "speed": {"small": {"sentences a second": 48.6}, "large": {"sentences a second": 5.0}},
    }
    lines = readme_blocks.of_encoders(kept(tmp_path, "encoders", content))
    assert lines[0].startswith(
        "`python -m evals.encoders --data DIR --fit-fusion`: `small#12`, 4 questions of PIAF, 4 of the"
    )
    assert [line.split(" | ")[0] for line in lines[4:8]] == [
        "| BM25 alone",
        "| small",
        "| large",
        "| small + BM25, 0.75",
    ]
    assert lines[9] == (
        "By share of BM25 in the fusion, recall@1 on PIAF dev: 0.600 (0.250 to 0.750) at 0.6, 0.750 (0.250 to"
        " 0.750) at 0.75, 1.000 (0.250 to 0.750) at 1; the fit takes 0.6."
    )
    assert lines[11:] == [
        "| on its own | French STS benchmark | French to English | English to French |",
        "| --- | ---: | ---: | ---: |",
        "| small | 0.500 (0.250 to 0.750) | 0.500 (0.250 to 0.750) | 0.500 (0.250 to 0.750) |",
        "| large | 0.500 (0.250 to 0.750) | 0.500 (0.250 to 0.750) | 0.500 (0.250 to 0.750) |",
        "",
        "| cost (threads: 1) | sentences a second |",
        "| --- | ---: |",
        "| small | 48.6 |",
        "| large | 5 |",
    ]


def test_the_block_of_the_benchmark(tmp_path: Path) -> None:
    figures = {name: 1234.5 for _, name, _, _ in readme_blocks.BENCH} | {"full index, s": 4.26}
    figures |= {"questions answered warm": 5, "passages": 7}
    facts = MACHINE | {"started": RUN["started"], "commit": RUN["commit"]}
    lines = readme_blocks.of_bench(kept(tmp_path, "bench", {"machine": facts, "figures": figures}))
    assert lines[0].startswith(
        "`make bench`: 5 questions, 7 passages. 2 November 2026, commit `0123456789ab`"
    )
    assert "| whole index of `corpus/` | 4.26 s | 30 s |" in lines
    assert "| peak memory, indexing | 1,234 MiB | 1,500 MiB |" in lines


def test_the_block_of_the_trials(tmp_path: Path) -> None:
    trials = [Trials("kill -9", tried=1500, broken=["step 3: not clean"]), Trials("a full disk", tried=60)]
    made = {
        "machine": MACHINE | {"started": RUN["started"], "commit": RUN["commit"]},
        "options": {"kills": "200", "report": "somewhere"},
        "trials": [each.record() for each in trials],
    }
    published = kept(tmp_path, "robustness", made)
    assert published["options"] == {"kills": "200"}
    lines = readme_blocks.of_robustness(published)
    assert lines[0].startswith("`python -m evals.robustness`: 1,560 trials. 2 November 2026, commit `0123456")
    assert lines[-2:] == ["| kill -9 | 1,500 | 1 |", "| a full disk | 60 | 0 |"]


def test_the_counts_of_a_set() -> None:
    rows = [
        {"kind": "list", "answerable": True, "split": "dev"},
        {"kind": "list", "answerable": True, "split": "test"},
        {"kind": "adversarial", "answerable": False, "split": "test"},
    ]
    assert readme_blocks.of_questions({"set": rows}) == [
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
        "Not published yet: `make bench`, then `python -m evals.publish RUN --as bench`.\n\n<!-- end -->\n"
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


def test_a_report_that_contradicts_itself_is_not_published(tmp_path: Path) -> None:
    content = report()
    content["measures"]["answer@3"]["value"] = 0.9
    with pytest.raises(
        UsageError, match=r"answer@3 of all questions: value 0\.9, while its questions give 0\.5"
    ):
        kept(tmp_path, "set", content)
    assert not (tmp_path / "set.json").exists()


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
