"""The quote that says where an answer comes from, and what is said to a turn that looks for nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.conversation.acts import Aspect
from assistant.french import find_dates, fold
from assistant.index import PassageIndex
from assistant.reading.lines import words_in
from assistant.reading.quotes import MAX_WORDS
from assistant.types import Citation, Document, Passage, Reason, Span

_I = re.IGNORECASE
_SAYS = (
    r"(?:explique|explic|declare|indique|precise|souligne|affirme|estime|rappelle|annonce|assure|ajoute|confie|temoigne"
    r"|resume|insiste|constate|regrette|previent|observe|conclut|dit)"
)
_NAME = r"[A-ZÀ-ÞŁŚ][\w'’.-]*(?:\s+(?:(?:de|du|des|la|le|l['’])\s*)?[A-ZÀ-ÞŁŚ][\w'’.-]*)*"
_SPEAKER = re.compile(
    rf"\b(?:[Ss]elon|[Dd]['’]après)\s+(?:(?:les?|la)\s+|l['’])?(?P<told>{_NAME})"
    rf"|[,»]\s*(?:a\s+)?\w+(?:-t-(?:il|elle))?\s+(?P<speaker>{_NAME})"
)
_DATED = re.compile(r"\b(?:au|en|fin)\s+$", _I)
NOTHING_CITED = Reason(
    "out_of_scope",
    "La question précédente est restée sans réponse : il n'y a pas de citation dont donner la source.",
)
"""Why a question about an answer cannot be answered when there was none."""
_INVITES = "Posez une question : la réponse sera faite de citations de ces documents."


def courtesy_reply(question: str) -> Reason:
    """Return what is said to a greeting, to thanks or to a change of subject: no quote answers those."""
    plain = fold(question)
    if re.search(r"au revoir|bientot|bonne (?:journee|soiree|nuit)", plain):
        said = "Au revoir !"
    elif "merci" in plain:
        said = f"Avec plaisir ! {_INVITES}"
    elif re.search(r"bonjour|bonsoir|salut|coucou|hello", plain):
        said = f"Bonjour ! {_INVITES}"
    else:
        said = f"D'accord. {_INVITES}"
    return Reason("out_of_scope", said, courtesy=True)


def source_quote(aspect: Aspect, cited: Citation, index: PassageIndex) -> Citation:
    """Return the quote that says who published an answer's quote, or of when it is.

    Args:
        aspect: what is asked of the answer.
        cited: the first quote of the answer, or that of a side.
        index: that the quote was taken from.

    Returns:
        The sentence that names the speaker or publisher, or states the date of the document: the quote's own
        where it does (its short answer), else the first of the document of at most `MAX_WORDS` words. The
        quote with no short answer when its document is asked for, or states neither: the record names them.
        A date of the quote that is not its document's is taken when it is "au", "en" or "fin" something, and
        no later than the document: "depuis 2018" and "d'ici 2030" do not say of when a figure is.
    """
    if aspect == "document":
        return _again(cited, None)
    document = index.documents[cited.document]
    stated = _publisher_in(document) if aspect == "publisher" else _date_of(document)
    inside = _speaker(cited.quote) if aspect == "publisher" else stated(cited.quote)
    if inside:
        return _again(cited, inside)
    found = next(_sentences(document, index, stated), None)
    if found is None:
        return _again(cited, _date(cited) if aspect == "date" else None)
    passage, sentence, words = found
    text = document.text
    return replace(
        cited,
        heading=passage.heading,
        page=passage.page,
        start=sentence.start,
        end=sentence.end,
        quote=text[sentence.start : sentence.end],
        short_answer=text[words.start : words.end],
    )


def _again(cited: Citation, short: Span | None) -> Citation:
    return replace(cited, short_answer=cited.quote[short.start : short.end] if short else None)


def _speaker(quote: str) -> Span | None:
    for found in _SPEAKER.finditer(quote):
        group = "told" if found["told"] else "speaker"
        verb = re.search(r"(\w+?)(?:-t-\w+)?\s+$", quote[found.start() : found.start(group)])
        if group == "told" or (verb and re.match(rf"{_SAYS}", fold(verb[1]))):
            return Span(*found.span(group))
    return None


def _date(cited: Citation) -> Span | None:
    """The first date of a quote that says of when it is, as far as its document's date lets one tell."""
    date, quote = cited.date, cited.quote
    for found in find_dates(quote) if date else ():
        said = quote[found.start : found.end].lower().startswith(("au ", "en ", "fin ")) or _DATED.search(
            quote[: found.start]
        )
        if said and not found.open and found.first.isoformat()[: len(date or "")] <= (date or ""):
            return Span(found.start, found.end)
    return None


Find = Callable[[str], Span | None]


def _publisher_in(document: Document) -> Find:
    publisher = document.metadata.publisher

    def find(sentence: str) -> Span | None:
        at = sentence.find(publisher) if publisher else -1
        says = re.search(r"\b(?:source|publi|edit|auteur|redig|communique)", fold(sentence))
        return Span(at, at + len(publisher or "")) if at >= 0 and says else None

    return find


def _date_of(document: Document) -> Find:
    date = document.metadata.date

    def find(sentence: str) -> Span | None:
        for found in find_dates(sentence) if date else ():
            if found.precision != "period" and _iso(found.first.isoformat(), found.precision) == date:
                return Span(found.start, found.end)
        return None

    return find


def _iso(day: str, precision: str) -> str:
    return day[: {"day": 10, "month": 7}.get(precision, 4)]


def _sentences(document: Document, index: PassageIndex, find: Find) -> Iterator[tuple[Passage, Span, Span]]:
    """The sentences of a document that state something, in order, with the words that do."""
    for passage in index.passages_of(document.path):
        for sentence in passage.sentences:
            words = find(document.text[sentence.start : sentence.end])
            if words and words_in(document.text, sentence) <= MAX_WORDS:
                yield passage, sentence, Span(sentence.start + words.start, sentence.start + words.end)
