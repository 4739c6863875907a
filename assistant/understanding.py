"""What was recognised in a question: its places and dates, and the words that were read otherwise."""

from dataclasses import dataclass

from assistant.frame import NO_FRAME, Frame
from assistant.french import NO_GLOSSARY, Glossary, correct, fold, french_of, is_known, tokenise
from assistant.index import PassageIndex
from assistant.types import Understood


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as it will be searched, and what to tell the user about it."""

    text: str
    """The question with its corrections in place."""
    understood: Understood


def understand(
    question: str, index: PassageIndex, frame: Frame = NO_FRAME, glossary: Glossary = NO_GLOSSARY
) -> Understanding:
    """Correct words that neither French nor the corpus knows, then find places and dates.

    A word is corrected only when it is unknown to general French, to English, to the glossary and to the corpus,
    and stands one or two letters away from a word of the corpus. What "cette année" was read as stands in
    brackets after it.
    """
    text, corrections = question, []
    for token in reversed(tokenise(question)):
        known = token.term in index.vocabulary or token.term in glossary.terms or is_known(token.term)
        if (
            token.stop
            or known
            or french_of(token.term)
            or not token.term.isalpha()
            or (token.form.isupper() and not question.isupper())
        ):
            continue
        nearest = correct(token.term, index.vocabulary)
        if nearest is None:
            continue
        form = _form_of(nearest, index)
        if fold(form) == fold(token.form):
            continue
        text = text[: token.start] + form + text[token.end :]
        corrections.append((token.form, form))
    understood = Understood(
        places=tuple(dict.fromkeys(place.name for place in frame.places_asked(text))),
        dates=frame.dates_understood(text),
        corrections=tuple(reversed(corrections)),
    )
    return Understanding(text, understood)


def _form_of(term: str, index: PassageIndex) -> str:
    """The word as the passage that holds the term most writes it, in its text, headings or title."""
    (number,) = index.lexical({term: 1.0}, 1)
    passage = index.passages[number]
    title = index.documents[passage.document].metadata.title or ""
    text = "\n".join((index.text(passage), *passage.heading, title))
    return next((token.form for token in tokenise(text) if token.term == term), term)
