"""Each part of the bench: what is measured of every encoder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.encoder import find_model
from assistant.index import PassageIndex, Progress, build_index
from assistant.settings import Settings
from evals.encoders.memory import RememberingEncoder
from evals.encoders.samples import Correlation, Mean, Sample, Statistic, spearman
from evals.encoders.search import (
    BM25,
    DENSE,
    FITTED,
    FUSED,
    OF_EVIDENCE,
    OF_PARAGRAPHS,
    PASSAGES,
    Measure,
    Searching,
)
from evals.encoders.sets import (
    SPOILED,
    Collection,
    Graded,
    piaf_collection,
    piaf_sentences,
    read_graded,
    read_held_out,
    second_collection,
    shipped_collection,
)
from evals.encoders.speed import SENTENCES, measure_speed
from evals.measures import Estimate

PARTS = {
    "piaf": "PIAF",
    "robustness": "PIAF questions as people type",
    "shipped": "Question set of the repository",
    "second": "Second question set",
    "sts": "Likeness of sentences (French STS benchmark)",
    "bitext": "French and English (held-out pairs)",
    "speed": "Speed and memory",
}
NO_SCIPY = 'sts: left out, scipy is not installed; run: pip install -e ".[training]"'
CLEAN = "recall@1"
RIGHT_FIRST = {CLEAN: OF_PARAGRAPHS[CLEAN]}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoder to be measured."""

    name: str
    """As the tables call it."""
    settings: Settings
    """Its name and prompts, and how passages are made and fused."""
    encoder: RememberingEncoder
    folder: Path
    """Its own, for its indexes."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one way of ranking or comparing gave, in one part."""

    encoder: str | None
    """None for BM25 alone."""
    way: str
    samples: Mapping[str, Sample]
    weight: float | None = None
    """Share of BM25 where words and vectors are fused."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The fusion of BM25 and one encoder at every weight, on PIAF dev."""

    weight: float
    """The best recall@1; of equal ones the best MRR@10, then the largest share of BM25."""
    curve: Mapping[float, Mapping[str, Estimate]]


