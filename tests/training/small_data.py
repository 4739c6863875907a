"""Training data small enough to check by hand, and a teacher of two layers."""

import csv
import gzip
import json
from pathlib import Path

TOWNS = ["Auch", "Blois", "Dijon", "Gien", "Lens", "Metz", "Niort", "Sens", "Tulle", "Vichy"]
FRENCH = "Le médecin numéro {n} reçoit {m} patients à {town}."
ENGLISH = "Doctor number {n} sees {m} patients in {town}."
PAIRS = 1_200


def pair(n: int) -> tuple[str, str]:
    """The aligned sentence of a number: (English, French)."""
    values = {"n": n, "m": 7 * n % 90, "town": TOWNS[n % len(TOWNS)]}
    return ENGLISH.format(**values), FRENCH.format(**values)


def passage(n: int) -> tuple[str, str]:
    """Four neighbouring sentences joined: (English, French)."""
    english, french = zip(*(pair(number) for number in range(4 * n, 4 * n + 4)), strict=True)
    return " ".join(english), " ".join(french)


def write_data(data: Path) -> None:
    """Write every file that the stages read."""
    data.mkdir()
    _gzip(data / "en-fr.tsv.gz", ["\t".join((*pair(n), "canada_laws")) for n in range(PAIRS)])
    _gzip(data / "en-fr-passages.tsv.gz", ["\t".join((*passage(n), "tatoeba")) for n in range(PAIRS // 4)])
    laws = [
        f"Loi sur {town}\tPermis\tLe maire de {town} délivre le permis à toute personne qui en fait la demande écrite."
        for town in TOWNS
    ]
    _gzip(data / "law-headings.tsv.gz", laws)
    prose = [
        {
            "id": f"guide:{town}",
            "title": f"Guide de {town}",
            "text": f"# Guide de {town}\n\n## Horaires\n\nLe **centre** de {town} ouvre à huit heures. "
            "Il ferme à midi le mardi. Les patients prennent rendez-vous en ligne ou par téléphone.",
        }
        for town in TOWNS
    ]
    _gzip(data / "prose_fr.jsonl.gz", [json.dumps(document) for document in prose])
    _piaf(data / "piaf")
    (data / "stsb_fr").mkdir()
    for language in ("fr", "en"):
        with (data / "stsb_fr" / f"stsb-{language}-dev.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                (pair(n)[language == "fr"], pair(n + n % 6)[language == "fr"], 5 - n % 6) for n in range(30)
            )


def _gzip(file: Path, lines: list[str]) -> None:
    file.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))


def _piaf(folder: Path) -> None:
    """An article a town; the answer is a number, which the next town's paragraph gives as well."""
    articles = []
    for number, town in enumerate(TOWNS):
        text = (
            f"La ville de {town} est ancienne. Son hôpital compte {100 + number} lits et {99 + number} médecins. "
            f"Un marché se tient chaque mardi à {town}. La gare date de {1850 + number}."
        )
        questions = [
            _asked(f"{town}-0", f"Combien de lits compte l'hôpital de {town} ?", f"{100 + number}", text),
            _asked(f"{town}-1", f"De quand date la gare de {town} ?", f"{1850 + number}", text),
        ]
        articles.append({"title": town, "paragraphs": [{"context": text, "qas": questions}]})
    folder.mkdir()
    (folder / "piaf-v1.1.json").write_text(json.dumps({"data": articles}), "utf-8")
    split = {"train": TOWNS[:6], "dev": TOWNS[6:8], "test": TOWNS[8:]}
    (folder / "split.json").write_text(json.dumps(split), "utf-8")


def _asked(id: str, question: str, answer: str, text: str) -> dict[str, object]:
    return {"id": id, "question": question, "answers": [{"text": answer, "answer_start": text.index(answer)}]}


def write_teacher(folder: Path) -> None:
    """Write a BERT of two layers whose pieces are letters, as a sentence-transformers folder."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    from assistant.training.encoder.initialise import MODULES

    letters = "abcdefghijklmnopqrstuvwxyz0123456789'.,:?"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=80,
    )
    BertModel(config).save_pretrained(folder)
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    BertTokenizer(vocab=vocabulary, do_lower_case=True, strip_accents=True).save_pretrained(folder)
    for name, content in (
        ("modules.json", MODULES),
        ("1_Pooling/config.json", {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True}),
        ("sentence_bert_config.json", {"max_seq_length": 64, "do_lower_case": False}),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
