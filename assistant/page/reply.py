"""What comes back to one question, to HTML: the answer or the refusal, what was searched, the reader's opinion. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.page.answering import PageSettings
from assistant.page.escape import text
from assistant.page.filters import in_words
from assistant.page.quotes import Scene, quote_list, related_table, sides_table
from assistant.page.texts import Texts
from assistant.page.thread import Exchange, Opinion
from assistant.page.wording import confidence_in_words, counted, number
from assistant.types import Answer, Citation, Document, Filters, FlagReason, Hit

FOLDED = 280
"""Characters past which a question is folded to its first lines."""
_WRONG: Mapping[bool, tuple[FlagReason, ...]] = {
    True: ("mauvaise source", "hors sujet", "incomplet"),
    False: ("il y avait une réponse", "hors sujet"),
}
"""Reasons to pick from, for an answer and for a refusal."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What replies are shown with, whatever the question."""

    documents: Mapping[str, Document]
    """As indexed now, by path."""
    settings: PageSettings
    suggestions: Sequence[str] = ()
    """Questions to start with."""
    flags: bool = False
    """Whether opinions are kept."""


def render_reply(place: int, exchange: Exchange, around: Surroundings, texts: Texts) -> str:
    """Return what stands under a question: an error, a wait, a courtesy, an answer or a refusal.

    Args:
        place: of the exchange in the conversation, from 0.
        exchange: the question and what came back.
        around: the documents and the keeper's lines.
        texts: the interface.
    """
    answer = exchange.answer
    if exchange.error is not None:
        return f'<p class="trouble" role="alert">{text(texts.failed)} {text(exchange.error)}</p>'
    if answer is None:
        return f'<p class="searching" role="status">{text(texts.searching)}</p>'
    if answer.reason is not None and answer.reason.courtesy:
        said = texts.reasons.get("courtesy", answer.reason.text)
        return f'<p class="courtesy">{text(said)}</p>'
    scene = Scene(place, exchange.day, around.documents, texts)
    reply = _answer(scene, answer) if answer.answered else _refusal(scene, answer, around)
    opinion = _opinion(scene, exchange.opinion, answer, around.settings) if around.flags else ""
    return reply + _searched(answer, exchange.filters, around.documents, texts) + opinion


def questions(asked: Iterable[str], labelled_by: str) -> str:
    """Return questions as buttons that ask them."""
    buttons = "".join(
        f'<li><button type="button" data-act="ask" data-question="{text(question)}" dir="auto">'
        f"{text(question)}</button></li>"
        for question in asked
    )
    return f'<ul class="questions" aria-labelledby="{labelled_by}">{buttons}</ul>'


def _answer(scene: Scene, answer: Answer) -> str:
    texts = scene.texts
    placed = list(enumerate(answer.citations))
    sided = [each for each in placed if each[1].side is not None]
    alone = [each for each in placed if each[1].side is None]
    sides = sides_table(scene, sided, answer.empty_sides) if sided or answer.empty_sides else ""
    related = related_table(scene, answer.related, len(answer.citations) + 1) if answer.related else ""
    beyond = f'<p class="stale">{text(texts.beyond_filters)}</p>' if answer.beyond_filters else ""
    words = text(confidence_in_words(answer.confidence, texts))
    return (
        f"{_understanding(scene, answer)}{beyond}{quote_list(scene, 'citations', alone)}{sides}"
        f'<p class="confidence">{words}</p>{related}{_choices(scene, answer)}{_stale(answer, texts)}'
    )


def _refusal(scene: Scene, answer: Answer, around: Surroundings) -> str:
    texts = scene.texts
    why = ""
    if answer.reason is not None:
        why = f'<p class="why">{text(texts.reasons.get(answer.reason.code, answer.reason.text))}</p>'
        if answer.reason.missing:
            why += f'<p class="missing">{text(texts.missing.format(missing=answer.reason.missing))}</p>'
    contact = (
        f'<p class="contact">{text(texts.contact)} <strong>{text(around.settings.contact)}</strong></p>'
        if around.settings.contact
        else ""
    )
    nearest = ""
    if answer.nearest:
        numbered: list[tuple[int, Citation]] = list(enumerate(answer.nearest))
        nearest = f'<h3 class="aside">{text(texts.nearest)}</h3>' + quote_list(
            scene, "nearest", numbered, label=texts.not_an_answer
        )
    # The assistant's own French reason already names the stale documents.
    stale = _stale(answer, texts) if texts.reasons else ""
    return (
        f'<div class="refusal"><h3>{text(texts.refused)}</h3>{why}{contact}</div>'
        f"{_understanding(scene, answer)}{_choices(scene, answer)}"
        f"{nearest}{stale}"
    )


