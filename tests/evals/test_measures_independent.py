"""The measures against other people's implementations of them, on hundreds of random runs.

Ranking against trec_eval, confidence against scikit-learn and torchmetrics, exact match and F1 against
torchmetrics' SQuAD, intervals against scipy. Where ours is another definition on purpose, a test shows
the smallest case in which the two part.
"""

from collections.abc import Sequence
from random import Random
from statistics import quantiles

import numpy as np
import pytest
import pytrec_eval
import torch
from scipy.stats import binomtest, bootstrap
from sklearn.metrics import precision_recall_curve, roc_auc_score
from torchmetrics.functional.classification import binary_calibration_error
from torchmetrics.functional.text import squad

from evals import measures
from evals.compare import mean_difference, statistic_difference
from evals.gold import Gold, Place
from evals.questions import parse_question
from evals.records import AnswerRecord, CitedQuote, RankedPassage
from evals.words import answer_tokens

pytestmark = pytest.mark.slow
CASES = range(200)
"""Seeds."""
WIDTH = 10
"""Characters of a passage; the n-th of a document stands at [10n, 10n + 10)."""

Passage = tuple[str, int]
"""A document and the number of a passage in it."""
PASSAGES = [(document, number) for document in "abcdef" for number in range(6)]


def gold_of(pieces: Sequence[Passage], every: bool) -> Gold:
    """A question with one piece of evidence in each of these passages; every one is needed, or any."""
    documents = sorted({document for document, _ in pieces})
    row = {
        "id": "q", "kind": "list", "question": "?", "answerable": True, "docs": documents,
        "answers": ["x"], "evidence": ["x"] * len(pieces), "docs_required": "all" if every else "any",
    }  # fmt: skip
    places = tuple((Place(document, WIDTH * n + 2, WIDTH * n + 5),) for document, n in pieces)
    return Gold(parse_question(row), tuple(frozenset({each}) for each in documents), places)


def ranking(passages: Sequence[Passage]) -> AnswerRecord:
    hits = [RankedPassage(document, WIDTH * n, WIDTH * n + WIDTH) for document, n in passages]
    return AnswerRecord("q", False, 0.0, hits=tuple(hits))


def trec(measure: str, relevant: Sequence[object], ranked: Sequence[object]) -> float:
    """What trec_eval makes of one ranking, best first; `measure` as in `ndcg_cut_10`."""
    family, _, cut = measure.rpartition("_")
    asked = f"{family}.{cut}" if cut.isdigit() else measure
    scores = {str(each): float(-rank) for rank, each in enumerate(ranked)}
    evaluator = pytrec_eval.RelevanceEvaluator({"q": {str(each): 1 for each in relevant}}, {asked})
    return float(evaluator.evaluate({"q": scores})["q"].get(measure, 0.0))


def drawn(seed: int) -> tuple[Sequence[Passage], Sequence[Passage]]:
    """Relevant passages (1 to 14) and a ranking (0 to 20)."""
    random = Random(seed)
    return random.sample(PASSAGES, random.randint(1, 14)), random.sample(PASSAGES, random.randint(0, 20))


@pytest.mark.parametrize("seed", CASES)
def test_recall_reciprocal_rank_and_ndcg_are_those_of_trec_eval(seed: int) -> None:
    relevant, ranked = drawn(seed)
    any_of, all_of, run = gold_of(relevant, every=False), gold_of(relevant, every=True), ranking(ranked)
    documents = [document for document, _ in relevant]
    for k in (1, 5, 10):
        best = list(dict.fromkeys(document for document, _ in ranked[:k]))
        assert measures.evidence_recall(any_of, run, k) == trec(f"success_{k}", relevant, ranked)
        assert measures.evidence_recall(all_of, run, k) == pytest.approx(
            trec(f"recall_{k}", relevant, ranked)
        )
        assert measures.document_recall(any_of, run, k) == trec("success_10", documents, best)
        assert measures.document_recall(all_of, run, k) == pytest.approx(trec("recall_10", documents, best))
    assert measures.reciprocal_rank(any_of, run) == pytest.approx(trec("recip_rank", relevant, ranked[:10]))
    assert measures.ndcg(any_of, run) == pytest.approx(trec("ndcg_cut_10", relevant, ranked))


