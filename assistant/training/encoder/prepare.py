"""Stage 3: every text that is learned from or measured on, as piece numbers in `WORK/prepared/`.

    french.npz english.npz teacher-english.npz   aligned texts; the last in the teacher's pieces
    question.npz answer.npz heading.npz context.npz   queries, the texts that answer them, negatives
    piaf-dev.npz sts-fr.npz sts-en.npz           what checkpoints are measured on
    teacher/                                     the teacher's body in half precision

Sentences and passages are mixed, so that a teacher stopped early has seen both. Negatives are the
passages that BM25 ranks first, of another group and without the words of the answer.

Source: Karpukhin et al. 2020, "Dense Passage Retrieval" (negatives of BM25 that lack the answer);
Lee et al. 2019, "Latent Retrieval" (a sentence and the text around it).
"""

import csv
import json
import random
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import UsageError
from assistant.french import analyse, fold
from assistant.index.lexical import LexicalIndex
from assistant.passages import split_sentences
from assistant.training.encoder import texts
from assistant.training.encoder.initialise import teacher_tokenizer, teacher_weights
from assistant.training.encoder.pairs import (
    MINED,
    Pairs,
    save_arrays,
    save_pairs,
    save_tokens,
    without_barred,
)
from assistant.training.encoder.tiers import Tier
from assistant.training.encoder.tokens import Integers, tokens_of
from assistant.training.piaf import read_articles

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUOTA = {"canada_laws": 0.35, "php_docs": 0.4, "python_docs": 0.5, "httpd_docs": 0.5, "zf1_docs": 0.3}
"""Share of a source that is kept where sources are thinned: near copies of one manual teach little."""
KEPT_IN = 0.1
"""Share of the sentences that stay in the passage they are asked of: the words themselves count as well."""
ENGLISH = 0.3
"""Share of the aligned passages that are asked for in English."""
SHORT_ANSWER = 3
"""Letters below which an answer ("2", "de") stands in too many texts to tell which are right."""


def prepare(
    data: Path, teacher: Path, work: Path, tier: Tier, seed: int = 0, left_out: Collection[str] = ()
) -> dict[str, int]:
    """Write all arrays.

    Args:
        data: folder of the training data.
        teacher: its folder.
        work: holds the tokenizer in `student/`.
        tier: how much is used.
        seed: of what is chosen.
        left_out: identifiers of prose documents that are kept for measuring.

    Returns:
        Number of texts or pairs by file.

    Raises:
        UsageError: the data, the teacher or the tokenizer is missing.
    """
    from tokenizers import Tokenizer

    if not (work / "student" / "model.safetensors").exists():
        raise UsageError(f"{work / 'student'}: no weights; run the stages vocabulary and initialise first")
    tokenizer = Tokenizer.from_file(str(work / "student" / "tokenizer.json"))
    settings = json.loads((work / "student" / "sentence_bert_config.json").read_text("utf-8"))
    tokenizer.enable_truncation(settings["max_seq_length"])
    prepared = work / "prepared"
    prepared.mkdir(exist_ok=True)
    _teacher(teacher, prepared / "teacher")
    aligned = choose_aligned(data, tier, seed)
    save_tokens(prepared, "french", tokens_of(tokenizer, [pair.french for pair in aligned]))
    english = [pair.english for pair in aligned]
    save_tokens(prepared, "english", tokens_of(tokenizer, english))
    save_tokens(prepared, "teacher-english", tokens_of(teacher_tokenizer(teacher), english))
    counts = {"aligned": len(aligned)}
    chance = random.Random(seed)
    for kind, found, limit in (
        ("question", texts.read_questions(data, tier.window_words), None),
        ("answer", texts.read_questions(data, 0), None),
        ("heading", texts.read_headings(data, left_out), tier.headings),
        ("context", contexts(data, chance, left_out), tier.contexts),
    ):
        related = list(found)
        if limit is not None and limit < len(related):
            related = chance.sample(related, limit)
        pairs = pairs_of(related, tokenizer, mine=kind in ("question", "answer"))
        save_pairs(prepared / f"{kind}.npz", pairs)
        counts[kind] = len(related)
    counts["piaf-dev"] = _piaf(data, tokenizer, prepared)
    for language in ("fr", "en"):
        counts[f"sts-{language}"] = _sts(data, language, tokenizer, prepared)
    return counts


def choose_aligned(data: Path, tier: Tier, seed: int) -> list[texts.Aligned]:
    """Return the aligned sentences and passages to learn from, mixed; none of those kept aside."""
    generator = np.random.default_rng(seed)
    sentences = [
        pair
        for pair in texts.read_sentences(data)
        if not tier.quota or generator.random() < QUOTA.get(pair.source, 1.0)
    ]
    passages = list(texts.read_passages(data))
    chosen = [sentences[number] for number in generator.permutation(len(sentences))[: tier.sentences]]
    chosen += [passages[number] for number in generator.permutation(len(passages))[: tier.passages]]
    return [chosen[number] for number in generator.permutation(len(chosen))]


