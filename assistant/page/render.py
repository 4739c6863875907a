"""A conversation to HTML. Pure: values in, escaped markup out; nothing is decided here."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.page.answering import OpenIndex, PageSettings
from assistant.page.escape import text
from assistant.page.texts import TEXTS, Texts
from assistant.page.thread import Conversation, Exchange, Language, Part
from assistant.page.wording import confidence_in_words, counted, date_in_words, moment_in_words, number
from assistant.types import Answer, Citation, Document, Hit


def render_header(index: OpenIndex, settings: PageSettings, language: Language) -> str:
    """Return the masthead: name, state of the index, language switch, new conversation, notice."""
    texts = TEXTS[language]
    state = " · ".join(
        text(part)
        for part in (
            counted(len(index.documents), texts.documents, texts),
            counted(len(index.passages), texts.passages, texts),
            texts.built.format(when=moment_in_words(index.created, texts)),
        )
    )
    generation = text(texts.generation.format(generation=index.generation))
    switch = "".join(_language_button(each, language) for each in TEXTS)
    notice = (
        f'<p class="notice" role="note"><strong>{text(texts.notice)}</strong> {text(settings.notice)}</p>'
        if settings.notice
        else ""
    )
    return (
        f'<a class="skip" href="#question">{text(texts.skip)}</a>'
        f'<header class="masthead" data-language="{language}" data-title="{text(texts.title)}">'
        f'<div class="name"><h1>Motamot</h1><p class="motto">{text(texts.motto)}</p></div>'
        f'<p class="state"><span>{state}</span> <span class="generation">{generation}</span></p>'
        f'<div class="tools"><div class="switch" role="group" aria-label="{text(texts.language_label)}">'
        f'{switch}</div><button type="button" class="fresh" data-act="fresh">{text(texts.fresh)}</button>'
        f"</div></header>{notice}"
    )


def render_thread(
    conversation: Conversation,
    suggestions: Sequence[str],
    settings: PageSettings,
    titles: Mapping[str, Document],
) -> str:
    """Return the whole conversation, oldest first, or the welcome when nothing was asked.

    Args:
        conversation: what this tab asked.
        suggestions: questions that the documents answer.
        settings: whom to ask when they do not.
        titles: documents by path, to name the passages that were searched.
    """
    texts = TEXTS[conversation.language]
    told = f"{len(conversation.exchanges)}{'…' if conversation.waiting else ''}"
    if conversation.exchanges:
        inside = "".join(
            _exchange(place, exchange, suggestions, settings, titles, texts)
            for place, exchange in enumerate(conversation.exchanges)
        )
    else:
        inside = _welcome(suggestions, texts)
    return (
        f'<div class="thread" role="log" aria-label="{text(texts.conversation)}" '
        f'data-told="{told}">{inside}</div>'
    )


def dated(citation: Citation, texts: Texts) -> str:
    """Return the date of a source in words, with where it was found, or that it is unknown."""
    if citation.date is None:
        return f'<span class="undated">{text(texts.date_unknown)}</span>'
    origin = f" ({text(texts.date_in_text)})" if citation.date_from == "text" else ""
    return (
        f'<time datetime="{text(citation.date)}">{text(date_in_words(citation.date, texts))}</time>{origin}'
    )


def _language_button(each: Language, current: Language) -> str:
    name = {"fr": "Français", "en": "English"}[each]
    return (
        f'<button type="button" data-act="switch" data-language="{each}" lang="{each}" '
        f'aria-pressed="{"true" if each == current else "false"}" aria-label="{name}" title="{name}">'
        f"{each.upper()}</button>"
    )


def _welcome(suggestions: Sequence[str], texts: Texts) -> str:
    examples = (
        f'<h3 id="examples">{text(texts.examples)}</h3>{_questions(suggestions, "examples")}'
        if suggestions
        else ""
    )
    return (
        f'<section class="welcome"><h2>{text(texts.welcome)}</h2>'
        f'<p class="explained">{text(texts.explained)}</p>{examples}</section>'
    )


def _questions(questions: Iterable[str], labelled_by: str) -> str:
    buttons = "".join(
        f'<li><button type="button" data-act="ask" data-question="{text(question)}" dir="auto">'
        f"{text(question)}</button></li>"
        for question in questions
    )
    return f'<ul class="questions" aria-labelledby="{labelled_by}">{buttons}</ul>'


def _exchange(
    place: int,
    exchange: Exchange,
    suggestions: Sequence[str],
    settings: PageSettings,
    titles: Mapping[str, Document],
    texts: Texts,
) -> str:
    if exchange.error is not None:
        reply = f'<p class="trouble" role="alert">{text(texts.failed)} {text(exchange.error)}</p>'
    elif exchange.answer is None:
        reply = f'<p class="searching" role="status">{text(texts.searching)}</p>'
    elif exchange.answer.answered:
        reply = _answer(place, exchange.answer, texts) + _searched(exchange.answer, titles, texts)
    else:
        refusal = _refusal(place, exchange.answer, suggestions, settings, texts)
        reply = refusal + _searched(exchange.answer, titles, texts)
    return (
        f'<article class="exchange" id="exchange-{place}" aria-labelledby="asked-{place}">'
        f'<h2 class="asked" id="asked-{place}"><span class="unseen">{text(texts.your_question)} </span>'
        f'<span class="words" dir="auto">{text(exchange.question)}</span></h2>'
        f'<div class="reply">{reply}</div></article>'
    )


def _answer(place: int, answer: Answer, texts: Texts) -> str:
    related = ""
    if answer.related:
        related = f'<h3 class="aside">{text(texts.related)}</h3>' + _quotes(
            place, "related", answer.related, texts, first=len(answer.citations) + 1
        )
    words = text(confidence_in_words(answer.confidence, texts))
    empty = ""
    if answer.empty_sides:
        empty = (
            f'<p class="missing">{text(texts.empty_sides.format(sides=", ".join(answer.empty_sides)))}</p>'
        )
    return (
        f"{_understanding(answer, texts)}{_quotes(place, 'citations', answer.citations, texts)}{empty}{related}"
        f'<p class="confidence">{words}</p>{_choices(place, answer, texts)}{_stale(answer, texts)}'
    )


def _refusal(
    place: int, answer: Answer, suggestions: Sequence[str], settings: PageSettings, texts: Texts
) -> str:
    why = ""
    if answer.reason is not None:
        why = f'<p class="why">{text(texts.reasons.get(answer.reason.code, answer.reason.text))}</p>'
        if answer.reason.missing:
            why += f'<p class="missing">{text(texts.missing.format(missing=answer.reason.missing))}</p>'
    contact = (
        f'<p class="contact">{text(texts.contact)} <strong>{text(settings.contact)}</strong></p>'
        if settings.contact
        else ""
    )
    nearest = ""
    if answer.nearest:
        nearest = f'<h3 class="aside">{text(texts.nearest)}</h3>' + _quotes(
            place, "nearest", answer.nearest, texts, label=texts.not_an_answer
        )
    covered = ""
    if suggestions and not answer.choices:
        covered = f'<h3 class="aside" id="covered-{place}">{text(texts.covered)}</h3>' + _questions(
            suggestions, f"covered-{place}"
        )
    # The assistant's own French reason already names the stale documents.
    stale = _stale(answer, texts) if texts.reasons else ""
    return (
        f'<div class="refusal"><h3>{text(texts.refused)}</h3>{why}{contact}</div>'
        f"{_understanding(answer, texts)}{_choices(place, answer, texts)}"
        f"{nearest}{covered}{stale}"
    )


def _understanding(answer: Answer, texts: Texts) -> str:
    lines = []
    if answer.standalone_question and answer.standalone_question != answer.question:
        lines.append(
            f'{text(texts.understood)} <span class="standalone" dir="auto">'
            f"{text(answer.standalone_question)}</span>"
        )
    lines += [
        text(texts.corrected.format(typed=typed, read=read)) for typed, read in answer.understood.corrections
    ]
    return "".join(f'<p class="understood">{line}</p>' for line in lines)


def _choices(place: int, answer: Answer, texts: Texts) -> str:
    if not answer.choices:
        return ""
    heading = f'<h3 class="aside" id="choices-{place}">{text(texts.choices)}</h3>'
    return f'<div class="choices">{heading}{_questions(answer.choices, f"choices-{place}")}</div>'


def _stale(answer: Answer, texts: Texts) -> str:
    if not answer.stale:
        return ""
    return f'<p class="stale">{text(texts.stale.format(paths=", ".join(answer.stale)))}</p>'


def _quotes(
    exchange: int, part: Part, citations: Sequence[Citation], texts: Texts, first: int = 1, label: str = ""
) -> str:
    items = "".join(
        f"<li>{_quote(exchange, part, place, first + place, citation, texts, label)}</li>"
        for place, citation in enumerate(citations)
    )
    return f'<ol class="quotes {part}">{items}</ol>'


def _quote(
    exchange: int, part: Part, place: int, shown: int, citation: Citation, texts: Texts, label: str
) -> str:
    title = citation.title or texts.untitled
    side = f'<p class="side">{text(citation.side)}</p>' if citation.side else ""
    tag = f'<p class="tag">{text(label)}</p>' if label else ""
    details = [f"<cite>{text(title)}</cite>"]
    details += [f"<span>{text(value)}</span>" for value in (citation.publisher,) if value]
    details.append(f"<span>{dated(citation, texts)}</span>")
    details += [f"<span>{text(value)}</span>" for value in (citation.region,) if value]
    if citation.page is not None:
        details.append(f"<span>{text(texts.page_number.format(n=citation.page))}</span>")
    heading = (
        f'<p class="heading">{text(" › ".join(citation.heading))}</p>'
        if citation.heading and citation.heading != (citation.title,)
        else ""
    )
    also = (
        f'<p class="also">{text(texts.also_in.format(paths=", ".join(citation.also)))}</p>'
        if citation.also
        else ""
    )
    if citation.superseded_by:
        also += f'<p class="also">{text(texts.superseded.format(path=citation.superseded_by))}</p>'
    return (
        f'<button type="button" class="number" id="quote-{exchange}-{part}-{place}" data-act="open" '
        f'data-exchange="{exchange}" data-part="{part}" data-place="{place}" aria-controls="source" '
        f'aria-label="{text(texts.open_source.format(n=shown, title=title))}">{shown}</button>'
        f'<div class="quoted">{tag}{side}<blockquote lang="fr"><span class="words" dir="auto">{_bold(citation)}</span>'
        f'</blockquote><p class="origin" dir="auto">{" ".join(details)}</p>{heading}{also}</div>'
    )


def _bold(citation: Citation) -> str:
    before, short, after = citation.quote, "", ""
    if citation.short_answer:
        before, short, after = citation.quote.partition(citation.short_answer)
    bold = f"<strong>{text(short)}</strong>" if short else ""
    return f"{text(before)}{bold}{text(after)}"


def _searched(answer: Answer, titles: Mapping[str, Document], texts: Texts) -> str:
    summary = [texts.searched, counted(len(answer.hits), texts.passages, texts)]
    if "total" in answer.timings_ms:
        summary.append(texts.milliseconds.format(n=number(max(1, round(answer.timings_ms["total"])), texts)))
    lines = [f"{texts.standalone} {answer.standalone_question or answer.question}"]
    lines += [
        f"{name} : {', '.join(values)}" if texts.language == "fr" else f"{name}: {', '.join(values)}"
        for name, values in ((texts.places, answer.understood.places), (texts.dates, answer.understood.dates))
        if values
    ]
    lines.append(texts.probability.format(n=round(100 * answer.confidence)))
    lines.append(texts.generation.format(generation=answer.index))
    facts = "".join(f'<p dir="auto">{text(line)}</p>' for line in lines)
    passages = "".join(f'<li dir="auto">{text(_place(hit, titles, texts))}</li>' for hit in answer.hits)
    ranking = f"<h4>{text(texts.read_passages)}</h4><ol>{passages}</ol>" if passages else ""
    return (
        f'<details class="searched"><summary>{text(" · ".join(summary))}</summary>{facts}{ranking}</details>'
    )


def _place(hit: Hit, titles: Mapping[str, Document], texts: Texts) -> str:
    document = titles.get(hit.passage.document)
    title = (document.metadata.title if document else None) or hit.passage.document
    heading = [each for each in hit.passage.heading if each != title]
    page = [texts.page_number.format(n=hit.passage.page)] if hit.passage.page is not None else []
    return " › ".join([title, *heading, *page])
