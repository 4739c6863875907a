"""Stage 1: a lower-case, accent-free WordPiece vocabulary of French, with frequent English words.

Writes `WORK/student/` without weights: the tokenizer and its settings.
Source: Schuster and Nakajima 2012, "Japanese and Korean Voice Search" (WordPiece).
"""

import json
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from assistant.training.encoder import texts

SIZE = 32_000
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LONGEST = 256
"""Pieces of a text that the model reads."""
ENGLISH_SHARE = 5
"""One English sentence in so many joins the French ones, so that plain English words stay whole."""
ALPHABET = 400
"""Characters that have a piece of their own, the most frequent ones."""
MIN_COUNT = 3
LONGEST_WORD = 100
CONTEXTS = 40_000


def train_vocabulary(data: Path, work: Path, size: int = SIZE, left_out: Collection[str] = ()) -> int:
    """Train the tokenizer, write it as transformers reads it, and return its number of pieces.

    Args:
        data: folder of the training data.
        work: `student/` is written in it.
        size: pieces at most.
        left_out: identifiers of prose documents that are kept for measuring.

    Raises:
        UsageError: the data cannot be read.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=LONGEST_WORD))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        special_tokens=SPECIAL,
        min_frequency=MIN_COUNT,
        continuing_subword_prefix="##",
        limit_alphabet=ALPHABET,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(data, left_out), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, SPECIAL.index(token)) for token in ("[CLS]", "[SEP]")],
    )
    folder = work / "student"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    pieces = [piece for piece, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in pieces), "utf-8")
    special = {f"{token.strip('[]').lower()}_token": token for token in SPECIAL}
    settings = special | {
        "do_lower_case": True,
        "strip_accents": True,
        "tokenize_chinese_chars": True,
        "tokenizer_class": "BertTokenizer",
        "model_max_length": LONGEST,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1), "utf-8")
    return len(pieces)


def _texts(data: Path, left_out: Collection[str]) -> Iterator[str]:
    for number, pair in enumerate(texts.read_sentences(data)):
        yield pair.french
        if number % ENGLISH_SHARE == 0:
            yield pair.english
    for related in (*texts.read_questions(data, 60), *texts.read_headings(data, left_out)):
        yield related.query
        yield related.passage
    for french, _ in islice(texts.read_contexts(data, left_out), CONTEXTS):
        yield " ".join(french)
