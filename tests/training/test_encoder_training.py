"""Losses, negatives, measures, means and packing, on examples that one can check by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from assistant.errors import UsageError
from assistant.training.encoder.average import average, write_mean
from assistant.training.encoder.contrast import TEMPERATURE, alike, choice, draw, mine
from assistant.training.encoder.distil import CONTRAST, distance
from assistant.training.encoder.measure import measured, spearman
from assistant.training.encoder.pack import MIB, pack, unpack
from assistant.training.encoder.pairs import MINED, Pairs, load_pairs
from assistant.training.encoder.student import Student
from assistant.training.encoder.tokens import Tokens
from assistant.training.encoder.trainer import _share


def tokens_of_rows(rows: list[list[int]]) -> Tokens:
    return Tokens(
        np.asarray([piece for row in rows for piece in row], np.uint16), np.cumsum([0, *map(len, rows)])
    )


def pairs_of(
    queries: list[int], right: list[int], groups: list[int], barred: list[tuple[int, int]] | None = None
) -> Pairs:
    """Queries of one piece each; the passages are numbered pieces."""
    return Pairs(
        tokens_of_rows([[query] for query in queries]),
        tokens_of_rows([[100 + number] for number in range(len(groups))]),
        np.asarray(right),
        np.asarray(groups),
        np.full((len(queries), MINED), -1),
        np.asarray(barred or np.empty((0, 2)), np.int64),
    )


def test_a_query_chooses_among_what_is_no_right_answer() -> None:
    queries = torch.eye(3)[:2]
    passages = torch.eye(3)[[0, 1, 0]]  # the third says the same as the first
    same = np.asarray([[True, False, True], [False, True, False]])
    kept = math.log(1 + math.exp(-1 / TEMPERATURE))  # the first query: its own against one other
    both = math.log(1 + 2 * math.exp(-1 / TEMPERATURE))
    assert choice(queries, passages, same).item() == pytest.approx((kept + both) / 2, abs=1e-6)
    none = np.zeros((2, 3), bool)
    assert choice(queries, passages, none).item() == pytest.approx((math.log(2) + both) / 2, abs=1e-6)


def test_texts_that_the_teacher_finds_the_same_are_no_wrong_choice() -> None:
    aims = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    losses = distance(aims.clone(), aims)
    assert losses["cosine"].item() == 1
    assert losses["choice"].item() == pytest.approx(math.log(1 + 2 * math.exp(-20)) / 3, abs=1e-6)
    assert losses["loss"].item() == pytest.approx(CONTRAST * losses["choice"].item())
    assert distance(aims[[2, 2, 0]], aims)["cosine"].item() == 0


def test_what_is_no_negative_of_a_query() -> None:
    pairs = pairs_of([7, 8, 7], right=[0, 1, 3], groups=[0, 1, 1, 2, 3], barred=[(0, 4)])
    passages = np.asarray([0, 1, 3, 2, 4])
    assert alike(pairs, [0, 1, 2], passages).astype(int).tolist() == [
        [1, 0, 1, 0, 1],  # itself, the text of the same question, the one that holds its answer
        [0, 1, 0, 1, 0],  # itself, the other text of its group
        [1, 0, 1, 0, 0],
    ]


def test_a_batch_has_one_query_of_a_group_and_no_negative_of_its_groups() -> None:
    pairs = pairs_of([1, 2, 3, 4], right=[0, 1, 2, 3], groups=[0, 0, 1, 2, 3, 4])
    negatives = np.asarray([[2, 4], [5, 3], [4, 0], [0, -1]])
    for seed in range(30):
        rows, drawn = draw(pairs, negatives, np.random.default_rng(seed), batch=3, mined=2)
        groups = pairs.groups[pairs.right[rows]]
        assert sorted(groups) == [0, 1, 2]
        assert set(drawn) <= {4, 5}
        assert set(drawn) == set(np.concatenate([negatives[row] for row in rows])) & {4, 5}
    assert len(draw(pairs, negatives, np.random.default_rng(0), batch=2, mined=0)[1]) == 0


@pytest.mark.parametrize("kind", ["question", "heading"])
def test_the_student_mines_negatives_that_are_none_of_the_right_ones(kind: str, prepared: Path) -> None:
    pairs = load_pairs(prepared / "prepared", kind)
    student = Student(prepared / "student", "cpu")
    found = mine(student, pairs)
    assert found.shape == (len(pairs.queries), MINED)
    scores = student.encode(pairs.queries) @ student.encode(pairs.passages).T
    barred = set(map(tuple, pairs.barred.tolist()))
    for query, row in enumerate(found):
        kept = row[row >= 0]
        assert (pairs.groups[kept] != pairs.groups[pairs.right[query]]).all()
        assert not any((query, passage) in barred for passage in kept)
        assert (np.diff(scores[query, kept]) <= 1e-6).all()
        if kind == "heading":
            assert (scores[query, kept] < scores[query, pairs.right[query]]).all()
    assert (found >= 0).any()


def test_the_rate_rises_then_falls() -> None:
    shares = [_share(step, 100) for step in range(100)]
    assert shares[:6] == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])
    assert shares[6] == 1
    assert shares[53] == pytest.approx(0.5)
    assert 0 < shares[99] < 0.01
    assert _share(0, 1) == 1


def test_ranks_correlate_as_scipy_says() -> None:
    one, other = np.asarray([1, 3, 2, 2, 5], np.float32), np.asarray([10, 10, 30, 20, 50], np.float32)
    assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)
    assert spearman(one, one**3) == pytest.approx(1)
    assert math.isnan(spearman(one, np.ones(5, np.float32)))


def test_measures_are_kept_with_the_weights_and_agree_with_the_index(trained: Path) -> None:
    found = measured(trained, trained / "averaged", "cpu")
    assert set(found) == {"recall@1", "recall@10", "passages alone, recall@1", "STS-B fr", "STS-B en"}
    assert found["recall@10"] == 1.0  # ten paragraphs in all
    lines = (trained / "measures.jsonl").read_text().splitlines()
    assert measured(trained, trained / "averaged", "cpu") == found
    assert (trained / "measures.jsonl").read_text().splitlines() == lines
    assert {"student", "averaged"}.isdisjoint({json.loads(lines[0])["model"]})


def test_a_mean_is_the_mean_of_the_weights(trained: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    first, last = trained / "contrast-00006", trained / "contrast"
    write_mean([first, last], tmp_path / "mean")
    arrays = [load_file(folder / "model.safetensors") for folder in (first, last, tmp_path / "mean")]
    for name, mean in arrays[2].items():
        expected = (arrays[0][name].astype(np.float32) + arrays[1][name].astype(np.float32)) / 2
        np.testing.assert_allclose(mean.astype(np.float32), expected, atol=1e-3)
    assert (tmp_path / "mean" / "tokenizer.json").exists()


def test_a_checkpoint_joins_the_mean_where_it_does_not_lower_recall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = {"a": 0.5, "b": 0.6, "c": 0.4, "b+a": 0.6, "b+a+c": 0.3}
    written: dict[Path, str] = {}

    def known(work: Path, folder: Path, *_: object) -> dict[str, float]:
        return {"recall@1": recall[written.get(folder, folder.name)]}

    def write(folders: list[Path], target: Path) -> None:
        written[target] = "+".join(folder.name for folder in folders)

    monkeypatch.setattr("assistant.training.encoder.average.measured", known)
    monkeypatch.setattr("assistant.training.encoder.average.write_mean", write)
    folders = [tmp_path / name for name in "abc"]
    assert average(tmp_path, folders, "cpu") == (["b", "a"], {"recall@1": 0.6})
    assert written[tmp_path / "averaged"] == "b+a"
    assert average(tmp_path, folders, "cpu", most=1) == (["b"], {"recall@1": 0.6})


def test_what_is_packed_travels_in_small_folders_and_comes_back(tmp_path: Path) -> None:
    work, packed, there = tmp_path / "work", tmp_path / "packed", tmp_path / "there"
    (work / "prepared" / "teacher").mkdir(parents=True)
    chance = np.random.default_rng(0)
    files = {"prepared/big.npz": 2_500_000, "prepared/teacher/config.json": 10, "prepared/empty.json": 0}
    for name, size in files.items():
        (work / name).write_bytes(chance.bytes(size))
    found = pack(work, packed, ["prepared"], mib=1, file_mib=1)
    assert len(found) == 3
    assert all(size <= MIB for _, size in found)
    assert sum(size for _, size in found) > 2_500_000
    first, *others = [folder for folder, _ in found]
    assert unpack(others, there) == ["prepared/big.npz"]
    assert unpack([first], there) == []
    for name in files:
        assert (there / name).read_bytes() == (work / name).read_bytes()
    with pytest.raises(UsageError, match="not empty; give a new folder with --to"):
        pack(work, packed, ["prepared"])


def test_pieces_that_would_stand_outside_the_work_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "a.txt").write_text("a")
    ((folder, _),) = pack(tmp_path / "work", tmp_path / "packed", ["a.txt"])
    pieces = (folder / "pieces.json").read_text()
    (folder / "pieces.json").write_text(pieces.replace("a.txt", "../a.txt"))
    with pytest.raises(UsageError, match=r"\.\./a\.txt stands outside the work folder"):
        unpack([folder], tmp_path / "there")
    assert not (tmp_path / "a.txt").exists()
