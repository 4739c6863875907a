"""The learned reader that ships, on sentences that it has not learned."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.encoder import SHIPPED
from assistant.errors import EncoderError
from assistant.reading.span import READER, WINDOWS, WITHIN, SpanReader, answer_span
from assistant.reading.windows import ReadingText

HALL = ReadingText(
    "La halle",
    "La halle de Mirande a rouvert en 2016. Les travaux ont coûté 840 000 euros. "
    "L'architecte Claire Vidal les a dirigés. Elle accueille le marché chaque lundi.",
    [(0, 38), (39, 75), (76, 117), (118, 155)],
)
POOL = ReadingText("", "La piscine ferme en août pour travaux.", [(0, 38)])
EVERY = [(0, place) for place in range(4)]
ALIKE = [0.0] * 4


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader(SHIPPED)


@pytest.mark.parametrize(
    ("question", "place", "answer"),
    [
        ("En quelle année la halle a-t-elle rouvert ?", 0, "2016"),
        ("Combien ont coûté les travaux ?", 1, "840 000 euros"),
        ("combien on coute les travaux", 1, "840 000 euros"),
        ("Qui a dirigé les travaux ?", 2, "Claire Vidal"),
        ("Quel jour a lieu le marché ?", 3, "lundi"),
    ],
)
def test_it_finds_the_sentence_and_the_answer_in_it(
    reader: SpanReader, question: str, place: int, answer: str
) -> None:
    found = reader.read(question, [HALL], EVERY, ALIKE)
    best = max(found, key=lambda key: found[key].log_odds)
    assert best == (0, place)
    shown = HALL.text[found[best].span.start : found[best].span.end]
    assert answer in shown
    assert len(shown) <= len(answer) + 20


def test_what_is_not_there_looks_less_like_an_answer(reader: SpanReader) -> None:
    def best(question: str) -> float:
        return max(each.log_odds for each in reader.read(question, [HALL], EVERY, ALIKE).values())

    there = best("Combien ont coûté les travaux de la halle de Mirande ?")
    assert there > best("Combien ont coûté les travaux du lycée de Pau ?") + 1
    assert there > best("Quel est le plat préféré des dromadaires ?") + 1


def test_an_answer_stands_in_its_sentence(reader: SpanReader) -> None:
    for (_, place), found in reader.read("Qui a dirigé les travaux ?", [HALL], EVERY, ALIKE).items():
        start, end = HALL.sentences[place]
        assert start <= found.span.start < found.span.end <= end


def test_only_what_is_likely_is_read(reader: SpanReader) -> None:
    texts = [POOL] * (WINDOWS + 3)
    order = [(number, 0) for number in range(len(texts))]
    assert len(reader.read("Quand ?", texts, order, [0.0] * len(texts))) == WINDOWS
    near = reader.read("Quand ?", texts, order, [0.0, -WITHIN, *[-WITHIN - 0.1] * (len(texts) - 2)])
    assert set(near) == {(0, 0), (1, 0)}
    assert reader.read("Quand ?", [], [], []) == {}


def test_a_question_reads_the_same_beside_any_other(reader: SpanReader) -> None:
    once = reader.read("Qui a dirigé les travaux ?", [HALL, POOL], [*EVERY, (1, 0)], [*ALIKE, 0.0])
    again = reader.read("Qui a dirigé les travaux ?", [HALL, POOL], [*EVERY, (1, 0)], [*ALIKE, 0.0])
    assert once == again


def test_the_likeliest_span_is_in_order_and_not_too_long() -> None:
    values = np.full((60, 2), -1.0, np.float32)
    values[5, 1] = 4.0  # an end before the beginning
    values[10, 0] = 3.0
    values[50, 1] = 9.0  # too far
    values[12, 1] = 2.0
    assert answer_span(values, 0, 60) == (8.0, 21, 50)
    assert answer_span(values, 6, 45) == (5.0, 10, 12)
    assert answer_span(values, 7, 7) is None


def test_it_shares_the_pieces_of_the_encoder_that_ships() -> None:
    config = json.loads((READER / "config.json").read_text("utf-8"))
    encoder = json.loads((SHIPPED / "config.json").read_text("utf-8"))
    for name in ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads"):
        assert config[name] == encoder[name]
    size = sum(path.stat().st_size for path in READER.parent.rglob("*") if path.is_file())
    assert size < 90_000_000


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    shutil.copytree(READER, tmp_path / "reader")
    (tmp_path / "reader" / "model.safetensors").write_bytes(b"cut")
    with pytest.raises(
        EncoderError, match=r"model\.safetensors: incomplete weights.*install the program again"
    ):
        SpanReader(SHIPPED, tmp_path / "reader").read("Quand ?", [POOL], [(0, 0)], [0.0])