def test_evidence_found_twice_gains_once() -> None:
    """Here passages overlap and trec_eval, which judges each by itself, would count the second again."""
    gold = gold_of([("a", 0)], every=False)
    twice = AnswerRecord(
        "q", False, 0.0, hits=(RankedPassage("a", 0, 4), RankedPassage("b", 0, 9), RankedPassage("a", 3, 9))
    )
    assert measures.ndcg(gold, twice) == 1.0
    assert trec("ndcg_cut_10", ["a0", "a3"], ["a0", "b0", "a3"]) == pytest.approx(0.92, abs=0.001)


def confidences(seed: int) -> tuple[list[float], list[bool]]:
    """Some 5 to 120 confidences, with ties in every second case, and whether right; both are there."""
    random = Random(seed)
    n = random.randint(5, 120)
    digits = 4 if seed % 2 else 1
    scores = [round(random.random() * 0.94, digits) for _ in range(n)]
    right = [random.random() < score for score in scores]
    right[:2] = [True, False]
    return scores, right


@pytest.mark.parametrize("seed", CASES)
def test_auroc_is_that_of_scikit_learn(seed: int) -> None:
    scores, right = confidences(seed)
    assert measures.auroc(scores, right) == pytest.approx(roc_auc_score(right, scores))


@pytest.mark.parametrize("seed", CASES)
def test_risk_is_one_less_the_precision_of_scikit_learn(seed: int) -> None:
    """Its curve has one point for each confidence: the end of each tie of ours."""
    scores, right = confidences(seed)
    precision, _, thresholds = precision_recall_curve(right, scores)
    risk_at = dict(measures.risk_coverage(scores, right))
    for value, threshold in zip(precision, thresholds, strict=False):
        given = sum(score >= threshold for score in scores)
        assert risk_at[given / len(scores)] == pytest.approx(1 - value)


@pytest.mark.parametrize("seed", range(40))
def test_the_risk_inside_a_tie_is_the_mean_over_its_orders(seed: int) -> None:
    """Scikit-learn breaks no tie; so shuffle them, and let its curve of distinct ranks be the judge."""
    scores, right = confidences(2 * seed)
    generator = np.random.default_rng(seed)
    areas = []
    for _ in range(400):
        order = np.lexsort((generator.random(len(scores)), scores))
        precision, _, thresholds = precision_recall_curve(np.asarray(right)[order], np.arange(len(scores)))
        areas.append((1 - precision[: len(thresholds)]).sum() / len(scores))
    spread = np.std(areas) / len(areas) ** 0.5
    assert measures.aurc(scores, right) == pytest.approx(np.mean(areas), abs=5 * spread + 1e-9)


@pytest.mark.parametrize("seed", CASES)
def test_calibration_error_is_that_of_torchmetrics(seed: int) -> None:
    """No confidence stands on the edge of a bin: torch's third fifth begins at 0.6000000000000001."""
    scores, right = confidences(seed)
    scores = [score + 0.00005 for score in scores]
    for bins in (5, 10):
        theirs = binary_calibration_error(
            torch.tensor(scores, dtype=torch.float64), torch.tensor(right, dtype=torch.int64), n_bins=bins
        )
        assert measures.calibration_error(scores, right, bins) == pytest.approx(float(theirs))


def test_full_confidence_belongs_to_the_last_bin() -> None:
    """Torchmetrics gives 1.0 a bin of its own: |1 - 0| / 2 + |0.9 - 1| / 2 there, |0.95 - 0.5| here."""
    theirs = binary_calibration_error(
        torch.tensor([1.0, 0.9], dtype=torch.float64), torch.tensor([0, 1]), n_bins=10
    )
    assert float(theirs) == pytest.approx(0.55)
    assert measures.calibration_error([1.0, 0.9], [False, True]) == pytest.approx(0.45)


