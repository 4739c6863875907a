import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.bert import Bert, is_plain_bert
from assistant.bert.sentences import _batches
from assistant.encoder import CompactEncoder, SentenceEncoder, choose_prompts, find_model, load_encoder
from assistant.errors import EncoderError
from assistant.settings import Settings
from assistant.training.encoder.export import check
from assistant.types import Encoder, Vectors

FRENCH = [
    "Combien de maisons de santé pluriprofessionnelles en Centre-Val de Loire ?",
    "L’accès aux soins dans le Gers s’est dégradé depuis 2012 ; « désert médical ».",
    "",
    "113",
    "\u00ad\u200b ",
    "e\u0301te\u0301 NAÏF œuvre Œ ŒUVRE ½ ٣ 漢字 🏥",
    "médecin généraliste " * 300,
    "anticonstitutionnellement" * 20,
]


def settings(folder: Path, **others: Any) -> Settings:
    return Settings(encoder=str(folder), **others)


@pytest.fixture(scope="module")
def embedded() -> Encoder:
    return load_encoder(Settings())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The installed model, as a folder whose JSON files can be changed."""
    copy = tmp_path / "model"
    shutil.copytree(find_model("embedded"), copy, ignore=shutil.ignore_patterns("*.safetensors"))
    (copy / "model.safetensors").symlink_to(find_model("embedded") / "model.safetensors")
    return copy


def edit(path: Path, change: Callable[[Any], object]) -> None:
    content = json.loads(path.read_text()) if path.exists() else {}
    change(content)
    path.write_text(json.dumps(content))


def cosine(encoder: Encoder, left: str, right: str) -> float:
    vectors = encoder.encode([left, right], "passage")
    return float(vectors[0] @ vectors[1])


def test_the_installed_model_runs_without_the_heavy_libraries() -> None:
    program = (
        "import sys\n"
        "from assistant.encoder import load_encoder\n"
        "from assistant.settings import Settings\n"
        "encoder = load_encoder(Settings())\n"
        "encoder.identity\n"
        "assert 'torch' not in sys.modules\n"
        "assert encoder.encode(['Où ?'], 'question').shape == (1, 384)\n"
        "assert not {'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_vectors_are_unit_and_in_order(embedded: Encoder) -> None:
    assert isinstance(embedded, CompactEncoder)
    vectors = embedded.encode(FRENCH, "passage")
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(FRENCH), embedded.dimension) == (8, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    reversed_order = embedded.encode(FRENCH[::-1], "passage")[::-1]
    np.testing.assert_allclose(vectors, reversed_order, atol=1e-6)
    assert embedded.encode([], "passage").shape == (0, 384)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedded: Encoder) -> None:
    together = embedded.encode(FRENCH, "passage")
    alone = np.concatenate([embedded.encode([text], "passage") for text in FRENCH])
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_texts_are_computed_with_others_of_about_their_length() -> None:
    assert list(_batches([])) == []
    assert list(_batches([30, 2, 9, 10, 4, 5, 7])) == [[1, 4, 5], [6, 2, 3], [0]]  # up to 1.25 * 2 + 4, 7 + 4
    assert [len(batch) for batch in _batches([6] * 70)] == [32, 32, 6]


def test_what_goes_past_the_longest_input_is_ignored(embedded: Encoder) -> None:
    long = "santé " * 400
    assert np.array_equal(embedded.encode([long], "passage"), embedded.encode([long + "fin"], "passage"))


def test_meaning_shows(embedded: Encoder) -> None:
    cooked = "Le boulanger cuit le pain avant l'aube"
    for near, far in (
        ("L'artisan prépare ses baguettes la nuit", "Le train part du quai numéro deux"),
        ("The baker makes bread before dawn", "The train leaves from platform two"),
    ):
        assert cosine(embedded, cooked, near) > cosine(embedded, cooked, far) + 0.2


def test_accents_and_capitals_do_not_count(embedded: Encoder) -> None:
    careless, careful = embedded.encode(["medecins generalistes", "Médecins généralistes"], "question")
    assert np.array_equal(careless, careful)


def test_the_shipped_folder_is_what_its_recipe_exports(embedded: Encoder) -> None:
    from safetensors import safe_open

    folder = find_model("embedded")
    assert check(folder) <= 50_000_000
    assert json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"] >= 256
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        assert {weights.get_slice(name).get_dtype() for name in weights.keys()} == {"F16"}  # noqa: SIM118
    card = (folder / "README.md").read_text("utf-8")
    assert "Not measured yet" not in card
    for part in ("## Data and licences", "## Recipe", "## Figures", "## Limits"):
        assert part in card


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", lambda c: c.update(model_type="roberta")),
        ("config.json", lambda c: c.update(hidden_act="gelu_new")),
        ("config.json", lambda c: c.update(position_embedding_type="relative_key")),
        ("config.json", lambda c: c.update(is_decoder=True)),
        ("config.json", lambda c: c.update(num_hidden_layers=7)),
        (
            "modules.json",
            lambda c: c.insert(2, {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}),
        ),
        ("modules.json", lambda c: c[0].update(kwargs=["task"])),
        ("1_Pooling/config.json", lambda c: c.update(pooling_mode_cls_token=True)),
        ("1_Pooling/config.json", lambda c: c.update(include_prompt=False)),
        ("sentence_bert_config.json", lambda c: c.update(do_lower_case=True)),
        ("sentence_bert_config.json", lambda c: c.update(query_length=8)),
        ("config_sentence_transformers.json", lambda c: c.update(truncate_dim=64)),
        ("adapter_config.json", lambda c: None),
        ("tokenizer_config.json", lambda c: c.update(do_lower_case=False)),
        ("tokenizer_config.json", lambda c: c.update(truncation_side="left")),
        ("tokenizer_config.json", lambda c: c.update(tokenizer_class="CamembertTokenizer")),
        ("tokenizer.json", lambda c: c["normalizer"].update(strip_accents=False)),
        ("tokenizer.json", lambda c: c["model"].update(type="BPE")),
    ],
)
def test_only_a_plain_bert_is_run_here(folder: Path, file: str, change: Callable[[Any], object]) -> None:
    assert is_plain_bert(folder)
    edit(folder / file, change)
    assert not is_plain_bert(folder)
    assert isinstance(load_encoder(settings(folder)), SentenceEncoder)


def test_a_folder_without_modules_is_left_to_the_library(folder: Path) -> None:
    (folder / "modules.json").unlink()
    assert not is_plain_bert(folder)


def test_prompts_are_those_of_the_settings_else_of_the_model_else_none(folder: Path) -> None:
    config = folder / "config_sentence_transformers.json"
    assert choose_prompts(folder, Settings()) == {"question": "", "passage": ""}
    edit(config, lambda c: c.update(prompts={"query": "q: ", "document": "", "passage": "p: "}))
    assert choose_prompts(folder, Settings()) == {"question": "q: ", "passage": "p: "}
    assert choose_prompts(folder, Settings(query_prompt="", passage_prompt="t: ")) == {
        "question": "",
        "passage": "t: ",
    }


def test_a_prompt_goes_before_the_text(folder: Path, embedded: Encoder) -> None:
    prompted = load_encoder(settings(folder, query_prompt="question : ", passage_prompt="texte : "))
    plain = embedded.encode(["question : Où ?", "texte : Où ?"], "passage")
    np.testing.assert_allclose(prompted.encode(["Où ?"], "question"), plain[:1], atol=1e-6)
    np.testing.assert_allclose(prompted.encode(["Où ?"], "passage"), plain[1:], atol=1e-6)


def test_identity_follows_the_files_and_the_prompt_of_passages(folder: Path) -> None:
    def identity(**others: Any) -> str:
        return load_encoder(settings(folder, **others)).identity

    first = identity()
    assert first.startswith("model#")
    assert first == identity() == identity(query_prompt="q: ")
    assert first != identity(passage_prompt="p: ")
    (folder / "README.md").write_text("another page")
    assert first == identity()
    edit(folder / "1_Pooling" / "config.json", lambda c: c.update(note=1))
    assert first != identity()


def test_the_name_belongs_to_the_identity() -> None:
    assert load_encoder(Settings()).identity.startswith("embedded#")


def test_half_precision_weights_are_computed_in_single_precision(folder: Path, embedded: Encoder) -> None:
    from safetensors.torch import load_file, save_file

    weights = {name: tensor.half() for name, tensor in load_file(folder / "model.safetensors").items()}
    (folder / "model.safetensors").unlink()
    save_file(weights, folder / "model.safetensors")
    vectors = load_encoder(settings(folder)).encode(FRENCH, "passage")
    np.testing.assert_allclose(vectors, embedded.encode(FRENCH, "passage"), atol=2e-3)
    assert not np.array_equal(vectors, vectors.astype(np.float16))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("./nowhere", r"\./nowhere: no such folder"),
        ("/a/b/c", "/a/b/c: no such folder"),
        ("a/b/c", "a/b/c: no such folder"),
        ("camembert modèle", "the model hub did not give it"),
    ],
)
def test_an_unknown_model_is_one_line(name: str, reason: str) -> None:
    with pytest.raises(EncoderError, match=reason) as raised:
        load_encoder(Settings(encoder=name))
    assert "\n" not in str(raised.value)


def test_a_hub_name_without_the_hub_is_one_line(tmp_path: Path) -> None:
    program = (
        "from assistant.encoder import load_encoder\n"
        "from assistant.errors import EncoderError\n"
        "from assistant.settings import Settings\n"
        "try:\n    load_encoder(Settings(encoder='nobody/nothing'))\n"
        "except EncoderError as error:\n    print(error)\n"
    )
    offline = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=offline, check=True
    )
    assert done.stdout.startswith(
        "encoder nobody/nothing: no such folder, and the model hub did not give it ("
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_hub_model_that_is_here_already_is_taken_without_the_hub(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants as hub

    kept = tmp_path / "hub" / "models--someone--small"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("0123abcd")
    shutil.copytree(folder, kept / "snapshots" / "0123abcd", symlinks=True)
    monkeypatch.setattr(hub, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(hub, "HF_HUB_OFFLINE", True)
    encoder = load_encoder(Settings(encoder="someone/small"))
    assert encoder.identity.startswith("someone/small#")
    assert encoder.encode(["Où ?"], "question").shape == (1, 384)


def test_a_damaged_folder_is_one_line(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(EncoderError, match=r"config\.json: not a readable JSON file"):
        load_encoder(settings(folder))
    (folder / "config.json").write_bytes((find_model("embedded") / "config.json").read_bytes())
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").write_bytes(content[:100_000])
    with pytest.raises(EncoderError, match=r"model\.safetensors: weights cannot be read"):
        load_encoder(settings(folder))


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no modules\.json in this folder"):
        load_encoder(settings(tmp_path))


def test_weights_that_lack_a_part_are_named(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["embeddings.token_type_embeddings.weight"]
    (folder / "model.safetensors").unlink()
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(
        EncoderError, match=r"incomplete weights \('embeddings\.token_type_embeddings\.weight'\)"
    ):
        Bert(folder)


# Against the library itself, on models built on the spot.


def library_vectors(folder: Path, texts: list[str], prompt: str) -> Vectors:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), local_files_only=True, model_kwargs={"dtype": "float32"})
    return np.asarray(model.encode(texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False))


def save_tiny_bert(folder: Path, *, half: bool = False, **tokenizer: Any) -> Path:
    """A random two-layer BERT whose vocabulary is the letters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    letters = "abcdefghijklmnopqrstuvwxyzABCEéèàç0123456789'’.,:?"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=40,
    )
    BertModel(config).save_pretrained(folder / "plain")
    BertTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, **tokenizer).save_pretrained(
        folder / "plain"
    )
    model = SentenceTransformer(
        modules=[Transformer(str(folder / "plain"), max_seq_length=24), Pooling(32), Normalize()],
        prompts={"query": "question : ", "passage": "texte : "},
    )
    (model.half() if half else model).save(str(folder / "saved"))
    return folder / "saved"


