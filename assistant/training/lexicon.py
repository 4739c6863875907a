"""Rarity of French terms, words of near meaning, and English words in French, from parallel text.

    python -m assistant.training.lexicon --data DIR

writes the three tables of `assistant/french/lexicon/`. Translation probabilities come from
IBM Model 1 over stems; two French terms are near when they share English translations:
near(f, f') = sum over e of p(e | f) p(f' | e).

Sources: Brown et al., "The Mathematics of Statistical Machine Translation", Computational
Linguistics 19(2), 1993 (Model 1); Bannard, Callison-Burch, "Paraphrasing with Bilingual
Parallel Corpora", ACL 2005 (the pivot). Four minutes on one core; nothing is random.
Data, in DIR: `en-fr.tsv.gz` (aligned sentences), `prose_fr.jsonl.gz` (French prose), `piaf/` (its train part).
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from assistant.french import analyse
from assistant.training.piaf import read_articles

TABLES = Path(__file__).parent.parent / "french" / "lexicon"
ROUNDS = 6
MIN_COUNT = 4
MAX_SHARE = 0.05
"""Terms in more than this share of the sentences are left out: they align with anything."""
MAX_PAIRS = 900
"""Longer sentence pairs, in term pairs, say little about single words."""
KEEP_NEAR, KEEP_ENGLISH = 0.04, 0.08
MOST_NEAR, MOST_ENGLISH = 8, 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    data = parser.parse_args(arguments).data
    english, french = _parallel(data)
    TABLES.mkdir(exist_ok=True)
    counts = Counter(term for sentence in french for term in sentence)
    extra = list(_prose(data))
    counts.update(term for text in extra for term in set(analyse(text)))
    _write(
        "rarity.tsv.gz",
        [["", str(len(french) + len(extra))]]
        + [[term, str(count)] for term, count in sorted(counts.items()) if count >= MIN_COUNT],
    )
    english_terms, french_terms = _vocabulary(english), _vocabulary(french)
    to_french, to_english = _model_1(english, french, english_terms, french_terms)
    near = (to_english @ to_french).tocsr()
    _write("near.tsv.gz", _rows(near, french_terms, french_terms, KEEP_NEAR, MOST_NEAR))
    _write("english.tsv.gz", _rows(to_french, english_terms, french_terms, KEEP_ENGLISH, MOST_ENGLISH))


def _parallel(data: Path) -> tuple[list[list[str]], list[list[str]]]:
    english, french = [], []
    with gzip.open(data / "en-fr.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            source, target = line.split("\t")[:2]
            english.append(_words(source))
            french.append(_words(target))
    return english, french


def _words(text: str) -> list[str]:
    """Terms of a sentence without figures, each once. English goes through the French analysis too,
    so that the words of an English question are found as they are met."""
    return list(dict.fromkeys(term for term in analyse(text) if term.isalpha()))


def _prose(data: Path) -> Iterator[str]:
    for article in read_articles(data, "train"):
        for paragraph in article.paragraphs:
            yield from paragraph.text.split(". ")
    with gzip.open(data / "prose_fr.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from json.loads(line)["text"].split("\n")


def _vocabulary(sentences: Sequence[Sequence[str]]) -> dict[str, int]:
    counts = Counter(term for sentence in sentences for term in sentence)
    limit = MAX_SHARE * len(sentences)
    kept = sorted(term for term, count in counts.items() if MIN_COUNT <= count <= limit)
    return {term: number for number, term in enumerate(kept)}


def _model_1(
    english: Sequence[Sequence[str]],
    french: Sequence[Sequence[str]],
    english_terms: dict[str, int],
    french_terms: dict[str, int],
) -> tuple[csr_matrix, csr_matrix]:
    """Return p(french | english) and p(english | french), each with one row a condition."""
    left, right, sentence = [], [], []
    for number, (source, target) in enumerate(zip(english, french, strict=True)):
        ours = [english_terms[term] for term in source if term in english_terms]
        theirs = [french_terms[term] for term in target if term in french_terms]
        if 0 < len(ours) * len(theirs) <= MAX_PAIRS:
            left.append(np.repeat(np.asarray(ours, np.int64), len(theirs)))
            right.append(np.tile(np.asarray(theirs, np.int64), len(ours)))
            sentence.append(np.full(len(ours) * len(theirs), number, np.int64))
    e, f, s = np.concatenate(left), np.concatenate(right), np.concatenate(sentence)
    pairs, which = np.unique(e * len(french_terms) + f, return_inverse=True)
    pair_e, pair_f = pairs // len(french_terms), pairs % len(french_terms)
    shape = (len(english_terms), len(french_terms))
    p_french = _expectation_maximisation(which, pair_e, s * shape[1] + f)
    p_english = _expectation_maximisation(which, pair_f, s * shape[0] + e)
    return (
        _pruned(csr_matrix((p_french, (pair_e, pair_f)), shape=shape)),
        _pruned(csr_matrix((p_english, (pair_f, pair_e)), shape=shape[::-1])),
    )


def _expectation_maximisation(
    which: npt.NDArray[np.int64], condition: npt.NDArray[np.int64], slots: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Fit p(other | condition) of every distinct pair; a slot is one word to explain in one sentence."""
    _, slot = np.unique(slots, return_inverse=True)
    probability = np.ones(len(condition))
    for _ in range(ROUNDS):
        share = probability[which]
        share /= np.bincount(slot, share)[slot]
        expected = np.bincount(which, share, len(condition))
        probability = expected / np.bincount(condition, expected)[condition]
    return probability


def _pruned(matrix: csr_matrix) -> csr_matrix:
    matrix.data[matrix.data < 0.01] = 0
    matrix.eliminate_zeros()
    return matrix


def _rows(
    matrix: csr_matrix, conditions: dict[str, int], others: dict[str, int], least: float, most: int
) -> Iterator[list[str]]:
    """Yield a condition and its likeliest others, itself left out, as `term=probability`."""
    names = list(others)
    for term, number in conditions.items():
        row = matrix.getrow(number)
        found = sorted(zip(row.data, row.indices, strict=True), key=lambda pair: (-pair[0], pair[1]))
        kept = [(names[other], p) for p, other in found if p >= least and names[other] != term][:most]
        if kept:
            yield [term, *(f"{other}={p:.2f}" for other, p in kept)]


def _write(name: str, rows: Iterable[Sequence[str]]) -> None:
    text = "".join("\t".join(row) + "\n" for row in rows)
    (TABLES / name).write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    sys.stderr.write(f"{name}: {text.count(chr(10))} rows, {(TABLES / name).stat().st_size // 1024} KiB\n")


if __name__ == "__main__":
    main()