@pytest.mark.parametrize(("right", "n"), [(0, 1), (1, 1), (3, 10), (10, 10), (57, 160)])
def test_the_interval_of_a_share_is_that_of_scipy(right: int, n: int) -> None:
    """With z = 1.96 here, 1.95996… there."""
    theirs = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert measures.wilson_interval(right, n) == pytest.approx((theirs.low, theirs.high), abs=1e-4)


def squad_of(found: str, accepted: Sequence[str]) -> tuple[float, float]:
    """Exact match and F1 by torchmetrics, in [0, 1]."""
    result = squad(
        [{"prediction_text": found, "id": "q"}],
        [{"answers": {"answer_start": [0] * len(accepted), "text": list(accepted)}, "id": "q"}],
    )
    return float(result["exact_match"]) / 100, float(result["f1"]) / 100


def answered(short_answer: str) -> AnswerRecord:
    return AnswerRecord("q", True, 0.5, citations=(CitedQuote("a", 0, 9, "…", short_answer),))


def asking(accepted: Sequence[str]) -> Gold:
    row = {"id": "q", "kind": "definition", "question": "?", "answerable": True, "docs": ["a"]}
    question = parse_question(row | {"answers": list(accepted), "evidence": ["x"]})
    return Gold(question, (frozenset({"a"}),), ((),))


PLAIN = ("aide", "centre", "hopital", "maison", "sante", "2024", "soins", "euros")
FRENCH = ("Aide", "centres", "l’hôpital", "d’urgence", "du", "17 000", "3,5 %", "la", "santé", "2024", "an")


def texts_of(random: Random, words: Sequence[str]) -> tuple[str, list[str]]:
    def text() -> str:
        return " ".join(random.choices(words, k=random.randint(1, 7)))

    return text(), [text() for _ in range(random.randint(1, 4))]


@pytest.mark.parametrize("seed", CASES)
def test_exact_match_and_f1_are_those_of_squad(seed: int) -> None:
    """On words that neither normaliser changes, the texts as they are."""
    found, accepted = texts_of(Random(seed), PLAIN)
    gold, record = asking(accepted), answered(found)
    ours = measures.exact_match(gold, record), measures.token_f1(gold, record)
    assert ours == pytest.approx(squad_of(found, accepted))


@pytest.mark.parametrize("seed", CASES)
def test_they_are_those_of_squad_once_french_is_normalised(seed: int) -> None:
    """Our tokens, each renamed to letters that SQuAD's English normaliser leaves alone."""
    found, accepted = texts_of(Random(seed), FRENCH)
    names: dict[str, str] = {}

    def renamed(text: str) -> str:
        return " ".join(names.setdefault(token, f"w{len(names)}") for token in answer_tokens(text))

    gold, record = asking(accepted), answered(found)
    ours = measures.exact_match(gold, record), measures.token_f1(gold, record)
    assert ours == pytest.approx(squad_of(renamed(found), list(map(renamed, accepted))))


@pytest.mark.parametrize(
    ("found", "accepted", "ours", "theirs"),
    [
        ("les médecins", "medecins", 1.0, 0.0),  # French articles and accents do not count
        ("17000", "17 000", 1.0, 0.0),  # one number, whatever the space in it
        ("3,5 %", "35", 0.0, 1.0),  # a decimal comma is no punctuation
        ("a", "the", 0.0, 1.0),  # English articles are words like others
    ],
)
def test_where_the_french_normaliser_parts_from_the_english_one(
    found: str, accepted: str, ours: float, theirs: float
) -> None:
    assert measures.exact_match(asking([accepted]), answered(found)) == ours
    assert squad_of(found, [accepted])[0] == theirs


