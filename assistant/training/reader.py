"""Fit the reading model on PIAF: trees over features, their calibration, the threshold.

    python -m assistant.training.reader --data DIR

Questions are asked of many small worlds, each a folder of a few articles indexed as any
corpus is. In every article a part of the paragraphs is left out: the questions asked of
them become near misses, on the subject but without their answer. Questions of articles
that are not in the world are off topic. All is fitted on PIAF dev: the shipped
encoder has learned the questions of PIAF train, and trees fitted there believe its cosines too
much (the own set's dev part, first quote right, always answering: 0.573 against 0.628). The
articles are cut into parts; how many trees, the calibration and the threshold come from parts
that the trees have not seen. Seeded; four minutes on two cores.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assistant.encoder import load_encoder
from assistant.french import Glossary
from assistant.index import PassageIndex, build_index
from assistant.reading.evidence import asked
from assistant.reading.features import FEATURES, Features
from assistant.reading.model import ReadingModel, Scores, forest_of
from assistant.reading.reader import QuoteReader
from assistant.reading.windows import ReadingText
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.training.cached import CachedEncoder
from assistant.training.piaf import Article, Gold, Selection, read_articles, write_folder
from assistant.types import Encoder, Vectors

MODEL = Path(__file__).parent.parent / "reading" / "model.json"
WORLD_SIZES = (3, 6, 12, 25, 50)
"""Articles in a world: small corpora must be read as well as large ones."""
LEFT_OUT = 0.3
"""Share of the paragraphs left out of a world."""
REPEATED = 0.3
"""Share of the paragraphs that a second document repeats: sources often say the same thing twice."""
OFF_TOPIC = 0.12
"""Off-topic questions asked of a world, as a share of its own."""
OVER_REFUSAL = 0.04
"""Share of the answerable questions of PIAF dev that the threshold may refuse: less than what is aimed at on
administrative text, whose questions get lower confidences (seen on the dev parts of the question sets)."""
PARTS = 3
"""Into which the articles are cut."""


@dataclass(frozen=True, slots=True)
class Group:
    """One question asked of one world."""

    features: Features
    right: npt.NDArray[np.bool_]
    """Whether each candidate sentence holds a gold answer."""
    penalty: npt.NDArray[np.float64]
    """Log-odds the reader takes from each for what the question requires."""
    question: str
    texts: Sequence[ReadingText]
    """The passages."""
    keys: Sequence[tuple[int, int]]
    """Of each candidate: number of its passage, number of the sentence in it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, calibrate and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds piaf/")
    parser.add_argument("--rounds", type=int, default=4, help="times each article is used (default: 4)")
    options = parser.parse_args(arguments)
    settings = Settings()
    encoder = CachedEncoder(load_encoder(settings))
    articles = read_articles(options.data, "dev")
    parts = [list(_groups(articles[part::PARTS], options.rounds, settings, encoder)) for part in range(PARTS)]
    booster, unseen = fit_trees(parts)
    groups = [group for part in parts for group in part]
    slope, intercept = calibrate(unseen, groups)
    trees = [_flat(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    stored = {
        "features": list(FEATURES),
        "slope": slope,
        "intercept": intercept,
        "threshold": choose_threshold(unseen, groups, slope, intercept),
        "trees": trees,
    }
    MODEL.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")
    _say(f"{len(trees)} trees, {MODEL.stat().st_size // 1024} KiB")
    _say("dev, parts unseen: " + report(unseen, groups, slope, intercept))
    test = list(_groups(read_articles(options.data, "test"), 2, settings, encoder))
    _say("test: " + report(_scores(booster, test), test, slope, intercept))


def _groups(
    articles: Sequence[Article], rounds: int, settings: Settings, encoder: Encoder
) -> Iterator[Group]:
    """Ask the questions of articles in worlds of several sizes."""
    chance = random.Random(0)
    for turn in range(rounds):
        order = list(articles)
        chance.shuffle(order)
        at = 0
        while at < len(order):
            size = WORLD_SIZES[(turn + at) % len(WORLD_SIZES)]
            inside, at = order[at : at + size], at + size
            outside = [article for article in articles if article not in inside]
            yield from _world(inside, outside, chance, settings, encoder)
        _say(f"round {turn + 1} of {rounds}")


def _world(
    inside: Sequence[Article],
    outside: Sequence[Article],
    chance: random.Random,
    settings: Settings,
    encoder: Encoder,
) -> Iterator[Group]:
    chosen = []
    for article in inside:
        kept = [i for i in range(len(article.paragraphs)) if chance.random() >= LEFT_OUT]
        repeated = [i for i in kept if chance.random() < REPEATED]
        chosen.append(Selection(article, kept or [0], repeated))
    with tempfile.TemporaryDirectory() as folder:
        gold = write_folder(Path(folder, "corpus"), chosen)
        build_index(Path(folder, "corpus"), Path(folder, "index"), settings, encoder)
        index = PassageIndex.open(Path(folder, "index"))
    answered = {question.id for question in gold}
    near = [
        Gold(question.id, question.question, ())
        for article in inside
        for paragraph in article.paragraphs
        for question in paragraph.questions
        if question.id not in answered
    ]
    others = [q for a in outside for p in a.paragraphs for q in p.questions]
    off = chance.sample(others, min(len(others), round(OFF_TOPIC * len(gold))))
    questions = gold + near + [Gold(question.id, question.question, ()) for question in off]

    def vector_of(question: str) -> Vectors:
        vector: Vectors = encoder.encode([question], "question")[0]
        return vector

    glossary = Glossary.learned(document.text for document in index.documents.values())
    retriever = HybridRetriever(index, vector_of, settings.lexical_weight, glossary)
    reader = QuoteReader(index, vector_of, ReadingModel(forest_of([]), 1.0, 0.0, 0.5), glossary)
    for question in questions:
        hits = retriever.retrieve(question.question, settings.k)
        taken_apart = asked(question.question, glossary)
        keys, features = reader.features(taken_apart, hits)
        if keys:
            right = [
                any(
                    hit.passage.document == document and span.start < end and start < span.end
                    for document, start, end in question.places
                    for span in [hit.passage.sentences[place]]
                )
                for hit, place in keys
            ]
            penalty = [reader.penalty(taken_apart, hit, place) for hit, place in keys]
            texts = [reader.passage(hit).as_read for hit in hits]
            number = {hit.number: at for at, hit in enumerate(hits)}
            places = [(number[hit.number], place) for hit, place in keys]
            yield Group(features, np.asarray(right), np.asarray(penalty), question.question, texts, places)


def fit_trees(parts: Sequence[Sequence[Group]]) -> tuple[Any, list[Scores]]:
    """Boost trees on single candidates; their number is the one that reads unseen parts best, on average.

    Returns:
        The trees fitted on all parts; the log-odds of each group's candidates, in the order of the parts, by trees
        that were fitted on the other parts.
    """
    parameters = {
        "objective": "binary",
        "learning_rate": 0.06,
        "num_leaves": 12,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "seed": 0,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 2,
        "verbosity": -1,
    }
    unseen: list[Scores] = []
    counts = []
    for part in parts:
        training = _dataset([group for other in parts if other is not part for group in other])
        booster = lightgbm.train(
            parameters,
            training,
            num_boost_round=600,
            valid_sets=[_dataset(part, reference=training)],
            callbacks=[lightgbm.early_stopping(40, verbose=False)],
        )
        counts.append(booster.best_iteration)
        unseen += _scores(booster, part)
    everything = _dataset([group for part in parts for group in part])
    return lightgbm.train(parameters, everything, num_boost_round=round(sum(counts) / len(counts))), unseen


def _dataset(groups: Sequence[Group], **more: Any) -> Any:
    return lightgbm.Dataset(
        np.concatenate([group.features for group in groups]),
        np.concatenate([group.right for group in groups]),
        feature_name=list(FEATURES),
        **more,
    )


def _scores(booster: Any, groups: Sequence[Group]) -> list[Scores]:
    return [booster.predict(group.features, raw_score=True) for group in groups]


def _best(
    scores: Sequence[Scores], groups: Sequence[Group]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return the log-odds of each question's best candidate as the reader sees it, and whether it is right."""
    seen = [score - group.penalty for score, group in zip(scores, groups, strict=True)]
    best = [int(np.argmax(score)) for score in seen]
    odds = np.asarray([score[i] for score, i in zip(seen, best, strict=True)])
    return odds, np.asarray([group.right[i] for group, i in zip(groups, best, strict=True)])


def calibrate(scores: Sequence[Scores], groups: Sequence[Group]) -> tuple[float, float]:
    """Fit the logistic curve from the best candidate's log-odds to the share that is right."""
    odds, right = _best(scores, groups)
    fitted = LogisticRegression(C=1e6).fit(odds[:, None], right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def choose_threshold(
    scores: Sequence[Scores], groups: Sequence[Group], slope: float, intercept: float
) -> float:
    """Return the highest confidence that refuses at most `OVER_REFUSAL` of the questions with an answer."""
    odds, _ = _best(scores, groups)
    answerable = np.asarray([bool(group.right.any()) for group in groups])
    limit = float(np.quantile(odds[answerable], OVER_REFUSAL))
    return round(float(1 / (1 + np.exp(-(slope * limit + intercept)))), 4)


def report(scores: Sequence[Scores], groups: Sequence[Group], slope: float, intercept: float) -> str:
    """Say how the model reads the groups: right first where there is an answer, AUROC, log loss."""
    from sklearn.metrics import roc_auc_score

    odds, right = _best(scores, groups)
    answerable = np.asarray([bool(group.right.any()) for group in groups])
    probability = 1 / (1 + np.exp(-(slope * odds + intercept)))
    loss = -np.mean(np.log(np.where(right, probability, 1 - probability)))
    return (
        f"{len(groups)} questions, answer retrieved for {answerable.mean():.3f}, "
        f"right first {right[answerable].mean():.3f} of these, "
        f"AUROC {roc_auc_score(right, odds):.3f}, log loss {loss:.3f}"
    )


def _flat(root: dict[str, Any]) -> dict[str, list[float]]:
    """Lay a LightGBM tree out in arrays; a negative child is the leaf number ~child."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "leaf": []}

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            tree["leaf"].append(round(node["leaf_value"], 6))
            return ~(len(tree["leaf"]) - 1)
        number = len(tree["feature"])
        tree["feature"].append(node["split_feature"])
        tree["threshold"].append(float(f"{node['threshold']:.6g}"))
        tree["left"].append(0)
        tree["right"].append(0)
        tree["left"][number] = add(node["left_child"])
        tree["right"][number] = add(node["right_child"])
        return number

    if add(root) < 0:  # a tree of one leaf: a split that always goes left
        tree |= {"feature": [0], "threshold": [float("1e38")], "left": [-1], "right": [-1]}
    return tree


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
