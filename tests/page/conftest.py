"""A real, tiny assistant: seven sentences in two documents, found by the words they share."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pytest
import uvicorn

from assistant.page import build_app
from assistant.page.answering import Flags
from assistant.types import (
    Answer,
    Block,
    Citation,
    Document,
    Filters,
    Hit,
    Metadata,
    Passage,
    Reason,
    Span,
    Turn,
    Understood,
)

HEALTH = """Les maisons de santé

La région finance les maisons de santé depuis 2008. En 2023, elle comptait 113 maisons de santé.

Aides aux médecins

- Une bourse de 1 200 € par mois pour les étudiants
- Un logement pendant les stages

Le dispositif a été évalué en 2022."""

BUSES = """Les navettes

Les navettes roulent le mardi et le jeudi. Elles ont transporté 4 500 personnes dans le Gers."""


def document(text: str, path: str, metadata: Metadata) -> Document:
    """Headings are lines with no full stop, items start with a dash, the rest are paragraphs."""
    blocks = []
    for match in re.finditer(r"[^\n]+", text):
        start, end, line = match.start(), match.end(), match.group()
        if line.startswith("- "):
            blocks.append(Block("item", start + 2, end))
        elif line.endswith("."):
            blocks.append(Block("paragraph", start, end))
        else:
            blocks.append(Block("heading", start, end, level=1 if start == 0 else 2))
    return Document(path, text, tuple(blocks), metadata, sha256="0" * 64, size=len(text))


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3 or word.isdigit()}


NO_FILTERS = Filters()


@dataclass
class TinyIndex:
    documents: Mapping[str, Document]
    generation: str = "20240305-1405-abcdef"
    created: str = "2024-03-05T14:05:00+00:00"
    passages: Sequence[Passage] = ()

    @property
    def metadata(self) -> Mapping[str, Metadata]:
        return {path: document.metadata for path, document in self.documents.items()}


@dataclass
class TinySettings:
    contact: str | None = "documentation@exemple.fr"
    notice: str | None = "Pour une urgence, appelez le 15 ou le 112."
    feedback_days: int = 90


@dataclass
class TinyAssistant:
    """Answers with the sentence that shares most words with the question and its turns; two at least."""

    index: TinyIndex
    settings: TinySettings = field(default_factory=TinySettings)
    to_start: tuple[str, ...] = (
        "Combien de maisons de santé en 2023 ?",
        "Quels jours roulent les navettes ?",
    )
    going_on: tuple[str, ...] = ()
    understood: Understood = field(default_factory=Understood)
    states: dict[str, Literal["same", "changed", "gone"]] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    at_work: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> None:
        pass

    def source_state(self, path: str) -> Literal["same", "changed", "gone"]:
        return self.states.get(path, "same") if path in self.index.documents else "gone"

    def suggestions(self, ask: Callable[[str], Answer]) -> tuple[str, ...]:
        return self.to_start

    def next_questions(
        self, answer: Answer, asked: Collection[str], ask: Callable[[str], Answer]
    ) -> tuple[str, ...]:
        return tuple(question for question in self.going_on if question not in asked)

    def without(self, question: str, name: str) -> str:
        return question.replace(f" dans le {name}", "")

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        threshold: float | None = None,
        hits: int = 0,
        filters: Filters = NO_FILTERS,
    ) -> Answer:
        assert self.at_work.acquire(blocking=False), "two questions at once"
        try:
            self.asked.append((question, tuple(turn.question for turn in turns)))
            answer = self._answer(question, turns, hits, filters)
            if answer.answered or filters.region is None:
                return answer
            return replace(self._answer(question, turns, hits, NO_FILTERS), beyond_filters=True)
        finally:
            self.at_work.release()

    def _answer(self, question: str, turns: Sequence[Turn], hits: int, filters: Filters) -> Answer:
        follow_up = question.startswith("Et ") and bool(turns)
        standalone = f"{question} ({turns[-1].question})" if follow_up else question
        found = sorted(self._sentences(filters), key=lambda each: -len(words(each.quote) & words(standalone)))
        shared = len(words(found[0].quote) & words(standalone))
        ranking = tuple(
            Hit(
                place,
                Passage(
                    each.document, each.start, each.end, each.heading, None, (Span(each.start, each.end),)
                ),
                1 / (place + 1),
                place + 1,
            )
            for place, each in enumerate(found[:hits])
        )
        refused = Answer(
            question=question,
            standalone_question=standalone,
            answered=False,
            confidence=0.1,
            reason=Reason("off_topic", "Les documents n’abordent pas ce sujet.", "la recette"),
            citations=(),
            related=(),
            nearest=tuple(found[:2]),
            choices=(),
            understood=self.understood,
            hits=ranking,
            index=self.index.generation,
            timings_ms={"total": 3.2},
        )
        if shared < 2:
            return refused
        kept = [each for each in found if each.document == found[0].document][:2]
        return replace(
            refused, answered=True, confidence=0.93, reason=None, citations=tuple(kept), nearest=()
        )

    def _sentences(self, filters: Filters) -> list[Citation]:
        return [
            cite(document, start, end)
            for document in self.index.documents.values()
            if filters.region in (None, document.metadata.region)
            and filters.document in (None, document.path)
            for block in document.blocks
            if block.kind != "heading"
            for start, end in sentence_spans(document.text, block)
        ]


def sentence_spans(text: str, block: Block) -> list[tuple[int, int]]:
    found = re.finditer(r"[^.]+\.?", text[block.start : block.end])
    spans = [(block.start + each.start(), block.start + each.end()) for each in found]
    return [(start + (text[start] == " "), end) for start, end in spans]


def cite(document: Document, start: int, end: int, **changes: object) -> Citation:
    number = re.search(r"\d[\d ]*\d \w+( de santé)?", document.text[start:end])
    known = document.metadata
    plain = Citation(
        document=document.path,
        also=document.also,
        title=known.title,
        publisher=known.publisher,
        date=known.date,
        date_from=known.date_from,
        region=known.region,
        url=known.url,
        heading=(),
        page=None,
        side=None,
        start=start,
        end=end,
        quote=document.text[start:end],
        short_answer=number.group() if number else None,
        confidence=0.93,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def health_document() -> Document:
    return document(
        HEALTH,
        "centre/sante.md",
        Metadata(
            title="Bilan santé 2023",
            publisher="Région Centre-Val de Loire",
            date="2024-01-29",
            date_from="metadata",
            region="Centre-Val de Loire",
            url="https://exemple.fr/bilan",
        ),
    )


def tiny_assistant(*more: Document) -> TinyAssistant:
    buses = document(BUSES, "navettes.txt", Metadata(title="Les navettes", date="2018", date_from="text"))
    return TinyAssistant(TinyIndex({each.path: each for each in (health_document(), buses, *more)}))


@pytest.fixture
def health() -> Document:
    return health_document()


@pytest.fixture
def tiny() -> TinyAssistant:
    return tiny_assistant()


@pytest.fixture
def make_document() -> Callable[[str, str, Metadata], Document]:
    return document


@pytest.fixture
def make_citation() -> Callable[..., Citation]:
    return cite


@contextlib.contextmanager
def serving(assistant: TinyAssistant, flags: Flags | None = None) -> Iterator[str]:
    """The whole application on a free port, in a thread; yields its address."""
    servers: list[uvicorn.Server] = []

    def run() -> None:
        app = build_app(assistant, flags=flags)
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
        servers.append(uvicorn.Server(config))
        servers[0].run(sockets=[listening])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while not (servers and servers[0].started):
            assert thread.is_alive(), "the page did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        servers[0].should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[TinyAssistant, str]]:
    """One assistant and its address, for tests that leave both as they are."""
    assistant = tiny_assistant()
    with serving(assistant) as url:
        yield assistant, url


@pytest.fixture
def address(tiny: TinyAssistant) -> Iterator[str]:
    with serving(tiny) as url:
        yield url


@pytest.fixture
def serve_one() -> Callable[..., contextlib.AbstractContextManager[str]]:
    return serving
