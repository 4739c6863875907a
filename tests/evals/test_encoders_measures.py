"""What is measured of encoders: rankings, fits, losses, translations, intervals, and the questions themselves."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from assistant.errors import QuestionSetError
from assistant.index import PassageIndex, build_index
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from evals.encoders import sets
from evals.encoders.memory import RememberingEncoder
from evals.encoders.parts import Candidate, fit_weight, robustness, translations
from evals.encoders.samples import Correlation, Mean, spearman
from evals.encoders.search import OF_EVIDENCE, OF_PARAGRAPHS, WEIGHTS, Searching
from evals.encoders.sets import Collection, is_held_out, with_typos, without_accents
from tests.evals.bag_of_words import held_out, write_data
from tests.evals.test_second import ROWS, SPLITS, TEXTS
from tests.fakes import FakeEncoder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture
def searching(data: Path, tmp_path: Path) -> Searching:
    """The test questions over the four paragraphs, with the fake encoder."""
    collection = sets.piaf_collection(data, "test", tmp_path)
    return put(collection, tmp_path)


def put(collection: Collection, folder: Path, encoder: FakeEncoder | None = None) -> Searching:
    encoder = encoder or FakeEncoder()
    build_index(collection.corpus, folder / "index", Settings(), encoder)
    return Searching.over(collection, PassageIndex.open(folder / "index"), encoder)


def candidate(encoder: FakeEncoder, folder: Path) -> Candidate:
    return Candidate("fake", Settings(), RememberingEncoder(encoder, folder / "fake.npz"), folder)


def test_a_ranking_by_both_is_the_same_searched_once_or_weight_by_weight(searching: Searching) -> None:
    rankings = searching.by_weight()
    assert tuple(rankings) == WEIGHTS
    for weight in (0.0, 0.3, 0.75, 1.0):
        retriever = HybridRetriever(
            searching.index, lambda text: FakeEncoder().encode([text], "question")[0], weight
        )
        expected = [[hit.number for hit in retriever.retrieve(text, 10)] for text in searching.texts]
        assert searching.by_both(weight) == expected
        assert [
            ranking == wanted[: len(ranking)]
            for ranking, wanted in zip(rankings[weight], expected, strict=True)
        ] == [True] * 3


def test_rankings_by_vectors(searching: Searching) -> None:
    index, vectors = searching.index, FakeEncoder().encode(searching.texts, "question")
    passages = FakeEncoder().encode([index.text(passage) for passage in index.passages], "passage")
    for ranking, vector in zip(searching.by_passages(), vectors, strict=True):
        assert ranking == sorted(range(4), key=lambda number: -(passages[number] @ vector))
    for ranking, vector in zip(searching.by_vectors(), vectors, strict=True):
        assert list(ranking) == list(index.dense(vector, 4))


def test_paragraphs_found(searching: Searching) -> None:
    samples = searching.measured([[0, 1], [0, 1], [0, 1]], OF_PARAGRAPHS)
    assert {name: list(sample.values) for name, sample in samples.items()} == {
        "recall@1": [1, 0, 0],
        "recall@10": [1, 1, 0],
        "MRR@10": [1, 0.5, 0],
    }


def test_the_best_weight_is_that_of_the_best_recall(data: Path, tmp_path: Path) -> None:
    fit = fit_weight(put(sets.piaf_collection(data, "dev", tmp_path), tmp_path))
    best = max(means["recall@1"].value for means in fit.curve.values())
    assert fit.curve[fit.weight]["recall@1"].value == best == 1
    assert fit.weight == 1  # BM25 alone finds it too: of equal weights the largest


def test_what_spoiled_questions_lose(searching: Searching, tmp_path: Path) -> None:
    rows = robustness(candidate(FakeEncoder(), tmp_path), searching)
    assert [row.way for row in rows] == ["bm25", "dense", "fused"]
    capitals = rows[1].samples["lost, capitals"]
    assert isinstance(capitals, Mean)
    assert list(capitals.values) == [0, 0, 0]  # the fake encoder is blind to capitals
    spoiled = searching.spoiled(lambda text: "zzz")
    assert spoiled.texts == ["zzz"] * 3
    assert searching.texts[0] == "Quand gela le lac ?"


def test_translations_are_found_by_the_nearest_text(tmp_path: Path) -> None:
    pairs = [("abc", "abc"), ("def", "ghi"), ("ghi", "def"), ("abc", "abc")]
    row = translations(candidate(FakeEncoder(), tmp_path), pairs)
    forth, back = row.samples["French to English"], row.samples["English to French"]
    assert forth.estimate().value == back.estimate().value == 0.5  # "def" is nearest to "def", not its own


def test_questions_as_people_type_them() -> None:
    assert without_accents("Où l’Œuvre du cœur s’arrête-t-elle, çà et là ?") == (
        "Ou l’OEuvre du coeur s’arrete-t-elle, ca et la ?"
    )
    text = "Quand le maréchal de France fut-il nommé gouverneur ?"
    spoiled = with_typos(text)
    assert spoiled == with_typos(text)
    changed = [(one, other) for one, other in zip(text.split(), spoiled.split(), strict=True) if one != other]
    assert len(changed) == 2
    for one, other in changed:
        assert len(re.findall(r"\w", one)) >= 5
        assert other[0] == one[0]
        assert abs(len(one) - len(other)) <= 1
    assert with_typos("Où va le lac ?") == "Où va le lac ?"


def test_held_out_pairs(data: Path) -> None:
    pairs = sets.read_held_out(data)
    assert pairs == [(text, f"the lac {text}") for text in held_out(3)]
    assert not is_held_out("phrase 1")
    assert is_held_out(f"  {held_out(1)[0].replace(' ', '   ')}\n")


def test_differences_are_paired() -> None:
    one, other = Mean([1.0, 0.0, 1.0, 1.0]), Mean([0.0, 0.0, 1.0, 0.0])
    difference = one.against(other)
    assert difference.after - difference.before == 0.5
    assert -1 <= difference.low <= 0.5 <= difference.high <= 1
    same = one.against(one)
    assert (same.low, same.high, same.stands) == (0, 0, False)


def test_rank_correlation() -> None:
    statistic = spearman()
    assert statistic is not None
    gold = np.arange(20.0)
    right, wrong = (Correlation(cosines, gold, statistic) for cosines in (gold**3, -gold))
    assert right.estimate().value == pytest.approx(1)
    assert wrong.estimate().low == pytest.approx(-1)
    difference = right.against(wrong)
    assert (difference.low, difference.high) == (pytest.approx(2), pytest.approx(2))
    assert difference.stands

    cosines, scores = np.array([0.1, 0.4, 0.4, 0.2, 0.9]), np.array([1.0, 2.0, 4.0, 4.0, 3.0])
    assert statistic(cosines, scores) == pytest.approx(spearmanr(cosines, scores).statistic)
    flat = Correlation(cosines, np.ones(5), statistic)
    assert np.isnan([flat.estimate().value, flat.estimate().low, flat.against(flat).high]).all()


def test_questions_of_the_second_set(tmp_path: Path) -> None:

    with gzip.open(tmp_path / "prose_fr.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items())
    choice = [
        {
            "id": name,
            "document": name,
            "split": split,
            "sha256": hashlib.sha256(TEXTS[name].encode()).hexdigest(),
        }
        for name, split in SPLITS.items()
    ]
    (tmp_path / "choice.json").write_text(json.dumps(choice), "utf-8")
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    made = sets.second_collection(tmp_path, "test", tmp_path / "work", tmp_path / "choice.json", questions)
    asked = put(made, tmp_path)
    assert [gold.question.id for gold in asked.golds] == ["s2"]  # of test, answerable
    assert asked.texts == ["Combien d’arches ?"]
    right = next(n for n, passage in enumerate(asked.index.passages) if passage.document == "ponts/pont.md")
    samples = asked.measured([[right]], OF_EVIDENCE)
    assert {name: sample.values[0] for name, sample in samples.items()} == dict.fromkeys(OF_EVIDENCE, 1.0)

    broken = ROWS[1] | {"evidence_at": [{"document": "ponts/pont.md", "start": 9, "end": 5000}]}
    questions.write_text(json.dumps(broken) + "\n", "utf-8")
    with pytest.raises(QuestionSetError, match="1 faults, first: line 1"):
        sets.second_collection(tmp_path, "test", tmp_path / "work", tmp_path / "choice.json", questions)