@pytest.mark.parametrize("seed", range(60))
def test_the_interval_of_a_mean_is_that_of_scipy(seed: int) -> None:
    """The same generator draws the same questions, so the two agree to the last digits."""
    generator = np.random.default_rng(seed)
    values = generator.choice([0.0, 0.25, 0.5, 1.0], size=generator.integers(2, 200))
    theirs = bootstrap(
        (values,), np.mean, n_resamples=1000, method="percentile", rng=np.random.default_rng(0)
    ).confidence_interval
    assert measures.bootstrap_interval(values.tolist()) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize("seed", range(60))
def test_the_interval_of_a_weighted_mean_is_that_of_scipy(seed: int) -> None:
    generator = np.random.default_rng(seed)
    weights = generator.integers(1, 4, size=generator.integers(2, 200)).astype(float)
    values = generator.random(len(weights))
    theirs = bootstrap(
        (values, weights),
        lambda value, weight, axis: (value * weight).sum(axis) / weight.sum(axis),
        n_resamples=1000,
        method="percentile",
        paired=True,
        vectorized=True,
        rng=np.random.default_rng(0),
    ).confidence_interval
    ours = measures.bootstrap_interval(values.tolist(), weights.tolist())
    assert ours == pytest.approx((theirs.low, theirs.high))


def test_another_seed_changes_the_interval_little() -> None:
    values = [float(n % 3 == 0) for n in range(200)]
    spread = float(np.std(values)) / len(values) ** 0.5
    theirs = bootstrap((values,), np.mean, method="percentile", rng=np.random.default_rng(5))
    ours = measures.bootstrap_interval(values, n=9999)
    assert ours == pytest.approx(tuple(theirs.confidence_interval), abs=0.15 * spread)


def test_the_interval_of_the_auroc_is_that_of_scipy() -> None:
    scores, right = confidences(7)
    theirs = bootstrap(
        (right, scores),
        roc_auc_score,
        n_resamples=1000,
        method="percentile",
        paired=True,
        vectorized=False,
        rng=np.random.default_rng(0),
    ).confidence_interval
    ours = measures.estimate_statistic(measures.auroc, scores, right)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize("seed", range(60))
def test_the_interval_of_a_difference_is_that_of_scipy(seed: int) -> None:
    generator = np.random.default_rng(seed)
    before, after = generator.integers(0, 2, size=(2, generator.integers(5, 150))).astype(float)
    pairs = [((one, 1.0), (other, 1.0)) for one, other in zip(before.tolist(), after.tolist(), strict=True)]
    difference = mean_difference("answer@3", pairs)
    theirs = bootstrap(
        (before, after),
        lambda one, other, axis: other.mean(axis) - one.mean(axis),
        n_resamples=1000,
        method="percentile",
        paired=True,
        vectorized=True,
        rng=np.random.default_rng(0),
    ).confidence_interval
    assert difference is not None
    assert (difference.low, difference.high) == pytest.approx((theirs.low, theirs.high))


def test_the_interval_of_a_difference_of_auroc_is_that_of_scipy() -> None:
    (before, right), (after, _) = confidences(7), confidences(9)
    n = min(len(before), len(after))
    before, after, right = before[:n], after[:n], right[:n]
    theirs = bootstrap(
        (right, before, after),
        lambda labels, one, other: roc_auc_score(labels, other) - roc_auc_score(labels, one),
        n_resamples=1000,
        method="percentile",
        paired=True,
        vectorized=False,
        rng=np.random.default_rng(0),
    ).confidence_interval
    pairs = [((one, label), (other, label)) for one, other, label in zip(before, after, right, strict=True)]
    difference = statistic_difference("auroc", pairs)
    assert difference is not None
    assert (difference.low, difference.high) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize("rank", [50, 95])
def test_percentiles_are_those_of_the_standard_library(rank: int) -> None:
    for seed in CASES:
        values = [Random(seed + n).random() for n in range(2 + seed % 40)]
        theirs = quantiles(values, n=100, method="inclusive")[rank - 1]
        assert measures.percentile(values, rank) == pytest.approx(theirs)
