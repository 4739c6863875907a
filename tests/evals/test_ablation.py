"""What is asked when a part is taken out, and how it is compared with the whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Document, Hit, Passage, Span, Turn
from assistant.wiring import build, load_variants
from evals.ablation import (
    OpeningReader,
    WithoutConversation,
    ablation_of,
    opening,
    reduced,
    variant_settings,
)
from evals.score import Case, Evaluation, evaluate_cases
from tests.evals.town import TEXTS, use_fake_encoder, write_town

Build = Callable[..., Any]
QUESTION = "Combien de communes dessert le syndicat des eaux du Lot ?"


@pytest.fixture
def assistants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Assistant]:
    use_fake_encoder(monkeypatch)
    write_town(tmp_path)
    build(Settings(), tmp_path / "corpus", tmp_path / "index")
    return load_variants(variant_settings(Settings()), tmp_path / "corpus", tmp_path / "index")


def hit_of(*sentences: str) -> tuple[str, Hit]:
    """A passage of these sentences, after ten characters of another."""
    text, spans = "Un. Deux. ", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    passage = Passage("a.txt", spans[0].start, spans[-1].end, (), None, tuple(spans))
    return text, Hit(0, passage, 0.75, 1)


def test_an_opening_is_whole_sentences_up_to_80_words() -> None:
    first, second, third = (" ".join([word] * 30) + "." for word in ("un", "deux", "trois"))
    text, hit = hit_of(first, second, third)
    start, end = opening(text, hit)
    assert (start, text[start:end]) == (10, f"{first} {second}")


def test_an_opening_longer_than_80_words_is_cut_after_the_80th() -> None:
    words = [f"mot{place}" for place in range(100)]
    text, hit = hit_of(" ".join(words))
    start, end = opening(text, hit)
    assert text[start:end].split() == words[:80]


def test_the_plain_reader_quotes_the_best_passage_as_sure_as_its_score(assistants: list[Assistant]) -> None:
    full = assistants[0]
    hits = full.engine.retriever.retrieve(QUESTION, 3)
    reading = OpeningReader(full.index).read(QUESTION, hits)
    [quote] = reading.citations
    assert quote.document == "eau.txt"
    assert quote.quote == full.index.documents["eau.txt"].text[quote.start : quote.end]
    assert quote.quote == TEXTS["eau.txt"].strip()
    assert reading.confidence == quote.confidence == round(hits[0].score, 4)
    nothing = OpeningReader(full.index).read(QUESTION, [])
    assert (nothing.citations, nothing.confidence) == ((), 0.0)


def test_the_index_is_opened_once(assistants: list[Assistant]) -> None:
    assert len({id(each.index) for each in assistants}) == 1


def test_one_weight_ranks_by_words_and_the_other_by_vectors(assistants: list[Assistant]) -> None:
    _, lexical, dense = assistants
    by_words = lexical.engine.retriever.retrieve(QUESTION, 3)
    by_vectors = dense.engine.retriever.retrieve(QUESTION, 3)
    assert [hit.lexical for hit in by_words] == sorted((hit.lexical for hit in by_words), reverse=True)
    assert [hit.dense for hit in by_vectors] == sorted((hit.dense for hit in by_vectors), reverse=True)


def test_variants_share_the_threshold(assistants: list[Assistant], tmp_path: Path) -> None:
    variants = reduced(assistants, tmp_path / "corpus")
    assert list(variants) == ["lexical", "dense", "without_reader", "without_conversation"]
    assert {each.threshold for each in variants.values() if isinstance(each, Assistant)} == {
        assistants[0].threshold
    }
    answer = variants["without_reader"].answer(QUESTION)
    assert [citation.quote for citation in answer.citations] == [TEXTS["eau.txt"].strip()]


def test_without_conversation_a_follow_up_stands_as_typed(assistants: list[Assistant]) -> None:
    turns = [Turn(QUESTION)]
    followed = assistants[0].answer("Où est son siège ?", turns)
    assert "syndicat" in followed.standalone_question
    alone = WithoutConversation(assistants[0]).answer("Où est son siège ?", turns, hits=2)
    assert alone.standalone_question == "Où est son siège ?"
    assert len(alone.hits) == 2


def test_each_variant_is_compared_with_the_whole(
    gold_of: Build, answer_of: Build, document: Document
) -> None:
    golds = [gold_of(id=f"q{place}") for place in range(20)]
    right, wrong = answer_of((0, 67), confidence=0.9), answer_of((68, 127), confidence=0.2)

    def evaluation(count: int) -> Evaluation:
        answers = [right if place < count else wrong for place in range(20)]
        cases = [Case(gold, answer, answer) for gold, answer in zip(golds, answers, strict=True)]
        return evaluate_cases(cases, {"a.txt": document.text})

    table = ablation_of({"fused": evaluation(15), "lexical": evaluation(14), "dense": evaluation(5)})
    assert table["fused"]["differences"] == {}
    assert table["dense"]["label"] == "dense only"
    assert table["dense"]["measures"]["answer@1"] | {"low": 0, "high": 1} == {
        "value": 0.25,
        "low": 0,
        "high": 1,
        "n": 20,
    }
    dense, lexical = (table[name]["differences"]["answer@1"] for name in ("dense", "lexical"))
    assert (dense["before"], dense["after"], dense["stands"]) == (0.75, 0.25, True)
    assert (lexical["after"], lexical["stands"]) == (0.7, False)
    assert table["dense"]["differences"]["auroc"]["before"] == 1.0
    assert "abstention_recall" not in table["fused"]["measures"]