@dataclass(slots=True)
class Measured:
    """What came out: rows by part, fits, costs and weights by encoder."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)
    speed: dict[str, dict[str, float]] = field(default_factory=dict)


class Bench:
    """The data of the chosen parts, and what is done with it."""

    def __init__(
        self, data: Path, split: str, parts: set[str], fit: bool, work: Path, progress: Progress
    ) -> None:
        """Read all that will be needed, so that what is missing is known before anything is computed.

        Args:
            data: folder of the data.
            split: `dev` or `test`.
            parts: keys of `PARTS`.
            fit: whether the weight of the fusion is fitted for each encoder.
            work: where corpora are written.
            progress: told how far an index is.

        Raises:
            UsageError: data is missing or of another form, or `work` cannot be written.
            QuestionSetError: a question set cannot be used.
        """
        self._progress = progress
        self._indexes: dict[tuple[str, str], PassageIndex] = {}
        self._dev = piaf_collection(data, "dev", work) if fit else None
        self._collections: dict[str, Collection] = {}
        if not {"piaf", "robustness"}.isdisjoint(parts):
            self._collections["piaf"] = piaf_collection(data, split, work)
        if "shipped" in parts:
            self._collections["shipped"] = shipped_collection(split)
        if "second" in parts:
            self._collections["second"] = second_collection(data, split, work)
        self._graded = read_graded(data, split) if "sts" in parts else None
        self._pairs = read_held_out(data) if "bitext" in parts else []
        self._sentences = piaf_sentences(data, SENTENCES) if "speed" in parts else []
        self._parts = [part for part in PARTS if part in parts]
        self.notes: list[str] = []
        """What was left out, and why, in one line each."""
        self._spearman = spearman() if self._graded is not None else None
        if self._graded is not None and self._spearman is None:
            self._parts.remove("sts")
            self.notes.append(NO_SCIPY)

    def measure(self, candidates: Sequence[Candidate]) -> Measured:
        """Measure every part, encoder by encoder; BM25 alone is measured with the first.

        Raises:
            AssistantError: an encoder cannot be loaded, an index not built.
        """
        measured = Measured()
        for candidate in candidates:
            fitted = None
            if self._dev is not None:
                fit = fit_weight(self._searching(candidate, self._dev))
                measured.fits[candidate.name], fitted = fit, fit.weight
            for part in self._parts:
                if part == "speed":
                    measured.speed[candidate.name] = self._speed(candidate)
                else:
                    known = measured.rows.setdefault(part, [])
                    known += [row for row in self._rows(part, candidate, fitted) if row.encoder or not known]
                candidate.encoder.save()
            self._indexes.clear()
        return measured

    def _rows(self, part: str, candidate: Candidate, fitted: float | None) -> list[Row]:
        if part == "sts" and self._graded is not None and self._spearman is not None:
            return [likeness(candidate, self._graded, self._spearman)]
        if part == "bitext":
            return [translations(candidate, self._pairs)]
        searching = self._searching(candidate, self._collections["piaf" if part == "robustness" else part])
        if part == "robustness":
            return robustness(candidate, searching)
        return retrieval(candidate, searching, OF_PARAGRAPHS if part == "piaf" else OF_EVIDENCE, fitted)

    def _speed(self, candidate: Candidate) -> dict[str, float]:
        folder = find_model(candidate.settings.encoder)
        weights = list(folder.rglob("*.safetensors")) or list(folder.rglob("*.bin"))
        return {
            **measure_speed(candidate.settings, self._sentences),
            "weights, MB": round(sum(path.stat().st_size for path in weights) / 1e6, 1),
            "dimension": candidate.encoder.dimension,
        }

    def _searching(self, candidate: Candidate, collection: Collection) -> Searching:
        key = (candidate.name, collection.name)
        if key not in self._indexes:
            folder = candidate.folder / collection.name
            build_index(collection.corpus, folder, candidate.settings, candidate.encoder, self._progress)
            self._indexes[key] = PassageIndex.open(folder, candidate.encoder.identity)
        return Searching.over(collection, self._indexes[key], candidate.encoder)


def fit_weight(searching: Searching) -> Fit:
    """Measure the fusion at every weight, and choose one."""
    curve = {
        weight: {
            name: sample.estimate() for name, sample in searching.measured(rankings, OF_PARAGRAPHS).items()
        }
        for weight, rankings in searching.by_weight().items()
    }
    first, *_, last = OF_PARAGRAPHS
    best = max(curve, key=lambda weight: (curve[weight][first].value, curve[weight][last].value, weight))
    return Fit(best, curve)


def retrieval(
    candidate: Candidate, searching: Searching, measures: Mapping[str, Measure], fitted: float | None
) -> list[Row]:
    """Measure every way of ranking."""
    name, weight = candidate.name, candidate.settings.lexical_weight
    rows = [
        Row(None, BM25, searching.measured(searching.by_words(), measures)),
        Row(name, DENSE, searching.measured(searching.by_vectors(), measures)),
        Row(name, PASSAGES, searching.measured(searching.by_passages(), measures)),
        Row(name, FUSED, searching.measured(searching.by_both(weight), measures), weight),
    ]
    if fitted is not None:
        rows.append(Row(name, FITTED, searching.measured(searching.by_both(fitted), measures), fitted))
    return rows


def robustness(candidate: Candidate, asked: Searching) -> list[Row]:
    """Measure recall@1 as asked, and how much of it is lost when questions are spoiled."""
    weight = candidate.settings.lexical_weight
    spoiled = {name: asked.spoiled(spoil) for name, spoil in SPOILED.items()}

    def samples(ranked: Callable[[Searching], Sequence[Sequence[int]]]) -> dict[str, Mean]:
        clean = asked.measured(ranked(asked), RIGHT_FIRST)[CLEAN]
        losses = {}
        for name, searching in spoiled.items():
            left = searching.measured(ranked(searching), RIGHT_FIRST)[CLEAN]
            losses[f"lost, {name}"] = Mean([a - b for a, b in zip(clean.values, left.values, strict=True)])
        return {CLEAN: clean} | losses

    return [
        Row(None, BM25, samples(lambda searching: searching.by_words(1))),
        Row(candidate.name, DENSE, samples(lambda searching: searching.by_vectors(1))),
        Row(candidate.name, FUSED, samples(lambda searching: searching.by_both(weight, 1)), weight),
    ]


def likeness(candidate: Candidate, graded: Graded, statistic: Statistic) -> Row:
    """Compare the cosines of sentence pairs with what people said of them."""
    left, right = (candidate.encoder.encode(texts, "passage") for texts in (graded.left, graded.right))
    cosines = (left.astype(np.float64) * right).sum(axis=1)
    return Row(candidate.name, DENSE, {"Spearman": Correlation(cosines, np.array(graded.scores), statistic)})


def translations(candidate: Candidate, pairs: Sequence[tuple[str, str]]) -> Row:
    """Find each sentence's translation among those of all pairs; any of its translations is right."""
    french, english = zip(*pairs, strict=True)
    cosines = candidate.encoder.encode(french, "passage") @ candidate.encoder.encode(english, "passage").T
    known = set(pairs)
    forth = [(text, english[best]) in known for text, best in zip(french, cosines.argmax(1), strict=True)]
    back = [(french[best], text) in known for text, best in zip(english, cosines.argmax(0), strict=True)]
    samples = {"French to English": forth, "English to French": back}
    return Row(
        candidate.name,
        DENSE,
        {name: Mean([float(each) for each in right]) for name, right in samples.items()},
    )
