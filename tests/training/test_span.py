"""The recipe of the learned reader, on small data and on examples that one can check by hand."""

import gzip
import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assistant.reading.windows import HEADING_PIECES, LONGEST, QUESTION_PIECES, Window
from assistant.training.span.__main__ import main
from assistant.training.span.cloze import cloze_world, questions_of
from assistant.training.span.examples import Example, Examples
from assistant.training.span.measure import sentence_scores
from assistant.training.span.student import WORDS, SpanStudent, grouped
from assistant.training.span.worlds import Asked, World, load_world

TEXT = "Tulle compte 12 médecins. Vichy compte 30 médecins. La gare date de 1850."
SENTENCES = [(0, 25), (26, 51), (52, 73)]


@pytest.fixture(scope="module")
def encoder(prepared: Path) -> Path:
    """The untrained encoder of the small data."""
    return prepared / "student"


@pytest.fixture(scope="module")
def tokenizer(encoder: Path) -> Tokenizer:
    found = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    found.no_truncation()
    return found


def world(*asked: Asked) -> World:
    return World([("Annuaire", TEXT), ("", "Rien ici.")], asked, [SENTENCES, [(0, 9)]])


def read(tokenizer: Tokenizer, example: Example) -> str:
    return str(tokenizer.decode(list(example.window.ids), skip_special_tokens=True))


def answer_of(tokenizer: Tokenizer, example: Example) -> str:
    return str(tokenizer.decode(list(example.window.ids[example.first : example.last + 1])))


def test_an_example_points_at_its_answer(tokenizer: Tokenizer) -> None:
    asked = Asked("Combien de médecins à Vichy ?", (0, 1), ((0, 39, 41),))
    examples = Examples([world(asked)], tokenizer)
    for epoch in range(20):
        with_answer, without = examples.of(0, epoch)
        assert answer_of(tokenizer, with_answer) == "30"
        assert with_answer.window.types[with_answer.first] == 1
        assert (without.first, without.last) == (0, 0)
        assert read(tokenizer, with_answer).startswith("combien de medecins a vichy? annuaire")


def test_what_has_no_answer_is_made_in_four_ways(tokenizer: Tokenizer) -> None:
    asked = Asked("En 1850, combien de médecins à Vichy ?", (0, 1), ((0, 39, 41),))
    examples = Examples([world(asked)], tokenizer)
    seen = {read(tokenizer, [*examples.of(0, epoch)][1]) for epoch in range(80)}
    assert any(
        "30" not in text and "tulle compte" in text and "1850." in text for text in seen
    )  # its sentence out
    assert any(text.endswith("annuaire la gare date de 1850.") for text in seen)  # another sentence alone
    assert any("rien ici" in text for text in seen)  # another passage
    assert any("30" in text and not text.startswith("en 1850") for text in seen)  # another question


def test_a_near_miss_teaches_no_answer(tokenizer: Tokenizer) -> None:
    examples = Examples([world(Asked("Combien à Metz ?", (0, 1), (), "miss-place"))], tokenizer)
    assert {(each.first, each.last) for each in examples.of(0, epoch=3)} == {(0, 0)}


def test_a_long_sentence_is_read_where_its_answer_is(tokenizer: Tokenizer) -> None:
    text = "Le médecin reçoit, " * 80 + "la gare date de 1850."
    long = World(
        [("", text)], (Asked("Quand ?", (0,), ((0, len(text) - 5, len(text) - 1),)),), [[(0, len(text))]]
    )
    example = next(Examples([long], tokenizer).of(0, epoch=0))
    assert len(example.window.ids) <= LONGEST + QUESTION_PIECES + HEADING_PIECES + 3
    assert answer_of(tokenizer, example) == "1850"


def test_prose_asks_about_itself(sources: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sources / "data", data)
    blocks = [
        f"Le centre de soins de la ville numéro {number} accueille chaque jour {140 + number} patients venus de loin. "
        + "Il ferme à midi le mardi. " * 20
        for number in range(4)
    ]
    document = {"id": "guide", "title": "Guide", "theme": "santé", "text": "\n\n".join(blocks)}
    (data / "prose_fr.jsonl.gz").write_bytes(gzip.compress(json.dumps(document).encode()))
    made = cloze_world(data, (), 1000, seed=0)
    assert len(made.asked) == 4
    for asked in made.asked:
        passage, start, end = asked.spans[0]
        assert made.passages[passage][0] == "Guide"
        assert passage in asked.passages
        assert made.passages[passage][1][start:end].endswith("patients")
        assert asked.question.startswith("Combien de patients ")
    assert cloze_world(data, (), 1000, seed=0) == made
    assert cloze_world(data, ("guide",), 1000, seed=0).asked == []


