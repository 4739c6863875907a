"""What the encoder learns from: chosen, cut, kept aside, paired."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.training.encoder import texts
from assistant.training.encoder.pairs import Pairs, load_pairs, load_tokens, without_barred
from assistant.training.encoder.prepare import _barred, choose_aligned
from assistant.training.encoder.tiers import TIERS, Tier, tier_of
from assistant.training.encoder.tokens import Tokens, batches
from evals.encoders import sets
from tests.training.small_data import PAIRS, TOWNS, pair, passage


def tokens_of_rows(rows: list[list[int]]) -> Tokens:
    ends = np.cumsum([0, *map(len, rows)])
    return Tokens(np.asarray([piece for row in rows for piece in row], np.uint16), ends)


@given(st.text())
def test_the_recipe_and_the_bench_keep_the_same_texts_aside(text: str) -> None:
    assert texts.is_held_out(text) == sets.is_held_out(text)


def test_the_bench_and_the_recipe_share_the_pairs_between_them(sources: Path) -> None:
    fitted = {each.french for each in texts.read_sentences(sources / "data")}
    asked = {french for french, _ in sets.read_held_out(sources / "data")}
    assert asked == {each.french for each in texts.read_sentences(sources / "data", held_out=True)}
    assert len(fitted) + len(asked) == PAIRS
    assert 0 < len(asked) < 15
    assert fitted.isdisjoint(asked)


def test_held_out_pairs_are_nowhere_in_what_was_prepared(sources: Path, prepared: Path) -> None:
    from tokenizers import Tokenizer

    everything = Tier(sentences=None, passages=None, quota=False)
    chosen = choose_aligned(sources / "data", everything, 0)
    asked = [french for french, _ in sets.read_held_out(sources / "data")]
    assert not any(held in each.french for held in asked for each in chosen)
    passages = {each.french for each in chosen if each.french.count(".") == 4}
    free = {
        french for _, french in map(passage, range(PAIRS // 4)) if not any(held in french for held in asked)
    }
    assert passages == {french for french in free if not texts.is_held_out(french)}
    assert len(free) == PAIRS // 4 - len(asked)
    tokenizer = Tokenizer.from_file(str(prepared / "student" / "tokenizer.json"))
    held = [tokenizer.encode(french, add_special_tokens=False).ids for french in asked]
    for name in ("french", "english"):
        tokens = load_tokens(prepared / "prepared", name)
        assert len(tokens) == 190
        rows = [f" {' '.join(map(str, tokens.row(row)))} " for row in range(len(tokens))]
        assert not any(f" {' '.join(map(str, ids))} " in row for ids in held for row in rows)


def test_sentences_and_passages_are_mixed(prepared: Path) -> None:
    lengths = load_tokens(prepared / "prepared", "french").lengths
    long = lengths > 1.5 * np.median(lengths)
    assert long.sum() == 40
    assert long[:95].sum() >= 10
    assert long[95:].sum() >= 10


def test_a_text_holds_a_sentence_kept_aside_word_for_word() -> None:
    held = texts.HeldOut(["Le centre ouvre.", "Le mardi, il ferme."])
    assert held.stands_in("Oui. Le mardi, il ferme. Puis non.")
    assert not held.stands_in("Le mardi, il ferme à midi.")
    assert not held.stands_in("Le centre")


def test_a_window_grows_on_both_sides_of_the_answer() -> None:
    text = "Un a. Deux b. Trois c. Quatre d. Cinq e."
    spans = [(0, 5), (6, 13), (14, 22), (23, 32), (33, 40)]

    def around(answer: tuple[int, int], words: int) -> str:
        return text[slice(*texts._around(spans, answer, words, text))]

    assert around((14, 19), 0) == "Trois c."
    assert around((14, 19), 5) == "Deux b. Trois c."
    assert around((14, 19), 6) == "Deux b. Trois c. Quatre d."
    assert around((0, 2), 6) == "Un a. Deux b. Trois c."
    assert around((12, 15), 0) == "Deux b. Trois c."
    assert around((33, 37), 99) == text


def test_questions_come_with_a_window_and_with_the_sentence_of_the_answer(sources: Path) -> None:
    window = next(texts.read_questions(sources / "data", 14))
    sentence = next(texts.read_questions(sources / "data", 0))
    assert window.query == sentence.query == "Combien de lits compte l'hôpital de Auch ?"
    assert sentence.passage == "Son hôpital compte 100 lits et 99 médecins."
    assert window.passage == f"La ville de Auch est ancienne. {sentence.passage}"
    assert (window.group, window.answer) == (sentence.group, "100")


def test_only_the_train_part_of_piaf_is_fitted(sources: Path) -> None:
    questions = {each.query for each in texts.read_questions(sources / "data", 60)}
    assert len(questions) == 2 * 6
    assert not any(town in query for query in questions for town in TOWNS[6:])
    titles = {each.query for each in texts.read_headings(sources / "data")} & set(TOWNS)
    assert titles == set(TOWNS[:6])


def test_headings_are_read_with_their_title_and_each_text_once(sources: Path) -> None:
    found = list(texts.read_headings(sources / "data"))
    assert found[0].query == "Permis (Loi sur Auch)"
    (prose,) = [each for each in found if each.query == "Guide de Gien : Horaires"]
    assert prose.passage.startswith("Le centre de Gien ouvre à huit heures.")
    assert len({each.passage for each in found}) == len(found)
    left_out = list(texts.read_headings(sources / "data", {"guide:Gien"}))
    assert len(left_out) == len(found) - 1


def test_a_passage_that_holds_the_answer_is_no_wrong_answer() -> None:
    passages = ["En 1914, la Guerre éclate.", "Le 11 novembre 1914", "Rien.", "L’an 19145"]
    assert _barred(["1914", "la guerre", "11", ""], passages).tolist() == [[0, 0], [0, 1], [1, 0]]


def test_mined_negatives_are_of_another_group_and_without_the_answer(prepared: Path) -> None:
    for kind in ("question", "answer"):
        pairs = load_pairs(prepared / "prepared", kind)
        own = pairs.groups[pairs.right]
        assert (pairs.negatives >= 0).any(axis=1).all()
        for query, negatives in enumerate(pairs.negatives):
            kept = negatives[negatives >= 0]
            assert (pairs.groups[kept] != own[query]).all()
            assert not set(kept) & {passage for asked, passage in pairs.barred.tolist() if asked == query}
    auch, blois = pairs.right[0], pairs.right[2]  # Blois has 101 beds and 100 doctors, Auch 100 beds
    assert [0, blois] in pairs.barred.tolist()
    assert auch not in without_barred(pairs, 0, np.arange(len(pairs.passages)))


def test_contexts_ask_for_a_passage_in_both_languages(sources: Path) -> None:
    import random

    from assistant.training.encoder.prepare import contexts

    found = list(contexts(sources / "data", random.Random(0)))
    english = [each for each in found if each.query.startswith("Doctor")]
    assert 0.2 < len(english) / len(found) < 0.4
    assert all(each.passage.startswith("Le médecin") for each in english)
    french = [each for each in found if each.query.startswith("Le médecin")]
    assert 0 < sum(each.query in each.passage for each in french) < 0.3 * len(french)
    assert len({each.group for each in found}) == len(found)


@given(st.lists(st.integers(2, 60), max_size=80), st.integers(1, 200), st.integers(0, 3))
def test_batches_hold_every_row_once_within_their_limit(lengths: list[int], tokens: int, seed: int) -> None:
    sizes = np.asarray(lengths, np.int64)
    found = list(batches(sizes, tokens, np.random.default_rng(seed)))
    assert sorted(row for batch in found for row in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * sizes[batch].max() <= tokens for batch in found)


def test_chosen_texts_are_padded_and_cut_before_their_closing_piece() -> None:
    tokens = tokens_of_rows([[2, 7, 3], [2, 8, 9, 10, 3], [2, 3]])
    assert tokens.padded([2, 0]).tolist() == [[2, 3, 0], [2, 7, 3]]
    assert tokens.padded([1, 2], longest=3).tolist() == [[2, 8, 3], [2, 3, 0]]
    both = tokens.joined(tokens_of_rows([[5, 6]]))
    assert len(both) == 4
    assert both.row(3).tolist() == [5, 6]
    assert both.row(1).tolist() == [2, 8, 9, 10, 3]


def test_arrays_come_back_as_they_were_saved(tmp_path: Path) -> None:
    from assistant.training.encoder.pairs import save_pairs

    rows = np.asarray
    pairs = Pairs(
        tokens_of_rows([[2, 65_535, 3]]),
        tokens_of_rows([[2, 3], [4]]),
        rows([1]),
        rows([0, 7]),
        rows([[0, -1]]),
        rows([[0, 0]]),
    )
    save_pairs(tmp_path / "some.npz", pairs)
    read = load_pairs(tmp_path, "some")
    assert read.queries.row(0).tolist() == [2, 65_535, 3]
    assert [read.passages.row(row).tolist() for row in (0, 1)] == [[2, 3], [4]]
    assert (read.right.tolist(), read.groups.tolist()) == ([1], [0, 7])
    assert (read.negatives.tolist(), read.barred.tolist()) == ([[0, -1]], [[0, 0]])


def test_the_vocabulary_minds_neither_accents_nor_capitals(prepared: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(prepared / "student" / "tokenizer.json"))
    one, other = (tokenizer.encode(text).ids for text in ("Médecins À Gien", "medecins a gien"))
    assert one == other
    assert tokenizer.encode(pair(3)[1]).tokens[1:3] == ["le", "medecin"]


def test_a_tier_is_changed_by_name() -> None:
    tier = tier_of("cpu", ["steps=7", "sentences=null", 'shares={"heading": 1}', "distil_epochs=2"])
    assert (tier.steps, tier.sentences, tier.shares, tier.distil_epochs) == (7, None, {"heading": 1}, 2)
    assert tier.rate == TIERS["cpu"].rate


@pytest.mark.parametrize("name", sorted(TIERS))
def test_every_tier_teaches_every_kind(name: str) -> None:
    from assistant.training.encoder.contrast import ALIGNED, KINDS, TAUGHT

    assert set(TIERS[name].shares) == {*KINDS, ALIGNED, TAUGHT}
    assert sum(TIERS[name].shares.values()) == pytest.approx(1)
