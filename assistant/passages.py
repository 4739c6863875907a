"""A document's text to sentences and passages, with exact offsets.

Sentences are split here rather than by a library. On the 45 hand-made French
cases of `tests/test_passages.py` pysbd 0.3.4 finds the right sentences in 33,
syntok 1.4.4 in 30, the rules below in all: the libraries cut after `MM.`,
`art. L.`, `av. J.-C.` and leave `»` alone in front of the next sentence.
The rules know French typography only; a sentence without a final point ends
with its block.

Passages are runs of whole sentences of one section. Where to cut is chosen for
the section as a whole (the cheapest cuts, by dynamic programming), so that
passages have about the same length and lists stay with the line that opens them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.types import Block, Document, Passage, Span

_ITEM_WORDS = 60
"""A list item or a table row longer than this is split into sentences."""

_STOP = re.compile(
    r"""(?P<mark>[.!?…]+)
        (?P<after>(?:\s?[»”)\]]|["'’](?!\w)|\[\d+\])*)
        (?=\s+(?:[«“"'‘(\[]\s?)*(?P<next>\w+|[–—•-]))""",
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]|\b[^\W\d_]\.-?)+\Z")
_NUMBERING = re.compile(r"[«“\"'(\s•–—-]*(?:\d{1,3}|[A-Za-z]|[IVXLC]{1,5})\Z")
_PARENTHESIS = 300
"""A sentence may end inside a longer parenthesis only, in characters."""

_BEFORE_NAME = re.compile(
    r"M|MM|Mme|Mmes|Mlle|Mlles|Mgr|Me|Dr|Drs|Pr|Prs|St|Ste|Sts|Ch|Ph|Th|av|bd|cf|Cf|p\.ex|c\.-à-d|i\.e"
)
"""Never the end of a sentence."""

_BEFORE_NUMBER = re.compile(
    r"art|Art|al|alin|chap|env|fig|Fig|hab|no|No|nos|n|num|p|P|pp|réf|Réf|t|tab|tel|tél|Tél|vol|éd|"
    r"janv|févr|fév|avr|juil|sept|oct|nov|déc"
)
"""Not the end of a sentence when a number or a code (`L. 1434`, `IV`) follows."""

_LOOSE_ENDS = tuple(re.compile(pattern) for pattern in (r"\n\s*", r"[;:]\s+", r",\s+", r"\s+"))
"""Where to cut a sentence that is too long for any passage, best first."""

_CODE = re.compile(r"\d|[LRDA]\.?\s*\*?\d|[IVXLC]+\b(?!['’])")
_STARTERS = re.compile(
    r"Le|La|Les|Un|Une|Des|Du|De|Il|Elle|Ils|Elles|On|Nous|Vous|Je|Tu|Ce|Cet|Cette|Ces|Son|Sa|Ses|"
    r"Leur|Leurs|En|Dans|Pour|Par|Sur|Avec|Sans|Depuis|Selon|Au|Aux|À|A|Et|Mais|Ou|Or|Donc|Car|Si|"
    r"Quand|Lorsque|Puis|Ainsi|Enfin|Toutefois|Cependant|Qui|Que|Quel|Quelle|Où|L|D|S|C|N|J|Qu|"
    r"Lorsqu|Puisqu"
)
"""Words that open a sentence: a lone capital before them (`hépatite C. Il`) is not an initial."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with what decides where a passage may be cut."""

    span: Span
    words: int
    block: Block
    last_in_block: bool
    opens_list: bool


_Placed = tuple[Block, tuple[Block, ...]]
"""A block, and the headings above it."""


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]`, without the blanks around them.

    A sentence ends at `.`, `!`, `?` or `…` (and the closing marks that follow)
    only before a blank and a capital, a digit, an opening quote or a dash.
    Every character that is not blank is in exactly one sentence.

    Args:
        text: any string; offsets count its characters.
        start: where to begin.
        end: where to stop, excluded; the end of the text by default.

    Returns:
        Spans in reading order, with offsets in `text`.
    """
    stop = len(text) if end is None else end
    spans = []
    begin = start
    for match in _STOP.finditer(text, start, stop):
        if match.end() > begin and _is_boundary(text, begin, match, stop):
            spans.append(_trim(text, begin, match.end()))
            begin = match.end()
    spans.append(_trim(text, begin, stop))
    return [span for span in spans if span.start < span.end]


def split_document(document: Document, words: int = 120) -> list[Passage]:
    """Cut a document into passages of about `words` words, in reading order.

    A section is one or more headings and the text below them, and a passage never
    crosses into another. Headings are sentences of the passage they open, because
    they state facts too ("Plus de 186 000 consultations en 2023"), and they are the
    `heading` path of every passage of their section, without the first one when it
    only repeats the document's title.

    Args:
        document: its blocks in reading order, without overlap.
        words: wished size; no passage exceeds twice this (a longer sentence is cut at a line end, a
            semicolon, a comma or a blank).

    Returns:
        Passages that hold every character of the blocks that is not blank exactly once.

    Raises:
        ValueError: words < 1.
    """
    if words < 1:
        raise ValueError(f"words: expected at least 1, got {words}")
    text = document.text
    placed = list(_with_path([block for block in document.blocks if text[block.start : block.end].strip()]))
    passages = []
    for section in _sections(placed):
        path = next((path for block, path in section if block.kind != "heading"), section[0][1])
        units = [unit for block, _ in section for unit in _units(text, block, words)]
        heading = _heading_path(document, path)
        passages += [_passage(document, heading, run) for run in _cut(units, words)]
    return passages


def _sections(placed: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    """Start anew at each heading that follows text, or a heading it is not below."""
    section: list[_Placed] = []
    for block, path in placed:
        before = section[-1][0] if section else None
        if before and block.kind == "heading" and (before.kind != "heading" or block.level <= before.level):
            yield section
            section = []
        section.append((block, path))
    if section:
        yield section


def _is_boundary(text: str, begin: int, match: re.Match[str], stop: int) -> bool:
    following = match["next"]
    if not (following[0].isupper() or following[0].isdigit() or not following[0].isalnum()):
        return False
    at = match.start()
    if _inside_parenthesis(text, begin, match, stop):
        return False
    if match["mark"] != ".":
        return not (match["mark"] in {"...", "…"} and text[at - 1 : at] in {"(", "["})
    if match["after"]:
        return True
    if _NUMBERING.fullmatch(text, begin, at):
        return False
    found = _WORD_BEFORE.search(text, max(begin, at - 24), at)
    word = found.group() if found else ""
    if _BEFORE_NAME.fullmatch(word):
        return False
    if _BEFORE_NUMBER.fullmatch(word):
        return not _CODE.match(text, match.start("next"))
    initial = word[-1:].isupper() and (len(word) == 1 or word[-2] in ".-")
    if initial and following[0].isdigit():
        return word not in {"L", "R", "D", "A"}
    return not initial or bool(_STARTERS.fullmatch(following)) or not following[0].isalnum()


def _inside_parenthesis(text: str, begin: int, match: re.Match[str], stop: int) -> bool:
    """Whether the sentence opened a parenthesis before the mark that closes after it, not far."""
    before = text[max(begin, match.end() - _PARENTHESIS) : match.end()]
    if before.count("(") <= before.count(")"):
        return False
    ahead = text[match.end() : min(stop, match.end() + _PARENTHESIS)]
    closing, opening = ahead.find(")"), ahead.find("(")
    return closing != -1 and (opening == -1 or closing < opening)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _count_words(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())


def _units(text: str, block: Block, words: int) -> Iterator[_Unit]:
    whole = _trim(text, block.start, block.end)
    if block.kind != "paragraph" and _count_words(text, whole) <= _ITEM_WORDS:
        sentences = [whole]
    else:
        sentences = split_sentences(text, block.start, block.end)
    spans = [piece for sentence in sentences for piece in _pieces(text, sentence, 2 * words)]
    for span in spans:
        last = span is spans[-1]
        yield _Unit(span, _count_words(text, span), block, last, last and text[span.end - 1] == ":")


def _pieces(text: str, span: Span, most: int) -> list[Span]:
    """Cut a sentence of more than `most` words near its middle, until each piece is short enough."""
    if _count_words(text, span) <= most:
        return [span]
    middle, quarter = (span.start + span.end) / 2, (span.end - span.start) / 4
    for pattern in _LOOSE_ENDS:
        cuts = [match.end() for match in pattern.finditer(text, span.start, span.end)]
        cut = min(cuts, key=lambda at: abs(at - middle), default=span.start)
        if abs(cut - middle) < quarter or (pattern is _LOOSE_ENDS[-1]):
            break
    halves = (_trim(text, span.start, cut), _trim(text, cut, span.end))
    return [piece for half in halves for piece in _pieces(text, half, most)]


def _with_path(blocks: Sequence[Block]) -> Iterator[_Placed]:
    """Yield each block with the headings above it, outermost first; a heading ends those of its level."""
    path: tuple[Block, ...] = ()
    for block in blocks:
        if block.kind == "heading":
            path = tuple(heading for heading in path if heading.level < block.level)
        yield block, path
        if block.kind == "heading":
            path = (*path, block)


def _is_title(document: Document, heading: Block) -> bool:
    title = document.metadata.title
    if title is None:
        return False
    shown = document.text[heading.start : heading.end]
    return " ".join(shown.split()).casefold() == " ".join(title.split()).casefold()


def _heading_path(document: Document, path: tuple[Block, ...]) -> tuple[str, ...]:
    if path and _is_title(document, path[0]):
        path = path[1:]
    return tuple(" ".join(document.text[block.start : block.end].split()) for block in path)


def _cut_cost(unit: _Unit, following: _Unit) -> float:
    """What it costs to end a passage after `unit`, in squared shares of the wished size."""
    if unit.block.kind == "heading" and unit.last_in_block:
        return 4.0
    if unit.opens_list and following.block.kind in {"item", "row"}:
        return 2.0
    if unit.block.kind in {"item", "row"} and following.block.kind == unit.block.kind:
        return 0.5
    return 0.0 if unit.last_in_block else 0.1


def _cut(units: Sequence[_Unit], words: int) -> list[Sequence[_Unit]]:
    """Cut a section into runs, so that the sum of costs is least.

    The cost of a run of w words is ((w - words) / words)², plus 1 for a lone
    sentence shorter than a third of `words`, plus the cost of cutting there.

    Source: D. E. Knuth, M. F. Plass, "Breaking paragraphs into lines", 1981, with these costs.
    """
    totals = [0, *accumulate(unit.words for unit in units)]
    best = [0.0]
    cut_before = [0]
    for end in range(1, len(units) + 1):
        earliest = bisect_left(totals, totals[end] - 2 * words)
        options = []
        for begin in range(earliest, end):
            size = totals[end] - totals[begin]
            cost = ((size - words) / words) ** 2
            if end - begin == 1 and size * 3 < words:
                cost += 1.0
            if end < len(units):
                cost += _cut_cost(units[end - 1], units[end])
            options.append((best[begin] + cost, begin))
        cost, begin = min(options)
        best.append(cost)
        cut_before.append(begin)
    runs: list[Sequence[_Unit]] = []
    end = len(units)
    while end:
        runs.append(units[cut_before[end] : end])
        end = cut_before[end]
    return runs[::-1]


def _passage(document: Document, heading: tuple[str, ...], units: Sequence[_Unit]) -> Passage:
    return Passage(
        document=document.path,
        start=units[0].span.start,
        end=units[-1].span.end,
        heading=heading,
        page=units[0].block.page,
        sentences=tuple(unit.span for unit in units),
    )