@pytest.mark.slow
def test_the_installed_model_gives_the_vectors_of_the_library(embedded: Encoder) -> None:
    expected = library_vectors(find_model("embedded"), FRENCH, "")
    np.testing.assert_allclose(embedded.encode(FRENCH, "passage"), expected, atol=1e-5)
    through_library = SentenceEncoder(find_model("embedded"), "same", {"question": "", "passage": ""})
    np.testing.assert_allclose(through_library.encode(FRENCH, "question"), expected, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize(
    "tokenizer",
    [
        {"do_lower_case": True, "strip_accents": True},
        {"do_lower_case": True, "strip_accents": False},
        {"do_lower_case": False, "strip_accents": False},
    ],
)
def test_a_plain_bert_gives_the_vectors_of_the_library(
    tmp_path: Path, half: bool, tokenizer: dict[str, Any]
) -> None:
    folder = save_tiny_bert(tmp_path, half=half, **tokenizer)
    encoder = load_encoder(settings(folder))
    assert isinstance(encoder, CompactEncoder)
    for kind, prompt in (("question", "question : "), ("passage", "texte : ")):
        expected = library_vectors(folder, FRENCH, prompt)
        np.testing.assert_allclose(encoder.encode(FRENCH, kind), expected, atol=1e-5)  # type: ignore[arg-type]
    accents = encoder.encode(["été", "ete"], "passage")
    assert np.allclose(accents[0], accents[1]) == tokenizer["strip_accents"]


@pytest.mark.slow
def test_any_other_architecture_goes_through_the_library(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding, Transformer
    from tokenizers import Tokenizer
    from transformers import BertTokenizer, DistilBertConfig, DistilBertModel

    plain = save_tiny_bert(tmp_path / "bert").parent / "plain"
    words = Tokenizer.from_file(str(plain / "tokenizer.json"))
    SentenceTransformer(modules=[StaticEmbedding(words, embedding_dim=16)]).save(str(tmp_path / "static"))

    config = DistilBertConfig(
        vocab_size=105, dim=32, n_layers=1, n_heads=2, hidden_dim=64, max_position_embeddings=40
    )
    DistilBertModel(config).save_pretrained(tmp_path / "distil-plain")
    BertTokenizer.from_pretrained(plain).save_pretrained(tmp_path / "distil-plain")
    modules = [
        Transformer(str(tmp_path / "distil-plain"), max_seq_length=24),
        Pooling(32, pooling_mode="cls"),
    ]
    SentenceTransformer(modules=modules, prompts={"query": "q "}).save(str(tmp_path / "distil"))

    capfd.readouterr()
    for name, dimension in (("static", 16), ("distil", 32)):
        encoder = load_encoder(settings(tmp_path / name))
        assert isinstance(encoder, SentenceEncoder)
        assert encoder.identity.startswith(f"{name}#")
        assert encoder.dimension == dimension
        assert encoder.encode([], "passage").shape == (0, dimension)
        vectors = encoder.encode(["médecin", "le Gers en 2012"], "passage")
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert capfd.readouterr() == ("", "")
    question, passage = (encoder.encode(["où ?"], kind) for kind in ("question", "passage"))
    assert not np.allclose(question, passage)
    np.testing.assert_allclose(question, encoder.encode(["q où ?"], "passage"), atol=1e-5)