def _understanding(scene: Scene, answer: Answer) -> str:
    texts, lines = scene.texts, []
    if answer.standalone_question and answer.standalone_question != answer.question:
        standalone = text(answer.standalone_question)
        folded = " folded" if len(answer.standalone_question) > FOLDED else ""
        lines.append(
            f'{text(texts.understood)} <span class="standalone{folded}" dir="auto">{standalone}</span> '
            f'<button type="button" class="edit" data-act="edit" data-words="{standalone}">{text(texts.edit)}</button>'
        )
    lines += [
        text(texts.corrected.format(typed=typed, read=read)) for typed, read in answer.understood.corrections
    ]
    for label, names in ((texts.places, answer.understood.places), (texts.dates, answer.understood.dates)):
        chips = "".join(
            f'<button type="button" class="chip" data-act="without" data-exchange="{scene.place}" '
            f'data-name="{text(name)}" aria-label="{text(f"{name}, {texts.without}")}">{text(name)}</button>'
            for name in names
        )
        lines += [f"{text(label)} {chips}"] if chips else []
    return "".join(f'<p class="understood">{line}</p>' for line in lines)


def _choices(scene: Scene, answer: Answer) -> str:
    if not answer.choices:
        return ""
    name = f"choices-{scene.place}"
    heading = f'<h3 class="aside" id="{name}">{text(scene.texts.choices)}</h3>'
    return f'<div class="choices">{heading}{questions(answer.choices, name)}</div>'


def _stale(answer: Answer, texts: Texts) -> str:
    if not answer.stale:
        return ""
    return f'<p class="stale">{text(texts.stale.format(paths=", ".join(answer.stale)))}</p>'


def _opinion(scene: Scene, said: Opinion | None, answer: Answer, settings: PageSettings) -> str:
    texts = scene.texts
    if said is not None:
        worth = texts.useful if said.thumb == "up" else texts.useless
        if said.reason is not None:
            worth = texts.flag_reasons[said.reason]
        return f'<p class="opinion" id="opinion-{scene.place}" role="status" tabindex="-1">{text(texts.thanks)} {text(worth)}</p>'

    def button(label: str, thumb: str, reason: str = "") -> str:
        return (
            f'<button type="button" data-act="judge" data-exchange="{scene.place}" data-thumb="{thumb}" '
            f'data-reason="{text(reason)}">{text(label)}</button>'
        )

    reasons = "".join(
        button(texts.flag_reasons[each], "down", each) for each in _WRONG[answer.answered]
    ) + button(texts.unsaid, "down")
    kept = text(texts.kept_for.format(n=number(settings.feedback_days, texts)))
    return (
        f'<div class="opinion" role="group" aria-label="{text(texts.opinion)}"><p>{text(texts.opinion)}</p>'
        f"{button(texts.useful, 'up')}<details><summary>{text(texts.useless)}</summary>"
        f'<div class="reasons">{reasons}</div></details><p class="kept">{kept}</p></div>'
    )


def _searched(answer: Answer, filters: Filters, documents: Mapping[str, Document], texts: Texts) -> str:
    summary = [texts.searched, counted(len(answer.hits), texts.passages, texts)]
    if "total" in answer.timings_ms:
        summary.append(texts.milliseconds.format(n=number(max(1, round(answer.timings_ms["total"])), texts)))
    lines = [f"{texts.standalone} {answer.standalone_question or answer.question}"]
    lines += [
        f"{name} : {', '.join(values)}" if texts.language == "fr" else f"{name}: {', '.join(values)}"
        for name, values in ((texts.places, answer.understood.places), (texts.dates, answer.understood.dates))
        if values
    ]
    named = [filters.document or "", *(hit.passage.document for hit in answer.hits)]
    titles = {path: documents[path].metadata.title or path for path in named if path in documents}
    lines += [words for _, words in in_words(filters, titles, texts)]
    lines.append(texts.probability.format(n=round(100 * answer.confidence)))
    lines.append(texts.generation.format(generation=answer.index))
    facts = "".join(f'<p dir="auto">{text(line)}</p>' for line in lines)
    passages = "".join(f'<li dir="auto">{text(_place(hit, titles, texts))}</li>' for hit in answer.hits)
    ranking = f"<h4>{text(texts.read_passages)}</h4><ol>{passages}</ol>" if passages else ""
    return (
        f'<details class="searched"><summary>{text(" · ".join(summary))}</summary>{facts}{ranking}</details>'
    )


def _place(hit: Hit, titles: Mapping[str, str], texts: Texts) -> str:
    title = titles.get(hit.passage.document, hit.passage.document)
    heading = [each for each in hit.passage.heading if each != title]
    page = [texts.page_number.format(n=hit.passage.page)] if hit.passage.page is not None else []
    return " › ".join([title, *heading, *page])
