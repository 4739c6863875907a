"""What the commands print for people, character by character."""

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console
from rich.progress import Progress

from assistant.index import BuildReport, CheckReport
from assistant.terminal import _Rate, build_lines, check_lines, print_answer, shown
from assistant.types import Answer, Citation, Hit, Passage, Reason, Refusal, Understood


def test_what_a_terminal_would_obey_is_shown_as_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown("é\tl\n\x1b[31m\x07\r\x9b\x7f") == "é\tl\n\ufffd[31m" + "\ufffd" * 4
    bad = "x\x1b]0;t\x07y\x9b"
    seen = "x\ufffd]0;t\ufffdy\ufffd"
    citation = Citation(
        document=bad, also=(), title=bad, publisher=bad, date=None, date_from=None, region=bad, url=None,
        heading=(), page=None, side=None, start=0, end=len(bad), quote=bad, short_answer=None, confidence=0.9,
    )  # fmt: skip
    hit = Hit(0, Passage(bad, 0, 1, (bad,), None, ()), 0.5, 1)
    refused = Answer(
        question=bad, standalone_question=f"{bad} ?", answered=False, confidence=0.1,
        reason=Reason("off_topic", bad), citations=(), related=(), nearest=(citation,), choices=(),
        understood=Understood(corrections=((bad, bad),)), hits=(hit,), index="g",
    )  # fmt: skip
    print_answer(refused, in_batch=True)
    out = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\x9b"} & set(out)
    assert out.count(seen) == 12

    refusal = (Refusal(bad, bad),)
    built = BuildReport(
        generation="g", published=True, added=(bad,), changed=(bad,), removed=(bad,), refused=refusal,
        unchanged=(), warnings=(bad,), rebuilt_because=bad, passages=1, embedded=1, resumed=2, seconds=0.1,
    )  # fmt: skip
    checked = CheckReport(
        generation="g", created="d", encoder="e", documents=1, passages=1, sentences=1, damaged=(bad,), stale=(bad,),
        refused=refusal, warnings=(bad,), duplicates=((bad, bad),), undated=(bad,), unsigned=(bad,), untitled=(bad,),
    )  # fmt: skip
    assert "went on from an unfinished build: 2 of 3 texts were embedded" in build_lines(built)
    text = "\n".join([*build_lines(built), *check_lines(checked)])
    assert "\x1b" not in text
    assert text.count(seen) == 7 + 5 + 2 + 3


def test_the_rate_is_shown_once_there_is_one() -> None:
    seconds = iter(range(99))
    bar = Progress(get_time=lambda: float(next(seconds)), console=Console(file=io.StringIO()))
    bar.add_task("embedding", total=3000)
    (task,) = bar.tasks
    assert _Rate().render(task).plain == ""
    for _ in range(3):
        bar.update(task.id, advance=512)
    assert re.fullmatch(r"\d+/s", _Rate().render(task).plain)


def test_the_short_answer_is_bold_where_it_first_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    quote = "Le prix est de 1.5 € (a|b), puis de 1.5 €, et non de 125 €."
    citation = Citation(
        document="d", also=(), title=None, publisher=None, date=None, date_from=None, region=None, url=None,
        heading=(), page=None, side=None, start=0, end=len(quote), quote=quote, short_answer="1.5 €", confidence=0.9,
    )  # fmt: skip
    answer = Answer(
        question="q", standalone_question="q", answered=True, confidence=0.9, reason=None, citations=(citation,),
        related=(), nearest=(), choices=(), understood=Understood(), hits=(), index="g",
    )  # fmt: skip
    print_answer(answer)
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "[1] « Le prix est de \x1b[1m1.5 €\x1b[0m (a|b), puis de 1.5 €, et non de 125 €. »"


def test_sides_related_values_and_what_was_counted_from_the_corpus_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    citation = Citation(
        document="d", also=(), title=None, publisher=None, date="2024", date_from="metadata", region=None, url=None,
        heading=(), page=None, side="Lot", start=0, end=8, quote="12 gares", short_answer=None, confidence=0.9,
    )  # fmt: skip
    old = replace(citation, side=None, date="2015", quote="9 gares", superseded_by="new.md")
    read = "cette année (2024, compté du document le plus récent)"
    answer = Answer(
        question="Cette année ?", standalone_question="Cette année ?", answered=True, confidence=0.9, reason=None,
        citations=(citation,), related=(old,), nearest=(), choices=(), understood=Understood(dates=(read,)), hits=(),
        index="g", empty_sides=("Gers", "Tarn"),
    )  # fmt: skip
    print_answer(answer)
    assert capsys.readouterr().out.splitlines() == [
        f"Lu : {read}",
        "Lot :",
        "[1] « 12 gares »",
        "    2024 — d",
        "    confiance : 90 %",
        "Aucun passage ne répond pour : Gers, Tarn",
        "Le même sujet à d'autres dates ou dans d'autres lieux :",
        "[2] « 9 gares »",
        "    2015 — d",
        "    remplacé par : new.md",
    ]
