"""The bench of encoders, on two bags of words for models and a few sentences for data."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from assistant.errors import QuestionSetError, UsageError
from assistant.index import PassageIndex, build_index
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from evals.encoders import sets
from evals.encoders.__main__ import ENGLISH, encoder_names, main
from evals.encoders.memory import RememberingEncoder, memory_name
from evals.encoders.page import fusion_chart
from evals.encoders.parts import Candidate, fit_weight, robustness, translations
from evals.encoders.samples import Correlation, Mean, spearman
from evals.encoders.search import OF_EVIDENCE, OF_PARAGRAPHS, WEIGHTS, Searching
from evals.encoders.sets import Collection, is_held_out, with_typos, without_accents
from tests.evals.test_second import ROWS, SPLITS, TEXTS
from tests.fakes import FakeEncoder

PARAGRAPHS = {
    "Lac": ("Le lac gela en 1963. On y patinait le dimanche.", "Quand gela le lac ?", "1963"),
    "Pont": ("Le pont a douze arches de pierre.", "Combien le pont a-t-il d’arches ?", "douze"),
    "Moulin": (
        "Le moulin à eau date du siècle dernier.",
        "De quand date le moulin à eau ?",
        "siècle dernier",
    ),
    "Gare": ("La gare ouvrit après la guerre.", "Quand ouvrit la gare ?", "après la guerre"),
}
SENTENCES = [("Le lac gela.", "Le lac gela en 1963.", 4.0), ("Le pont.", "La gare ouvrit.", 0.5)]
SENTENCES += [("Le moulin à eau.", "Le moulin.", 3.0), ("De pierre.", "Après la guerre.", 1.0)]


def save_bag_of_words(folder: Path, seed: int) -> Path:
    """A BERT without layers: the mean of its words' vectors, which are drawn from a seed."""
    import torch
    from safetensors.torch import save_file

    texts = " ".join(text for row in PARAGRAPHS.values() for text in row[:2]).lower()
    words = sorted(set(re.findall(r"\w+|[^\w\s]", texts)))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words]
    size = 16
    torch.manual_seed(seed)
    weights = {
        "embeddings.word_embeddings.weight": torch.randn(len(pieces), size),
        "embeddings.position_embeddings.weight": torch.zeros(64, size),
        "embeddings.token_type_embeddings.weight": torch.zeros(2, size),
        "embeddings.LayerNorm.weight": torch.ones(size),
        "embeddings.LayerNorm.bias": torch.zeros(size),
    }
    normalizer = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": normalizer | {"strip_accents": False, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {piece: number for number, piece in enumerate(pieces)},
        },
    }
    files: dict[str, Any] = {
        "modules.json": [{"path": "", "type": "x.Transformer"}, {"path": "1_Pooling", "type": "x.Pooling"}],
        "1_Pooling/config.json": {"pooling_mode_mean_tokens": True},
        "config.json": {
            "model_type": "bert",
            "hidden_act": "gelu",
            "num_hidden_layers": 0,
            "num_attention_heads": 1,
            "layer_norm_eps": 1e-12,
        },
        "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "strip_accents": False},
        "tokenizer.json": tokenizer,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    save_file(weights, folder / "model.safetensors")
    return folder


def held_out(count: int) -> list[str]:
    """French sentences that the rule keeps for measuring."""
    return [text for text in (f"phrase {number}" for number in range(3000)) if is_held_out(text)][:count]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "piaf").mkdir()
    articles = []
    for title, (text, question, answer) in PARAGRAPHS.items():
        answers = [{"text": answer, "answer_start": text.index(answer)}]
        asked = [{"id": title, "question": question, "answers": answers}]
        articles.append({"title": title, "paragraphs": [{"context": text, "qas": asked}]})
    (folder / "piaf" / "piaf-v1.1.json").write_text(json.dumps({"data": articles}), "utf-8")
    split = {"train": [], "dev": ["Gare"], "test": ["Lac", "Pont", "Moulin"]}
    (folder / "piaf" / "split.json").write_text(json.dumps(split), "utf-8")
    (folder / "stsb_fr").mkdir()
    lines = "".join(f"{left},{right},{score}\n" for left, right, score in SENTENCES)
    (folder / "stsb_fr" / "stsb-fr-test.csv").write_text(lines, "utf-8")
    with gzip.open(folder / "en-fr.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("never asked\tphrase 1\tx\n")
        file.writelines(f"the lac {text}\t{text}\tx\n" for text in held_out(3))
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("models")
    return save_bag_of_words(folder / "one", 1), save_bag_of_words(folder / "two", 2)


@pytest.fixture
def searching(data: Path, tmp_path: Path) -> Searching:
    """The test questions over the four paragraphs, with the fake encoder."""
    collection = sets.piaf_collection(data, "test", tmp_path)
    return put(collection, tmp_path)


def put(collection: Collection, folder: Path, encoder: FakeEncoder | None = None) -> Searching:
    encoder = encoder or FakeEncoder()
    build_index(collection.corpus, folder / "index", Settings(), encoder)
    return Searching.over(collection, PassageIndex.open(folder / "index"), encoder)


def candidate(encoder: FakeEncoder, folder: Path) -> Candidate:
    return Candidate("fake", Settings(), RememberingEncoder(encoder, folder / "fake.npz"), folder)


def test_the_command(
    data: Path, models: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [str(model) for model in models]
    parts = ["--only", "piaf", "--only", "robustness", "--only", "sts", "--only", "bitext", "--only", "speed"]
    options = ["--data", str(data), "--report", str(tmp_path), *parts]
    assert main([*names, *options, "--fit-fusion", "--json"]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert captured.err == ""
    assert report == json.loads((tmp_path / "encoders.json").read_text("utf-8"))
    assert list(report["encoders"]) == ["one", "two"]
    assert list(report["parts"]) == ["piaf", "robustness", "sts", "bitext"]

    rows = {row["label"]: row for row in report["parts"]["piaf"]["rows"]}
    fitted = [report["fusion"][name]["weight"] for name in ("one", "two")]
    assert list(rows) == [
        "BM25 alone",
        "one",
        "one, passages alone",
        "one + BM25, 0.75",
        f"one + BM25, {fitted[0]:g} fitted",
        "two",
        "two, passages alone",
        "two + BM25, 0.75",
        f"two + BM25, {fitted[1]:g} fitted",
    ]
    cells = rows["two"]["cells"]["recall@1"]
    of_one, of_bm25 = (rows[label]["cells"]["recall@1"]["value"] for label in ("one", "BM25 alone"))
    assert of_bm25 == 1.0
    assert cells["first"]["value"] == pytest.approx(cells["value"] - of_one, abs=1e-6)
    assert cells["bm25"]["value"] == pytest.approx(cells["value"] - 1, abs=1e-6)
    assert cells["n"] == 3
    assert "bm25" not in rows["BM25 alone"]["cells"]["recall@1"]
    assert "first" not in rows["one"]["cells"]["recall@1"]

    assert len(report["fusion"]["one"]["curve"]) == len(WEIGHTS)
    assert report["speed"]["two"]["dimension"] == 16
    assert report["speed"]["one"]["sentences a second"] > 0
    assert report["speed"]["one"]["peak memory, MiB"] > 20
    markdown = (tmp_path / "encoders.md").read_text("utf-8")
    assert f"| one | {report['parts']['sts']['rows'][0]['cells']['Spearman']['value']:.3f} (" in markdown
    assert "Difference to one (* its interval leaves out 0):" in markdown
    page = (tmp_path / "encoders.html").read_text("utf-8")
    assert page.count("<svg") > 10
    assert not re.search(r"(?:src|href)=\"(?!#)", page)

    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    generations = set((tmp_path / "indexes").glob("*/*/generations/*"))
    assert len(kept) == len(generations) == 2
    assert main([*names[::-1], *options[:-2]]) == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")} == kept
    assert set((tmp_path / "indexes").glob("*/*/generations/*")) == generations
    again = json.loads((tmp_path / "encoders.json").read_text("utf-8"))
    assert {row["label"]: row["cells"]["recall@1"]["value"] for row in again["parts"]["piaf"]["rows"]} == {
        label: row["cells"]["recall@1"]["value"] for label, row in rows.items() if row["way"] != "fitted"
    }
    printed = capsys.readouterr().out
    assert "difference to two" in printed
    assert max(map(len, printed.splitlines())) <= 100 or str(tmp_path) in printed


def test_an_encoder_is_asked_once_for_a_text(tmp_path: Path) -> None:
    fake, file = FakeEncoder(), tmp_path / "kept" / "fake.npz"
    first = RememberingEncoder(fake, file)
    vectors = first.encode(["un", "deux", "un"], "question")
    assert fake.encoded == ["un", "deux"]
    np.testing.assert_array_equal(vectors, FakeEncoder().encode(["un", "deux", "un"], "question"))
    assert first.encode(["un"], "passage").shape == (1, 64)  # prompts differ by kind: asked again
    assert fake.encoded == ["un", "deux", "un"]
    first.save()

    other = FakeEncoder(identity="never asked")
    second = RememberingEncoder(other, file)
    np.testing.assert_array_equal(second.encode(["deux", "un"], "question"), vectors[[1, 0]])
    assert second.encode([], "question").shape == (0, 64)
    assert (second.dimension, other.encoded) == (64, [])


def test_kept_vectors_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "fake.npz"
    file.write_bytes(b"PK\x03\x04 half a file")
    with pytest.raises(UsageError, match=r"fake\.npz: kept vectors cannot be read .*delete this file"):
        RememberingEncoder(FakeEncoder(), file)


def test_vectors_are_kept_by_identity_and_prompt_of_questions() -> None:
    encoder = FakeEncoder(identity="intfloat/e5#0123")
    plain = memory_name(encoder, Settings())
    assert plain == "intfloat-e5-0123"
    assert memory_name(encoder, Settings(query_prompt="query: ")) not in (
        plain,
        memory_name(encoder, Settings(query_prompt="")),
    )


def test_a_ranking_by_both_is_the_same_searched_once_or_weight_by_weight(searching: Searching) -> None:
    rankings = searching.by_weight()
    assert tuple(rankings) == WEIGHTS
    for weight in (0.0, 0.3, 0.75, 1.0):
        retriever = HybridRetriever(
            searching.index, lambda text: FakeEncoder().encode([text], "question")[0], weight
        )
        expected = [[hit.number for hit in retriever.retrieve(text, 10)] for text in searching.texts]
        assert searching.by_both(weight) == expected
        assert [
            ranking == wanted[: len(ranking)]
            for ranking, wanted in zip(rankings[weight], expected, strict=True)
        ] == [True] * 3


def test_rankings_by_vectors(searching: Searching) -> None:
    index, vectors = searching.index, FakeEncoder().encode(searching.texts, "question")
    passages = FakeEncoder().encode([index.text(passage) for passage in index.passages], "passage")
    for ranking, vector in zip(searching.by_passages(), vectors, strict=True):
        assert ranking == sorted(range(4), key=lambda number: -(passages[number] @ vector))
    for ranking, vector in zip(searching.by_vectors(), vectors, strict=True):
        assert list(ranking) == list(index.dense(vector, 4))


def test_paragraphs_found(searching: Searching) -> None:
    samples = searching.measured([[0, 1], [0, 1], [0, 1]], OF_PARAGRAPHS)
    assert {name: list(sample.values) for name, sample in samples.items()} == {
        "recall@1": [1, 0, 0],
        "recall@10": [1, 1, 0],
        "MRR@10": [1, 0.5, 0],
    }


def test_the_best_weight_is_that_of_the_best_recall(data: Path, tmp_path: Path) -> None:
    fit = fit_weight(put(sets.piaf_collection(data, "dev", tmp_path), tmp_path))
    best = max(means["recall@1"].value for means in fit.curve.values())
    assert fit.curve[fit.weight]["recall@1"].value == best == 1
    assert fit.weight == 1  # BM25 alone finds it too: of equal weights the largest


def test_what_spoiled_questions_lose(searching: Searching, tmp_path: Path) -> None:
    rows = robustness(candidate(FakeEncoder(), tmp_path), searching)
    assert [row.way for row in rows] == ["bm25", "dense", "fused"]
    capitals = rows[1].samples["lost, capitals"]
    assert isinstance(capitals, Mean)
    assert list(capitals.values) == [0, 0, 0]  # the fake encoder is blind to capitals
    spoiled = searching.spoiled(lambda text: "zzz")
    assert spoiled.texts == ["zzz"] * 3
    assert searching.texts[0] == "Quand gela le lac ?"


def test_translations_are_found_by_the_nearest_text(tmp_path: Path) -> None:
    pairs = [("abc", "abc"), ("def", "ghi"), ("ghi", "def"), ("abc", "abc")]
    row = translations(candidate(FakeEncoder(), tmp_path), pairs)
    forth, back = row.samples["French to English"], row.samples["English to French"]
    assert forth.estimate().value == back.estimate().value == 0.5  # "def" is nearest to "def", not its own


def test_questions_as_people_type_them() -> None:
    assert without_accents("Où l’Œuvre du cœur s’arrête-t-elle, çà et là ?") == (
        "Ou l’OEuvre du coeur s’arrete-t-elle, ca et la ?"
    )
    text = "Quand le maréchal de France fut-il nommé gouverneur ?"
    spoiled = with_typos(text)
    assert spoiled == with_typos(text)
    changed = [(one, other) for one, other in zip(text.split(), spoiled.split(), strict=True) if one != other]
    assert len(changed) == 2
    for one, other in changed:
        assert len(re.findall(r"\w", one)) >= 5
        assert other[0] == one[0]
        assert abs(len(one) - len(other)) <= 1
    assert with_typos("Où va le lac ?") == "Où va le lac ?"


def test_held_out_pairs(data: Path) -> None:
    pairs = sets.read_held_out(data)
    assert pairs == [(text, f"the lac {text}") for text in held_out(3)]
    assert not is_held_out("phrase 1")
    assert is_held_out(f"  {held_out(1)[0].replace(' ', '   ')}\n")


def test_differences_are_paired() -> None:
    one, other = Mean([1.0, 0.0, 1.0, 1.0]), Mean([0.0, 0.0, 1.0, 0.0])
    difference = one.against(other)
    assert difference.after - difference.before == 0.5
    assert -1 <= difference.low <= 0.5 <= difference.high <= 1
    same = one.against(one)
    assert (same.low, same.high, same.stands) == (0, 0, False)


def test_rank_correlation() -> None:
    statistic = spearman()
    assert statistic is not None
    gold = np.arange(20.0)
    right, wrong = (Correlation(cosines, gold, statistic) for cosines in (gold**3, -gold))
    assert right.estimate().value == pytest.approx(1)
    assert wrong.estimate().low == pytest.approx(-1)
    difference = right.against(wrong)
    assert (difference.low, difference.high) == (pytest.approx(2), pytest.approx(2))
    assert difference.stands

    cosines, scores = np.array([0.1, 0.4, 0.4, 0.2, 0.9]), np.array([1.0, 2.0, 4.0, 4.0, 3.0])
    assert statistic(cosines, scores) == pytest.approx(spearmanr(cosines, scores).statistic)
    flat = Correlation(cosines, np.ones(5), statistic)
    assert np.isnan([flat.estimate().value, flat.estimate().low, flat.against(flat).high]).all()


def test_questions_of_the_second_set(tmp_path: Path) -> None:

    with gzip.open(tmp_path / "prose_fr.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items())
    choice = [
        {
            "id": name,
            "document": name,
            "split": split,
            "sha256": hashlib.sha256(TEXTS[name].encode()).hexdigest(),
        }
        for name, split in SPLITS.items()
    ]
    (tmp_path / "choice.json").write_text(json.dumps(choice), "utf-8")
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    made = sets.second_collection(tmp_path, "test", tmp_path / "work", tmp_path / "choice.json", questions)
    asked = put(made, tmp_path)
    assert [gold.question.id for gold in asked.golds] == ["s2"]  # of test, answerable
    assert asked.texts == ["Combien d’arches ?"]
    right = next(n for n, passage in enumerate(asked.index.passages) if passage.document == "ponts/pont.md")
    samples = asked.measured([[right]], OF_EVIDENCE)
    assert {name: sample.values[0] for name, sample in samples.items()} == dict.fromkeys(OF_EVIDENCE, 1.0)

    broken = ROWS[1] | {"evidence_at": [{"document": "ponts/pont.md", "start": 9, "end": 5000}]}
    questions.write_text(json.dumps(broken) + "\n", "utf-8")
    with pytest.raises(QuestionSetError, match="1 faults, first: line 1"):
        sets.second_collection(tmp_path, "test", tmp_path / "work", tmp_path / "choice.json", questions)


def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(iter(encoder_names([]))) == "embedded"
    (folder,) = encoder_names([ENGLISH]).values()
    assert (Path(folder) / "modules.json").exists()
    for name in ("a/final", "b/final", "b/other"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert encoder_names(["a/final", "b/other", "a/final"]) == {"final": "a/final", "other": "b/other"}
    assert encoder_names(["a/final", "b/final"]) == {"a/final": "a/final", "b/final": "b/final"}


def test_a_curve_without_any_difference_can_be_drawn() -> None:
    mean = {"value": 1.0, "low": 1.0, "high": 1.0}
    points = [{"weight": weight, "recall@1": mean, "MRR@10": mean} for weight in (0.0, 1.0)]
    chart = fusion_chart("<x>", {"weight": 1.0, "curve": points})
    assert "nan" not in chart
    assert "&lt;x&gt;" in chart


@pytest.mark.parametrize(
    ("part", "spoil", "message"),
    [
        ("piaf", lambda data: (data / "piaf").rename(data / "other"), r"piaf: no such folder"),
        ("sts", lambda data: (data / "stsb_fr/stsb-fr-test.csv").unlink(), r"test\.csv: cannot be read"),
        (
            "sts",
            lambda data: (data / "stsb_fr/stsb-fr-test.csv").write_text("a,b\n"),
            r"test\.csv: not `sent",
        ),
        ("bitext", lambda data: (data / "en-fr.tsv.gz").unlink(), r"en-fr\.tsv\.gz: cannot be read"),
        (
            "bitext",
            lambda data: (data / "en-fr.tsv.gz").write_text("a\tb"),
            r"en-fr\.tsv\.gz: cannot be read",
        ),
        (
            "bitext",
            lambda data: (data / "en-fr.tsv.gz").write_bytes(gzip.compress(b"a\tb\tc\n")),
            r"en-fr\.tsv\.gz: holds none",
        ),
        ("second", lambda data: None, r"prose_fr\.jsonl\.gz: cannot be read"),
    ],
)
def test_missing_data_is_one_line(
    part: str,
    spoil: Callable[[Path], object],
    message: str,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = shutil.copytree(data, tmp_path / "data")
    spoil(copy)
    assert main(["embedded", "--data", str(copy), "--only", part, "--report", str(tmp_path / "report")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert re.search(message, captured.err)


def test_an_unknown_encoder_is_one_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["./nowhere", "--data", str(data)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("motamot: encoder ./nowhere: no such folder")
    assert captured.err.count("\n") == 1
