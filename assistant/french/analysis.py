"""Text to search terms: the same terms for `Médecins généralistes`, `MÉDECIN GÉNÉRALISTE` and no accents.

Words are folded first and stemmed after: a question typed without accents must
find the accented text, and the stemmer cuts `installé` and `installe` at other
places. The little that the stemmer needs accents for (`-ée`, `-ière`) is done
before it. The term of a word depends on its letters alone, never on the words
around it; numbers and their words have one term, their digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from itertools import takewhile

import Stemmer

from assistant.french.folding import fold
from assistant.french.numerals import NUMBER_WORDS, SCALES, parse_numeral

_IGNORED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300-\u036f"
_BLANK = " \u00a0\u2009\u202f"
_TOKEN = re.compile(
    rf"""
    [^\w%€$£‰]*+
    (?:
      (?P<plain> [^\W\d_]{{2,}}+ (?![\d'’ʼ{_IGNORED}]) )
    | (?: (?i:jusqu|lorsqu|puisqu|quoiqu|qu|[ldnstmcj]) [{_IGNORED}]* ['’ʼ] (?=[^\W_]) )?
      (?:
        (?P<number>
          (?: [0-9]{{1,3}} (?:[{_BLANK}][0-9]{{3}})+ (?![0-9]) (?:,[0-9]+(?![.,]?[0-9]))?
            | (?<![0-9][.,]) [0-9]{{1,3}} (?:\.[0-9]{{3}})+ (?![.,]?[0-9])
            | (?<![0-9][.,]) [0-9]+[.,][0-9]+ (?![.,]?[0-9])
            | [0-9]+ )
          (?: [{_BLANK}]? (?i:k|mds?|m) (?=[{_BLANK}]?€) | (?![^\W_]) ) )
      | (?P<acronym> [^\W\d_] (?:\.[^\W\d_])+ (?![^\W_]) \.? )
      | (?P<word> [^\W_]+ (?:[{_IGNORED}'’ʼ]+(?=[^\W\d_])[^\W_]+)* [\u0300-\u036f]* )
      )
    | (?P<sign> [%€$£‰] )
    | (?P<nothing> _ | \Z )
    )
    """,
    re.VERBOSE,
)
_WORDS = re.compile(rf"[^\W\d_]+(?:[{_BLANK}{_IGNORED}\n‐‑-]+[^\W\d_]+){{,20}}")
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_IGNORED}])*")
_AFTER = re.compile(rf"[{_BLANK}\n]+((?:[^\W\d_]|-(?=[^\W\d_])|[{_IGNORED}])+)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SCALE_LETTERS = {"k": 10**3, "m": 10**6, "md": 10**9, "mds": 10**9}
_ORDINAL = re.compile(r"(\d{1,2})(?:ers?|eres?|res?|nde?s?|eme?s?|e)")
_ORDINALS = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme")
_IRREGULAR = {
    "ans": "an", "travaux": "travail", "yeux": "oeil",
    "second": "deuxieme", "seconde": "deuxieme", "seconds": "deuxieme", "secondes": "deuxieme",
    "euro": "€", "euros": "€", "pourcent": "%",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign of a text, and the term it is searched by."""

    start: int
    end: int
    form: str
    """As written."""
    term: str
    stop: bool
    """Whether the term says nothing about the subject."""


def tokenise(text: str) -> list[Token]:
    """Return the words, numbers and signs (`%`, `€`) of a text, in order, with exact offsets.

    An elided article (`l'`, `qu'`) belongs to no token. A number is one token
    whatever the blanks in it (`17 000`) and so is one in words (`vingt-cinq
    mille`); a dotted acronym is one token; compounds are cut at their hyphens.
    """
    return [Token(start, end, text[start:end], term, stop) for start, end, term, stop in _scan(text)]


def analyse(text: str) -> list[str]:
    """Return the terms of a text, in order, without stop words."""
    return [term for _, _, term, stop in _scan(text) if not stop]


def is_stop_word(word: str) -> bool:
    """Say whether a word, in any case and with or without accents, is left out of searches."""
    return _term(word)[1]


def _scan(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield (start, end, term, stop)."""
    resume, number_end = 0, len(text)
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if start < resume or kind == "nothing":
            continue
        stop = False
        if kind in {"plain", "word"}:
            term, stop, is_numeral = _term(text[start:end])
            if is_numeral:
                if term == "cent" and text[number_end:start].strip().lower() == "pour":
                    term = "%"
                elif read := _numeral(text, start, end):
                    (term, end), stop = read, False
                    number_end = resume = end
        elif kind == "number":
            term, end = _number(text, start, end)
            number_end = resume = end
        elif kind == "acronym":
            term = _stem(fold(text[start:end]).replace(".", ""))
        else:
            term = text[start:end]
        yield start, end, term, stop


def number_value(form: str) -> Decimal:
    """Return the value of a number written in digits: `17 000`, `17.000`, `6,4`, `6.4`, `15 M`.

    A point is a decimal point, except in groups of exactly three digits, where
    it separates thousands.
    """
    letters = form.lstrip("0123456789., \u00a0\u2009\u202f")
    digits = re.sub(rf"[{_BLANK}]", "", form[: len(form) - len(letters)])
    value = Decimal(digits.replace(".", "") if _THOUSANDS.fullmatch(digits) else digits.replace(",", "."))
    return value * _SCALE_LETTERS[letters.lower()] if letters else value


def _number(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the term of a number in digits, times the scale word after it (`29 millions`), and its end."""
    value = number_value(text[start:end])
    following = _AFTER.match(text, end)
    if following and (scale := SCALES.get(fold(following[1]))):
        value, end = value * scale, following.end()
    term = format(value, "f")
    return term.rstrip("0").rstrip(".") if "." in term else term, end


def _numeral(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the term of a number in words and its end; None for `un`, `un centre neuf`."""
    run = _WORDS.match(text, start)
    if run is None:
        return None
    spans = [word.span() for word in _WORD.finditer(run.group())]
    words = list(
        takewhile(
            lambda word: word in NUMBER_WORDS or word == "et", (fold(run.group()[a:b]) for a, b in spans)
        )
    )
    value, taken = parse_numeral(words)
    if taken == 1 and (words[0] in {"un", "une", "mil"} or (words[0] == "neuf" and not _counts(text, end))):
        return None
    return (str(value), start + spans[taken - 1][1]) if taken else None


def _counts(text: str, end: int) -> bool:
    """Whether a plural noun follows, as after `neuf centres`."""
    following = _AFTER.match(text, end)
    return following is not None and len(following[1]) > 3 and fold(following[1])[-1:] in {"s", "x"}


@lru_cache(maxsize=1 << 18)
def _term(form: str) -> tuple[str, bool, bool]:
    """Return the term of a word, whether it is a stop word, whether it is a number word."""
    word = fold(form).replace("'", "")
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal and 1 <= int(ordinal[1]) <= len(_ORDINALS):
        word = _ORDINALS[int(ordinal[1]) - 1]
    return _stem(word), len(word) < 2 or word in _stop_words(), word in NUMBER_WORDS


def _stem(word: str) -> str:
    """Return the stem of a folded word; acronyms (no vowel, or up to three letters in -s) are kept whole."""
    word = _IRREGULAR.get(word, word)
    if not re.search("[aeiouy]", word) or (len(word) <= 3 and word.endswith("s")):
        return word
    word = re.sub("ees?$", "e", word)
    word = re.sub("ieres?$", "ier", word)
    stem: str = _stemmer().stemWord(word)
    return re.sub("[sx]$", "", stem) if len(stem) > 3 else stem


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")


@cache
def _stop_words() -> frozenset[str]:
    lines = resources.files("assistant.french").joinpath("stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