@pytest.mark.parametrize(
    ("sentence", "asking", "answer"),
    [
        (
            "La commune de Tulle a ouvert sa maison de santé en 2019 près de la gare.",
            "En quelle année",
            "en 2019",
        ),
        (
            "Le centre de soins accueille chaque jour 140 patients venus de tout le canton.",
            "Combien de patients",
            "140 patients",
        ),
        (
            "La gare a fermé ses portes au public afin de permettre des travaux de rénovation.",
            "Pourquoi",
            "afin de permettre",
        ),
    ],
)
def test_a_question_asks_for_what_was_taken_out(sentence: str, asking: str, answer: str) -> None:
    chance = random.Random(0)
    kind, start, end, question = next(iter(questions_of(chance, sentence)))
    assert question.startswith(asking)
    assert sentence[start:end].startswith(answer) or answer.endswith(sentence[start:end])
    assert kind in ("date", "number", "reason")


def test_a_sentence_scores_by_its_likeliest_answer() -> None:
    values = np.asarray([[0, 0], [1, 0], [0, 2], [5, -9], [0, 0], [3, 3]], np.float32)
    assert sentence_scores(values, [(1, 3), (3, 5), (5, 5)]) == [3.0, 5.0, -1e4]


def test_examples_of_near_length_stand_together() -> None:
    examples = [Example(Window([1] * length, [1] * length, 0, 0, length)) for length in (9, 2, 3, 8)]
    assert [[len(each.window.ids) for each in group] for group in grouped(examples, 18)] == [[2, 3], [8, 9]]


def test_the_stages_run_one_after_the_other(
    encoder: Path, sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = ["--work", str(tmp_path / "work"), "--encoder", str(encoder)]
    assert main(["prepare", *work, "--data", str(sources / "data")]) == 0
    assert "train: 6 passages, 12 questions, 12 answered" in capsys.readouterr().out
    found = load_world(tmp_path / "work" / "train.json")
    for asked in found.asked:
        passage, start, end = asked.spans[0]
        assert found.passages[passage][1][start:end].isdigit()
    train = ["train", *work, "--epochs", "2", "--batch", "4", "--together", "600", "--rate", "1e-3"]
    assert main([*train, "--seconds", "0"]) == 0
    assert "1 steps, stopped" in capsys.readouterr().out
    assert main(train) == 0
    assert main(["measure", *work]) == 0
    measures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert measures["questions"] == 4
    assert 0 <= measures["right first"] <= 1


def test_what_is_saved_is_loaded_without_the_shared_vectors(
    encoder: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    from safetensors.torch import load_file

    student = SpanStudent(encoder, "cpu")
    student.save(tmp_path / "saved")
    assert f"bert.{WORDS}" not in load_file(tmp_path / "saved" / "model.safetensors")
    examples = Examples([world(Asked("Combien ?", (0,), ((0, 39, 41),)))], tokenizer)
    example = Example(examples.window(0, "Combien ?", 0, 0, 2))
    again = SpanStudent(encoder, "cpu", tmp_path / "saved")
    np.testing.assert_allclose(again.scores([example])[0], student.scores([example])[0], atol=1e-2)


def test_a_missing_stage_is_named(encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--work", str(tmp_path), "--encoder", str(encoder)]) == 2
    assert "train.json: cannot be read; run the stage prepare first" in capsys.readouterr().err
    shutil.copytree(encoder, tmp_path / "damaged")
    (tmp_path / "damaged" / "model.safetensors").write_bytes(b"")
    (tmp_path / "train.json").write_text('{"passages": [], "asked": [], "sentences": []}')
    (tmp_path / "train-prose.json").write_text('{"passages": [], "asked": [], "sentences": []}')
    assert main(["train", "--work", str(tmp_path), "--encoder", str(tmp_path / "damaged")]) == 2
    assert "no model" in capsys.readouterr().err
