"""The stages of the encoder's recipe, run on small data."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.bert import is_plain_bert
from assistant.encoder import CompactEncoder, load_encoder
from assistant.settings import Settings
from assistant.training.encoder import distil
from assistant.training.encoder.__main__ import main
from tests.training.conftest import SMALL

TEXTS = ["Combien de lits compte l'hôpital de Gien ?", "Son hôpital compte 103 lits.", "médecin " * 100, ""]


def copy_of(prepared: Path, folder: Path) -> Path:
    shutil.copytree(prepared, folder)
    return folder


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


@pytest.mark.parametrize(("stage", "start"), [("distil", "student"), ("contrast", "student")])
def test_a_stage_stopped_at_every_step_gives_the_weights_of_one_that_was_not(
    stage: str, start: str, prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    once, often = copy_of(prepared, tmp_path / "once"), copy_of(prepared, tmp_path / "often")
    arguments = [stage, *SMALL, "--work"]
    assert main([*arguments, str(once), "--model", str(once / start)]) == 0
    capsys.readouterr()
    codes = []
    while not codes or codes[-1] == 1:
        codes.append(main([*arguments, str(often), "--model", str(often / start), "--seconds", "0"]))
    stopped = f"{stage}: stopped in time, state kept; the same command goes on from there\n"
    assert capsys.readouterr().err == stopped * (len(codes) - 1)
    assert codes == [1] * (len(codes) - 1) + [0]
    assert len(codes) > 5
    assert weights(once / stage) == weights(often / stage)
    assert weights(once / stage) != weights(once / start)


def test_another_seed_gives_other_weights(trained: Path, prepared: Path, tmp_path: Path) -> None:
    work = copy_of(prepared, tmp_path / "work")
    assert main(["distil", "--work", str(work), *SMALL, "--seed", "1"]) == 0
    assert weights(work / "distil") != weights(trained / "distil")


def test_distillation_brings_the_vectors_near_the_teachers(trained: Path) -> None:
    from assistant.training.encoder.pairs import load_tokens
    from assistant.training.encoder.student import Student

    aims, french = (
        distil.load_vectors(trained).astype(np.float32),
        load_tokens(trained / "prepared", "french"),
    )
    before, after = (
        float((Student(trained / name, "cpu").encode(french) * aims).sum(1).mean())
        for name in ("student", "distil")
    )
    assert after > before
    log = [json.loads(line) for line in (trained / "distil.log.jsonl").read_text().splitlines()]
    assert log[-1]["step"] == log[-1]["of"]
    assert {"loss", "cosine", "choice", "seconds"} <= set(log[-1])


def test_a_state_of_other_settings_is_refused_in_one_line(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = copy_of(prepared, tmp_path / "work")
    assert main(["distil", "--work", str(work), *SMALL, "--seconds", "0"]) == 1
    capsys.readouterr()
    assert main(["distil", "--work", str(work), *SMALL, "--set", "distil_rate=0.1"]) == 2
    error = capsys.readouterr().err
    assert "saved with another rate; give the same settings, or delete it" in error
    assert error.count("\n") == 1


def test_a_teacher_stopped_early_is_taken_up_and_what_there_is_is_used(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = copy_of(prepared, tmp_path / "work")
    whole = distil.load_vectors(work)
    assert len(whole) == 190
    shutil.rmtree(work / "vectors")
    monkeypatch.setattr(distil, "PART", 50)
    assert not distil.teach(work, "cpu", seconds=0)
    assert len(distil.load_vectors(work)) == 50
    assert main(["distil", "--work", str(work), *SMALL, "--seconds", "0"]) == 1
    while not distil.teach(work, "cpu", seconds=0):
        pass
    np.testing.assert_allclose(distil.load_vectors(work), whole, atol=1e-3)


def test_after_prepare_the_work_folder_and_four_libraries_are_enough(prepared: Path, tmp_path: Path) -> None:
    work = copy_of(prepared, tmp_path / "work")
    shutil.rmtree(work / "vectors")
    program = (
        "import sys\n"
        "for name in ('bm25s', 'Stemmer', 'faiss', 'scipy', 'lightgbm', 'gradio', 'rapidfuzz'):\n"
        "    sys.modules[name] = None\n"
        "from assistant.training.encoder.__main__ import main\n"
        f"small = {SMALL!r}\n"
        f"work = ['--work', {str(work)!r}]\n"
        "assert main(['teach', *work]) == main(['distil', *work, *small]) == 0\n"
        "assert main(['contrast', *work, *small]) == main(['average', *work, '--most', '2']) == 0\n"
        "assert not {'assistant.index', 'assistant.french', 'sentence_transformers'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert is_plain_bert(work / "averaged")


def test_the_exported_model_runs_here_and_in_the_library_alike(trained: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = trained / "export"
    assert is_plain_bert(folder)
    encoder = load_encoder(Settings(encoder=str(folder)))
    assert isinstance(encoder, CompactEncoder)
    library = SentenceTransformer(str(folder), local_files_only=True, model_kwargs={"dtype": "float32"})
    expected = library.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(encoder.encode(TEXTS, "passage"), expected, atol=1e-5)
    one, other = encoder.encode(["medecins generalistes", "Médecins GÉNÉRALISTES"], "question")
    assert np.array_equal(one, other)


def test_training_computes_the_vectors_of_the_assistant(trained: Path) -> None:
    from tokenizers import Tokenizer

    from assistant.training.encoder.student import Student
    from assistant.training.encoder.tokens import tokens_of

    tokenizer = Tokenizer.from_file(str(trained / "export" / "tokenizer.json"))
    tokenizer.enable_truncation(80)
    student = Student(trained / "export", "cpu")
    tokens = tokens_of(tokenizer, TEXTS)
    encoder = load_encoder(Settings(encoder=str(trained / "export")))
    np.testing.assert_allclose(student.encode(tokens), encoder.encode(TEXTS, "passage"), atol=1e-5)
    several = student.vectors(tokens, [3, 0, 1], together=20).detach().numpy()
    np.testing.assert_allclose(several, student.encode(tokens)[[3, 0, 1]], atol=1e-5)
    short = student.vectors(tokens, [2], together=20, longest=10).detach().numpy()
    np.testing.assert_allclose(short, encoder.encode(["médecin"], "passage"), atol=0.2)
    assert not np.allclose(short, student.encode(tokens)[[2]], atol=1e-5)


def test_the_export_is_in_half_precision_with_a_card_of_what_was_done(trained: Path) -> None:
    from safetensors.numpy import load_file

    assert {array.dtype for array in load_file(trained / "export" / "model.safetensors").values()} == {
        np.dtype(np.float16)
    }
    card = (trained / "export" / "README.md").read_text("utf-8")
    assert "| PIAF test | this model | MiniLM |\n| --- | ---: | ---: |\n| recall@1 | 0.5 | 0.25 |" in card
    stages = [line.partition(":")[0] for line in card.splitlines() if line.startswith("- ")]
    assert stages[:7] == [
        "- vocabulary",
        "- initialise",
        "- prepare",
        "- teach",
        "- distil",
        "- contrast",
        "- average",
    ]
    assert "steps 12, batch 4" in card
    for heading in ("Data and licences", "Recipe", "Figures", "Limits"):
        assert f"\n## {heading}\n" in card


def test_an_export_that_cannot_ship_is_refused(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = copy_of(trained / "averaged", tmp_path / "model")
    arguments = ["export", "--work", str(trained), "--model", str(model), "--to"]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    assert main([*arguments, str(tmp_path / "other")]) == 2
    assert "holds something else than a model" in capsys.readouterr().err
    assert (tmp_path / "other" / "letter.txt").exists()
    tokenizer = (model / "tokenizer.json").read_text()
    (model / "tokenizer.json").write_text(tokenizer.replace('"lowercase": true', '"lowercase": false'))
    assert main([*arguments, str(tmp_path / "export")]) == 2
    assert "not a BERT that assistant/bert runs" in capsys.readouterr().err


def test_fewer_layers_may_be_kept(sources: Path, prepared: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    work = copy_of(prepared, tmp_path / "work")
    both = load_file(work / "student" / "model.safetensors")
    places = ["--data", str(sources / "data"), "--work", str(work), "--teacher", str(sources / "teacher")]
    assert main(["initialise", *places, "--layers", "1"]) == 0
    kept = load_file(work / "student" / "model.safetensors")
    assert json.loads((work / "student" / "config.json").read_text())["num_hidden_layers"] == 1
    name = "output.dense.weight"
    assert np.array_equal(kept[f"encoder.layer.0.{name}"], both[f"encoder.layer.1.{name}"])
    assert f"encoder.layer.1.{name}" not in kept
    assert main(["measure", "--work", str(work)]) == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["vocabulary", "--data", "nowhere"], "en-fr.tsv.gz: cannot be read"),
        (["initialise", "--data", "nowhere"], "no tokenizer; run the stage vocabulary first"),
        (["teach"], "run the stage prepare first"),
        (["distil"], "student: no model"),
        (["distil", "--set", "rates=3"], "no such setting"),
        (["distil", "--set", "steps=often"], "the value is not JSON; write steps=660"),
        (["contrast", "--set", "steps=0.5"], "of another type; write for example steps=660"),
        (["average"], "no checkpoints; run the stage contrast first"),
        (["export"], "averaged: no model"),
        (["pack"], "student: no such file"),
    ],
)
def test_what_is_missing_is_one_line(
    arguments: list[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--work", str(tmp_path / "work")]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert error.count("\n") == 1
