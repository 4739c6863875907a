"""Every question on the page: its answer, its gold, its ranking, and the filters that find it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evals.markup import folded, link, table, text

Row = Mapping[str, Any]

VERDICT_CLASS = {
    "right": "right",
    "abstained": "right",
    "partial": "partial",
    "wrong": "wrong",
    "not refused": "wrong",
    "refused": "refused",
    "missing": "wrong",
}
_OR = ' <span class="aside" lang="en">or</span> '


def questions_section(report: Mapping[str, Any]) -> str:
    """Return the filters and every question of a report, in the order of its file."""
    comparison = report.get("comparison") or {}
    changes = {each["id"]: name for name in ("better", "worse") for each in comparison.get(name, ())}
    rows = report["questions"]
    return (
        _filters(rows, bool(comparison))
        + '<div class="list">'
        + "".join(_question(row, changes.get(row["id"], "same" if comparison else "")) for row in rows)
        + '</div><p class="none" hidden>No question is left: clear the filters.</p>'
    )


def _filters(rows: Sequence[Row], compared: bool) -> str:
    verdicts = [name for name in VERDICT_CLASS if any(row["verdict"] == name for row in rows)]
    chips = "".join(
        f'<label class="chip"><input type="checkbox" name="verdict" value="{text(name)}">'
        f'<span class="key {VERDICT_CLASS[name]}"></span>{text(name)} <span class="count"></span></label>'
        for name in verdicts
    )
    choices = {
        "kind": list(dict.fromkeys(row["kind"] for row in rows)),
        "split": sorted({row["split"] for row in rows if row["split"]}),
        "tag": sorted({tag for row in rows for tag in _tags(row)}),
        "document": sorted({path for row in rows for path in _documents(row)}),
        "change": ["better", "worse", "same"] if compared else [],
    }
    selects = "".join(
        f'<label>{name}<select name="{name}"><option value="">all</option>'
        + "".join(f'<option value="{text(value)}">{text(value)}</option>' for value in values)
        + "</select></label>"
        for name, values in choices.items()
        if values
    )
    return (
        '<form class="filters" hidden><fieldset><legend>verdict</legend>'
        f"{chips}</fieldset>{selects}"
        '<label class="words">words<input name="words" type="search" autocomplete="off" spellcheck="false"></label>'
        '<label>order<select name="order"><option value="">of the file</option>'
        '<option value="down">confidence, highest first</option>'
        '<option value="up">confidence, lowest first</option></select></label>'
        '<p><output aria-live="polite"></output> <button type="reset">Clear</button> '
        '<button type="button" class="unfold">Open all shown</button></p></form>'
    )


def _question(row: Row, change: str) -> str:
    answer, verdict = row["answer"], row["verdict"]
    confidence = row["open_confidence"]
    if confidence is None and answer is not None:
        confidence = answer["confidence"]
    data = {
        "verdict": verdict,
        "kind": row["kind"],
        "split": row["split"] or "",
        "tag": json.dumps(_tags(row), ensure_ascii=False),
        "document": json.dumps(_documents(row), ensure_ascii=False),
        "change": change,
        "confidence": "" if confidence is None else confidence,
    }
    attributes = "".join(f' data-{name}="{text(value)}"' for name, value in data.items())
    marks = [row["kind"], *([row["split"]] if row["split"] else []), *_tags(row)]
    if change in ("better", "worse"):
        marks.append(f"{change} than before")
    shown = "" if confidence is None else f"{confidence:.2f}"
    return (
        f'<details class="question" id="{text(row["id"])}"{attributes}><summary>'
        f'<span class="verdict {VERDICT_CLASS.get(verdict, "wrong")}">{text(verdict)}</span>'
        f'<span class="asked" lang="fr">{text(row["question"])}</span>'
        f'<span class="confidence" title="confidence, always answering">{shown}</span>'
        f'<span class="marks">{text(row["id"])} · {text(" · ".join(marks))}</span></summary>'
        f'<div class="sides"><div>{_dialogue(row)}<h4>Answered</h4>{_answered(row)}</div>'
        f"<div><h4>Expected</h4>{_gold(row)}</div></div>{_ranking(row)}{_values(row)}"
        f'<p class="note">{link(row["id"], "Link to this question")}</p></details>'
    )


def _dialogue(row: Row) -> str:
    name = f", dialogue {row['dialogue']}" if row["dialogue"] else ""
    if not row["history"]:
        return ""
    turns = "".join(f"<li>{text(turn)}</li>" for turn in row["history"])
    return f'<h4>Asked before{text(name)}</h4><ol class="turns" lang="fr">{turns}</ol>'


def _answered(row: Row) -> str:
    answer = row["answer"]
    if answer is None:
        return "<p>No answer in the file.</p>"
    parts = [_understood(row, answer)]
    if not answer["answered"]:
        missing = f' Missing: <span lang="fr">{text(answer["missing"])}</span>.' if answer["missing"] else ""
        parts.append(
            f'<p>Refused, <code>{text(answer["reason"])}</code>: <span lang="fr">{text(answer["reason_text"])}</span>'
            f"{missing}</p>"
        )
    parts += [_quote(each, _judged(each, row)) for each in answer["citations"]]
    if answer["nearest"]:
        nearest = "".join(_quote(each, _judged(each, row)) for each in answer["nearest"])
        held = sum(each["holds"] for each in answer["nearest"])
        said = f", {held} would have been right" if held else ""
        parts.append(folded(f"Shown as not answering: {len(answer['nearest'])}{said}", nearest))
    return "".join(parts)


def _understood(row: Row, answer: Row) -> str:
    facts = []
    if answer["standalone_question"] not in ("", row["question"]):
        facts.append(f'read as <q lang="fr">{text(answer["standalone_question"])}</q>')
    for name in ("places", "dates"):
        if answer[name]:
            facts.append(f"{name}: {text(', '.join(answer[name]))}")
    if answer["corrections"]:
        pairs = ", ".join(f"{typed} → {read}" for typed, read in answer["corrections"])
        facts.append(f"corrected: {text(pairs)}")
    facts.append(f"confidence {answer['confidence']:g}")
    if row["open_confidence"] not in (None, answer["confidence"]):
        facts.append(f"always answering {row['open_confidence']:g}")
    return f'<p class="note">{"; ".join(facts)}</p>'


def _quote(each: Row, judged: tuple[str, str]) -> str:
    style, verdict = judged
    quote, short = each["quote"], each["short_answer"]
    before, found, after = quote.partition(short) if short else (quote, "", "")
    marked = text(before) + (f"<mark>{text(found)}</mark>" if found else "") + text(after)
    source = " · ".join(str(each[name]) for name in ("title", "date", "region") if each[name])
    return (
        f'<figure class="quote {style}"><blockquote lang="fr">{marked}</blockquote><figcaption>'
        f'<span class="judged">{verdict}</span> <span lang="fr">{text(source)}</span> '
        f"<code>{text(each['document'])}</code> {each['start']}–{each['end']} · confidence {each['confidence']:g}"
        "</figcaption></figure>"
    )


def _judged(each: Row, row: Row) -> tuple[str, str]:
    """Return the class of a quote and what to say of it."""
    if not row["answerable"]:
        return "off", "Nothing answers."
    if each["holds"]:
        return "on", "Right." if each["right"] else "Holds an accepted answer, off the evidence."
    return ("half", "On the evidence, without an accepted answer.") if each["right"] else ("off", "Wrong.")


def _gold(row: Row) -> str:
    notes = f'<p class="note">{text(row["notes"])}</p>' if row["notes"] else ""
    if not row["answerable"]:
        miss = f" It misses by: {text(row['miss'])}." if row["miss"] else ""
        near = f'<p class="note">Near: {_paths(row["near"])}</p>' if row["near"] else ""
        return f"<p>A refusal: no document answers.{miss}</p>{near}{notes}"
    groups = row["answers_all"] or [row["answers"]]
    wanted = "".join(f"<li>{_OR.join(map(text, group))}</li>" for group in groups)
    every = '<p class="note">All of:</p>' if len(groups) > 1 else ""
    evidence = "".join(f'<blockquote lang="fr">{text(sentence)}</blockquote>' for sentence in row["evidence"])
    return (
        f'{every}<ul class="wanted" lang="fr">{wanted}</ul>{evidence}'
        f'<p class="note">{_paths(row["docs"])}</p>{notes}'
    )


def _ranking(row: Row) -> str:
    hits = row["ranking"]
    if not hits:
        return ""
    ranks = {
        held: [str(rank) for rank, hit in enumerate(hits, 1) if hit["gold"] == held]
        for held in ("evidence", "document")
    }
    said = "; ".join(
        f"{name} at {', '.join(ranks[held])}"
        for held, name in (("evidence", "evidence"), ("document", "right document alone"))
        if ranks[held]
    )
    if not said:
        said = "nothing expected among them" if row["answerable"] else "no document answers"
    cells = [
        [
            str(rank),
            {"evidence": '<strong class="right">evidence</strong>', "document": "right document"}.get(
                hit["gold"], ""
            ),
            f"{hit['score']:.3f}",
            f"<code>{text(hit['document'])}</code>",
            f"{hit['start']}–{hit['end']}",
        ]
        for rank, hit in enumerate(hits, 1)
    ]
    headings = ("rank", "holds", "score", "document", "characters")
    return folded(f"Passages ranked: {said}", table("Passages ranked", headings, cells, "listed"))


def _values(row: Row) -> str:
    values = " · ".join(f"{text(name)} {value:g}" for name, value in row["values"].items())
    times = " · ".join(f"{text(stage)} {ms:g} ms" for stage, ms in row["timings_ms"].items())
    return folded("Values and times", f'<p class="note">{values}</p><p class="note">{times}</p>')


def _tags(row: Row) -> list[str]:
    return [*row["tags"], *([f"misses the {row['miss']}"] if row["miss"] else [])]


def _documents(row: Row) -> list[str]:
    quoted = [each["document"] for each in row["answer"]["citations"]] if row["answer"] else []
    return list(dict.fromkeys((*row["docs"], *row["near"], *quoted)))


def _paths(paths: Sequence[str]) -> str:
    return ", ".join(f"<code>{text(path)}</code>" for path in paths)
