import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexStoreError
from assistant.french import analyse
from assistant.index import PassageIndex
from assistant.index.generations import read_current
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import DOCUMENTS, PASSAGES, IndexedDocument, Manifest
from assistant.index.records import documents_from_lines, passage_text, passages_from_lines, sentence_texts
from assistant.index.stored import sentence_starts
from assistant.index.vectors import VectorIndex
from assistant.types import Document, Metadata, Passage, Span, Vectors
from evals.robustness.town import Town
from tests.fakes import FakeEncoder
from tests.index.corpora import TEXTS, build, files, generation_files, write_corpus


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    build(write_corpus(folder / "corpus"), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def opened(index: Path) -> PassageIndex:
    return PassageIndex.open(index)


def question(text: str) -> Vectors:
    return FakeEncoder().encode([text], "question")[0]


def unit(vectors: Vectors) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def synthetic(counts: list[int], seed: int, dimension: int = 4) -> tuple[PassageIndex, Vectors, Vectors]:
    """An index whose passages have these numbers of one-letter sentences, and random vectors."""
    draw = np.random.default_rng(seed)
    passage_vectors = unit(draw.normal(size=(len(counts), dimension)))
    sentence_vectors = unit(draw.normal(size=(sum(counts), dimension)))
    document = Document("a", "x" * max(counts), (), Metadata(), "", 1)
    passages = [
        Passage("a", 0, count, (), None, tuple(Span(i, i + 1) for i in range(count))) for count in counts
    ]
    manifest = Manifest(
        "",
        "e",
        dimension,
        {},
        "",
        "",
        (IndexedDocument("a", "", 1, (), len(counts), sum(counts), ""),),
        (),
        {},
    )
    index = PassageIndex(
        manifest,
        {"a": document},
        passages,
        sentence_starts(passages),
        VectorIndex.of(passage_vectors),
        VectorIndex.of(sentence_vectors),
        LexicalIndex.of([["x"] for _ in counts]),
    )
    return index, passage_vectors, sentence_vectors


def test_it_holds_the_documents_and_their_exact_text(opened: PassageIndex) -> None:
    assert {path: document.text for path, document in opened.documents.items()} == TEXTS
    assert [passage for path in TEXTS for passage in opened.passages_of(path)] == list(opened.passages)
    assert {passage.document for passage in opened.passages_of("gers.txt")} == {"gers.txt"}
    assert [opened.passages[number] for number in opened.numbers_of("gers.txt")] == opened.passages_of(
        "gers.txt"
    )
    assert {path: known.title for path, known in opened.metadata.items()} == {
        path: document.metadata.title for path, document in opened.documents.items()
    }
    for passage in opened.passages:
        assert opened.text(passage) == TEXTS[passage.document][passage.start : passage.end]
    assert opened.encoder == "fake#trigrams"
    assert opened.dimension == 64
    assert opened.created.endswith("+00:00")
    assert opened.refusals == ()


def test_a_passage_is_found_by_its_own_words(opened: PassageIndex) -> None:
    for number, passage in enumerate(opened.passages):
        text = opened.text(passage)
        assert next(iter(opened.dense(question(text), 3))) == number
        assert next(iter(opened.lexical(dict.fromkeys(analyse(text), 1.0), 3))) == number


def test_the_dense_score_is_the_mean_of_passage_and_best_sentence(opened: PassageIndex) -> None:
    vector = question("Où sont les maisons de santé du Gers ?")
    for number, score in opened.dense(vector, 99).items():
        passage = opened.passages[number]
        document = opened.documents[passage.document]
        own = float(question(passage_text(document, passage)) @ vector)
        sentences = [float(question(document.text[s.start : s.end]) @ vector) for s in passage.sentences]
        assert score == pytest.approx((own + max(sentences)) / 2, abs=1e-6)
        assert opened.sentence_scores(vector, number).tolist() == pytest.approx(sentences, abs=1e-6)


@settings(deadline=None)
@given(
    counts=st.lists(st.integers(1, 5), min_size=1, max_size=60),
    seed=st.integers(0, 10_000),
    k=st.integers(1, 70),
)
def test_dense_is_exact(counts: list[int], seed: int, k: int) -> None:
    index, passages, sentences = synthetic(counts, seed)
    vector = unit(np.random.default_rng(seed + 1).normal(size=(1, 4)))[0]
    own, all_sentences = passages @ vector, sentences @ vector
    starts = np.cumsum([0, *counts])
    expected = [
        (float(own[n]) + float(all_sentences[starts[n] : starts[n + 1]].max())) / 2
        for n in range(len(counts))
    ]
    found = index.dense(vector, k)
    assert len(found) == min(k, len(counts))
    assert list(found.values()) == sorted(found.values(), reverse=True)
    for number, score in found.items():
        assert score == pytest.approx(expected[number], abs=1e-5)
    assert min(found.values()) >= sorted(expected, reverse=True)[len(found) - 1] - 1e-5


def test_a_score_does_not_depend_on_the_other_passages() -> None:
    index, _, _ = synthetic([1, 3, 2, 5, 1], seed=3)
    vector = unit(np.ones((1, 4), dtype=np.float32))[0]
    together = index.dense_of(vector, [4, 0, 3, 1, 2])
    assert list(together) == [4, 0, 3, 1, 2]
    assert together == index.dense(vector, 5)
    for number, score in together.items():
        assert index.dense_of(vector, [number]) == {number: score}
    assert index.dense_of(vector, []) == {}


def test_equal_scores_keep_the_order_of_the_index() -> None:
    index, _, _ = synthetic([1] * 300, seed=0)
    assert list(index.lexical({"x": 1}, 3)) == [0, 1, 2]
    same = VectorIndex.of(np.tile(unit(np.ones((1, 4), dtype=np.float32)), (300, 1)))
    index._passage_vectors = index._sentence_vectors = same
    assert list(index.dense(same.vectors[0], 3)) == [0, 1, 2]


def test_lexical_scores_are_positive_and_those_of_chosen_passages_may_be_none(opened: PassageIndex) -> None:
    terms = dict.fromkeys(analyse("bourse étudiants"), 1.0)
    found = opened.lexical(terms, 99)
    assert [opened.passages[number].document for number in found] == ["loire/indre.txt"]
    everywhere = opened.lexical_of(terms, range(len(opened.passages)))
    assert {number: score for number, score in everywhere.items() if score > 0} == found
    assert opened.lexical({}, 5) == opened.lexical({"zzz": 1}, 5) == {}


def test_files_give_the_rankings_of_objects_in_memory(tmp_path: Path) -> None:
    """The same generation, read whole into lists, dicts and arrays of their own."""
    town = Town(tmp_path / "town", seed=5, documents=12)
    build(town.folder, tmp_path / "index")
    mapped = PassageIndex.open(tmp_path / "index")
    current = read_current(tmp_path / "index")
    data = {name: (current.folder / name).read_bytes() for name in (DOCUMENTS, PASSAGES)}
    documents, passages = documents_from_lines(data[DOCUMENTS]), passages_from_lines(data[PASSAGES])
    texts = [passage_text(documents[passage.document], passage) for passage in passages]
    sentences = [
        text for passage in passages for text in sentence_texts(documents[passage.document], passage)
    ]
    held = PassageIndex(
        current.manifest,
        documents,
        passages,
        sentence_starts(passages),
        VectorIndex.of(FakeEncoder().encode(texts, "passage")),
        VectorIndex.of(FakeEncoder().encode(sentences, "passage")),
        LexicalIndex.of([analyse(text) for text in texts]),
    )
    assert dict(mapped.documents) == documents
    assert list(mapped.passages) == mapped.passages[:] == passages
    assert mapped.vocabulary == held.vocabulary
    for asked in (*texts[::3], *sentences[::5], "Combien de maisons de santé ?", "zzz"):
        vector, terms = question(asked), dict.fromkeys(analyse(asked), 1.0)
        for k in (1, 3, len(passages), 999):
            assert list(mapped.dense(vector, k).items()) == list(held.dense(vector, k).items())
            assert list(mapped.lexical(terms, k).items()) == list(held.lexical(terms, k).items())
        for number in range(0, len(passages), 4):
            np.testing.assert_array_equal(
                mapped.sentence_scores(vector, number), held.sentence_scores(vector, number)
            )


def test_the_vocabulary_counts_passages(opened: PassageIndex) -> None:
    for term in analyse("médecins bourse inconnu"):
        holding = [p for p in opened.passages if term in analyse(opened.text(p))]
        assert opened.vocabulary.get(term, 0) == len(holding)


def test_a_wrong_question_vector_is_a_programming_error(opened: PassageIndex) -> None:
    vector = question("Gers")
    with pytest.raises(ValueError, match=r"shape \(3,\) instead of \(64,\)"):
        opened.dense(vector[:3], 1)
    with pytest.raises(ValueError, match=r"shape \(1, 64\)"):
        opened.sentence_scores(vector[np.newaxis], 0)
    for search in (lambda: opened.dense(vector, 0), lambda: opened.lexical({"gers": 1}, 0)):
        with pytest.raises(ValueError, match="k must be at least 1, not 0"):
            search()


def test_parts_that_do_not_belong_together_are_refused() -> None:
    index, passages, sentences = synthetic([1, 2], seed=0)
    manifest = Manifest("", "e", 4, {}, "", "", (IndexedDocument("a", "", 1, (), 2, 3, ""),), (), {})
    parts = {
        "manifest": manifest,
        "documents": index.documents,
        "passages": index.passages,
        "first_sentence": sentence_starts(index.passages),
        "passage_vectors": VectorIndex.of(passages),
        "sentence_vectors": VectorIndex.of(sentences),
        "lexical": LexicalIndex.of([["x"], ["x"]]),
    }
    PassageIndex(**parts)  # type: ignore[arg-type]
    for wrong in (
        {"manifest": replace(manifest, dimension=5)},
        {"manifest": replace(manifest, documents=())},
        {"passages": index.passages[:1]},
        {"first_sentence": sentence_starts(index.passages[:1])},
        {"first_sentence": sentence_starts(index.passages)[1:]},
        {"passage_vectors": VectorIndex.of(passages[:1])},
        {"sentence_vectors": VectorIndex.of(passages)},
        {"lexical": LexicalIndex.of([["x"]])},
    ):
        with pytest.raises(ValueError, match="disagree"):
            PassageIndex(**parts | wrong)  # type: ignore[arg-type]


def test_no_index_and_other_vectors_are_told_apart(index: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index there; run `motamot index` to build it"):
        PassageIndex.open(tmp_path)
    expected = r"built with the model fake#trigrams instead of other#1; run `motamot index` to rebuild it"
    with pytest.raises(IndexMismatch, match=expected):
        PassageIndex.open(index, "other#1")
    assert PassageIndex.open(index, "fake#trigrams").encoder == "fake#trigrams"


def test_every_flipped_bit_and_every_truncation_is_noticed(tmp_path: Path) -> None:
    build(write_corpus(tmp_path / "corpus"), tmp_path / "index")
    draw = random.Random(11)
    paths = generation_files(tmp_path / "index")
    assert len(paths) == 14
    whole = files(tmp_path / "index")
    for trial in range(200):
        path = paths[trial % len(paths)]
        data = bytearray(path.read_bytes())
        if trial % 2:
            damaged = data[: draw.randrange(len(data))]
        else:
            damaged = data.copy()
            damaged[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises((IndexDamaged, IndexMissing)) as raised:
            PassageIndex.open(tmp_path / "index")
        assert "\n" not in str(raised.value)
        assert "run `motamot index`" in str(raised.value)
        path.write_bytes(data)
    assert files(tmp_path / "index") == whole
    for path in paths:
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexStoreError, match="run `motamot index`"):
            PassageIndex.open(tmp_path / "index")
        path.write_bytes(data)
    PassageIndex.open(tmp_path / "index")
