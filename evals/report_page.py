"""The report as one page: every question with its answer and its gold, and filters. No outside host.

Plain HTML written here, with all texts escaped; the style and the few lines of script stand beside
this module and are put into the page.
"""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_WIDTH, _HEIGHT, _MARGIN = 320, 240, 36


def page_of(report: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Return the report as a whole HTML page, light and dark.

    Args:
        report: as `report.report_of` gives it.
        labels: what to call each measure.
    """
    run = report["run"]
    style = (_HERE / "report_page.css").read_text(encoding="utf-8")
    script = (_HERE / "report_page.js").read_text(encoding="utf-8")
    facts = {
        "commit": run["commit"],
        "index": run["index"],
        "questions": run["questions"],
        "SHA-256 of the questions": run["questions_sha256"],
        **{f"setting {name}": value for name, value in run["settings"].items()},
        **run["machine"],
    }
    failed = report.get("gates", {}).get("failed", [])
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>Evaluation {escape(run['started'])}</title>",
            f"<style>{style}</style></head><body>",
            f"<header><h1>Evaluation</h1><p>{escape(run['started'])}</p></header><main>",
            _notices("Gates failed", failed),
            _notices("Question set", run["problems"]),
            "<section><h2>Measures</h2>",
            _measures(report["measures"], labels),
            "<details><summary>Settings, versions and machine</summary><dl>",
            *(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in facts.items()),
            "</dl></details></section>",
            _charts(report),
            "<section><h2>Questions</h2>",
            _filters(report["questions"]),
            *(_question(row) for row in report["questions"]),
            f"</section></main><script>{script}</script></body></html>",
            "",
        ]
    )


def _measures(means: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    rows = []
    for name, mean in means.items():
        if mean["value"] is None:
            continue
        low, high = mean["low"], mean["high"]
        bar = ""
        if high <= 1:
            bar = (
                '<svg class="bar" viewBox="0 0 100 10" aria-hidden="true">'
                '<rect class="rail" width="100" height="10"/>'
                f'<rect class="value" width="{mean["value"] * 100:.1f}" height="10"/>'
                f'<path class="interval" d="M{low * 100:.1f} 5H{high * 100:.1f}"/></svg>'
            )
        rows.append(
            f"<tr><th scope=row>{_text(labels[name])}</th><td>{mean['value']:.3f}</td>"
            f"<td>{low:.3f} to {high:.3f}</td><td>{mean['n']}</td><td>{bar}</td></tr>"
        )
    return (
        '<div class="wide"><table><thead><tr><th>measure</th><th>mean</th><th>95 % interval</th><th>n</th>'
        f"<th></th></tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _charts(report: Mapping[str, Any]) -> str:
    if not report["risk_coverage"]:
        return ""
    curve = [(coverage, risk) for coverage, risk in report["risk_coverage"]]
    filled = [each for each in report["reliability"] if each["count"]]
    reliability = [(each["confidence"], each["accuracy"]) for each in filled]
    points = "".join(
        f'<circle cx="{_x(x)}" cy="{_y(y)}" r="4"><title>{each["count"]} answers, confidence {x:.2f}, '
        f"right {y:.2f}</title></circle>"
        for (x, y), each in zip(reliability, filled, strict=True)
    )
    diagonal = f'<path class="rail" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'
    return (
        '<section><h2>Confidence, always answering</h2><div class="charts">'
        + _chart("Risk and coverage", "coverage", "risk", _line(curve))
        + _chart("Reliability", "confidence", "right", diagonal + _line(reliability) + points)
        + "</div></section>"
    )


def _chart(title: str, across: str, up: str, inside: str) -> str:
    ticks = "".join(
        f'<text x="{_x(at)}" y="{_HEIGHT - _MARGIN + 16}" text-anchor="middle">{at:g}</text>'
        f'<text x="{_MARGIN - 6}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>'
        for at in (0, 0.5, 1)
    )
    return (
        f"<figure><figcaption>{title}</figcaption>"
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f'<path class="axis" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>{ticks}'
        f'<text x="{_x(0.5)}" y="{_HEIGHT - 4}" text-anchor="middle">{across}</text>'
        f'<text x="{_x(0)}" y="{_y(1) - 8}">{up}</text>{inside}</svg></figure>'
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return f'<polyline points="{" ".join(f"{_x(x)},{_y(y)}" for x, y in points)}"/>'


def _x(value: float) -> float:
    return round(_MARGIN + value * (_WIDTH - 2 * _MARGIN), 1)


def _y(value: float) -> float:
    return round(_HEIGHT - _MARGIN - value * (_HEIGHT - 2 * _MARGIN), 1)


def _filters(questions: Sequence[Mapping[str, Any]]) -> str:
    def choice(name: str) -> str:
        values = sorted({row[name] for row in questions})
        options = "".join(f'<option value="{_text(value)}">{_text(value)}</option>' for value in values)
        return f'<label>{name} <select id="{name}"><option value="">all</option>{options}</select></label>'

    return (
        f'<form class="filters">{choice("verdict")}{choice("kind")}'
        '<label>text <input id="text" type="search"></label>'
        '<output id="shown" aria-live="polite"></output></form>'
    )


def _question(row: Mapping[str, Any]) -> str:
    answer, verdict = row["answer"], row["verdict"]
    parts = [
        f'<details class="question" data-kind="{_text(row["kind"])}" data-verdict="{_text(verdict)}">',
        f'<summary><span class="verdict {_text(verdict.replace(" ", "-"))}">{_text(verdict)}</span>'
        f' <span class="id">{_text(row["id"])} · {_text(row["kind"])}</span> '
        f'<span lang="fr">{_text(row["question"])}</span></summary>',
    ]
    parts += [f'<p class="note" lang="fr">Earlier: {_text(turn)}</p>' for turn in row["history"]]
    if answer is None:
        parts.append("<p>No answer in the file.</p>")
    else:
        if answer["standalone_question"] not in ("", row["question"]):
            parts.append(f'<p class="note" lang="fr">Read as: {_text(answer["standalone_question"])}</p>')
        always = "" if row["open_confidence"] is None else f" (always answering: {row['open_confidence']})"
        parts.append(f"<p>Confidence {_text(answer['confidence'])}{_text(always)}</p>")
        if not answer["answered"]:
            reason = f'<span lang="fr">{_text(answer["reason_text"])}</span>'
            parts.append(f"<p>Refused, {_text(answer['reason'])}: {reason}</p>")
        parts += [_citation(each) for each in answer["citations"]]
    parts.append(_gold(row))
    values = " · ".join(f"{_text(name)} {value:g}" for name, value in row["values"].items())
    parts.append(f'<p class="note">{values}</p></details>')
    return "".join(parts)


def _citation(each: Mapping[str, Any]) -> str:
    quote, short = each["quote"], each["short_answer"]
    before, found, after = quote.partition(short) if short else (quote, "", "")
    marked = _text(before) + (f"<mark>{_text(found)}</mark>" if found else "") + _text(after)
    source = " · ".join(str(each[name]) for name in ("title", "date", "region") if each[name])
    where = f"{each['document']} [{each['start']}:{each['end']}]"
    sign = "on a gold span" if each["right"] else "off the gold spans"
    return (
        f'<blockquote class="{"on" if each["right"] else "off"}"><p lang="fr">{marked}</p>'
        f"<footer>{_text(where)} {_text(source)} · confidence {_text(each['confidence'])} · {sign}</footer>"
        "</blockquote>"
    )


def _gold(row: Mapping[str, Any]) -> str:
    if not row["answerable"]:
        return f'<div class="gold"><p>No document answers. {_text(row["notes"])}</p></div>'
    groups = row["answers_all"] or [row["answers"]]
    wanted = "; ".join(" | ".join(group) for group in groups)
    evidence = "".join(f'<p lang="fr">{_text(sentence)}</p>' for sentence in row["evidence"])
    return (
        f'<div class="gold"><p>Accepted: <span lang="fr">{_text(wanted)}</span></p>{evidence}'
        f"<footer>{_text(', '.join(row['docs']))} {_text(row['notes'])}</footer></div>"
    )


def _notices(title: str, sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    items = "".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)
    return f'<section class="notice"><h2>{title}</h2><ul>{items}</ul></section>'


def _text(value: object) -> str:
    return escape(str(value), quote=True)