def contexts(data: Path, chance: random.Random, left_out: Collection[str] = ()) -> Iterator[texts.Related]:
    """Yield a sentence with the passage around it, or an English sentence with the French passage."""
    for group, (french, english) in enumerate(texts.read_contexts(data, left_out)):
        if english and chance.random() < ENGLISH:
            yield texts.Related(chance.choice(english), " ".join(french), group)
            continue
        at = chance.randrange(len(french))
        kept = french if chance.random() < KEPT_IN else [*french[:at], *french[at + 1 :]]
        yield texts.Related(french[at], " ".join(kept), group)


def pairs_of(related: Sequence[texts.Related], tokenizer: "Tokenizer", *, mine: bool) -> Pairs:
    """Number the texts, and mine negatives by BM25."""
    group_of = {each.passage: each.group for each in related}
    passages = list(group_of)
    rows = {passage: row for row, passage in enumerate(passages)}
    queries = [each.query for each in related]
    pairs = Pairs(
        tokens_of(tokenizer, queries),
        tokens_of(tokenizer, passages),
        np.asarray([rows[each.passage] for each in related], np.int64),
        np.asarray(list(group_of.values()), np.int64),
        np.full((len(related), MINED), -1, np.int64),
        _barred([each.answer for each in related], passages) if mine else np.empty((0, 2), np.int64),
    )
    if mine:
        _mine(pairs, queries, passages)
    return pairs


def _barred(answers: Sequence[str], passages: Sequence[str]) -> Integers:
    """Return the pairs (query, passage) of which the passage holds the answer, by query."""
    held = [_words(passage) for passage in passages]
    found = [
        (query, row)
        for query, answer in enumerate(map(_words, answers))
        if len(answer) >= SHORT_ANSWER + 2
        for row, passage in enumerate(held)
        if answer in passage
    ]
    return np.asarray(found, np.int64).reshape(-1, 2)


def _words(text: str) -> str:
    """Return the folded words of a text, a blank on either side of each."""
    words = " ".join(re.findall(r"\w+", fold(text)))
    return f" {words} "


def _mine(pairs: Pairs, queries: Sequence[str], passages: Sequence[str]) -> None:
    """Fill in the wrong passages that BM25 ranks first."""
    index = LexicalIndex.of([analyse(passage) for passage in passages])
    for row, query in enumerate(queries):
        scores = index.scores(dict.fromkeys(analyse(query), 1.0))
        best = np.argsort(-scores, kind="stable")[: 8 * MINED]
        kept = without_barred(pairs, row, best[scores[best] > 0])[:MINED]
        pairs.negatives[row, : len(kept)] = kept


def _teacher(teacher: Path, folder: Path) -> None:
    """Write the teacher's body in half precision: what `teach` needs of it."""
    from safetensors.numpy import save_file

    folder.mkdir(exist_ok=True)
    weights = {name: array.astype(np.float16) for name, array in teacher_weights(teacher).items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_bytes((teacher / "config.json").read_bytes())


def _piaf(data: Path, tokenizer: "Tokenizer", prepared: Path) -> int:
    """Write the questions of PIAF dev, and the paragraphs of all parts with their sentences."""
    questions: list[str] = []
    right: list[int] = []
    paragraphs: list[str] = []
    for part in ("train", "dev", "test"):
        for article in read_articles(data, part):
            for paragraph in article.paragraphs:
                if part == "dev":
                    questions += [asked.question for asked in paragraph.questions]
                    right += [len(paragraphs)] * len(paragraph.questions)
                paragraphs.append(paragraph.text)
    sentences: list[str] = []
    first: list[int] = []
    for text in paragraphs:
        first.append(len(sentences))
        sentences += [text[span.start : span.end] for span in split_sentences(text)] or [text]
    save_arrays(
        prepared / "piaf-dev.npz",
        right=np.asarray(right, np.int32),
        first=np.asarray(first, np.int32),
        **tokens_of(tokenizer, questions).arrays("questions"),
        **tokens_of(tokenizer, paragraphs).arrays("paragraphs"),
        **tokens_of(tokenizer, sentences).arrays("sentences"),
    )
    return len(questions)


def _sts(data: Path, language: str, tokenizer: "Tokenizer", prepared: Path) -> int:
    """Write the dev part of the STS benchmark: it is measured, never fitted."""
    file = data / "stsb_fr" / f"stsb-{language}-dev.csv"
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            left, right, scores = zip(*csv.reader(lines), strict=True)
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(
            f"{file}: not `sentence1,sentence2,score` ({error}); give the folder with --data"
        ) from error
    save_arrays(
        prepared / f"sts-{language}.npz",
        scores=np.asarray(scores, np.float32),
        **tokens_of(tokenizer, left).arrays("left"),
        **tokens_of(tokenizer, right).arrays("right"),
    )
    return len(scores)
