"""Each rule of the checker, on sets small enough to read, with a fault and without."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Document, Metadata
from evals.check_set import check_set, main
from evals.demands import DEMANDS, Demands
from evals.questions import Question, parse_question
from evals.verdicts import Verdict, corpus_digest, question_digest

OLD = "En 2015, la région compte 52 maisons de santé. Elles accueillent des médecins."
NEW = "En 2024, on en compte 113. La dernière a ouvert à Sancoins."
NONE = Demands()


def document(path: str, text: str, date: str) -> Document:
    return Document(path, text, (), Metadata(date=date), "", len(text))


DOCUMENTS = (document("old.md", OLD, "2015-11-26"), document("new.md", NEW, "2024-01"))


def answerable(id: str = "q1", **keys: Any) -> Question:
    row = {
        "id": id, "kind": "factoid-number", "question": "Combien de maisons en 2015 ?", "answerable": True,
        "docs": ["old.md"], "answers": ["52"], "evidence": [OLD[:46]],
    }  # fmt: skip
    return parse_question(row | keys, line=int(id[1:]))


def unanswerable(id: str = "q2", **keys: Any) -> Question:
    row = {
        "id": id, "kind": "unanswerable-nearmiss", "question": "Combien de maisons en 2019 ?",
        "answerable": False, "near": ["old.md"], "miss": "year",
    }  # fmt: skip
    return parse_question(row | keys, line=int(id[1:]))


def faults(*questions: Question, demands: Demands = NONE, **others: Any) -> list[str]:
    return list(map(str, check_set(questions, DOCUMENTS, demands, **others)))


def test_a_set_without_fault() -> None:
    assert OLD[:46] == "En 2015, la région compte 52 maisons de santé."
    assert faults(answerable(), unanswerable()) == []


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        (
            {"answers": ["52 maisons de soin"]},
            "answer '52 maisons de soin' is not verbatim in its documents;",
        ),
        ({"evidence": ["La région compte 52 maisons."]}, "is not verbatim in its documents;"),
        ({"docs": ["old.md", "gone.md"]}, "document 'gone.md' is not in the corpus;"),
        ({"answers": ["52", "médecins"]}, "answer 'médecins' is in no piece of evidence; add the sentence"),
        ({"evidence": [OLD[:46], OLD[47:]]}, "evidence 'Elles accueillent des médecins.' holds no answer;"),
        ({"docs": ["old.md", "new.md"]}, "no evidence with an answer stands in 'new.md';"),
        ({"kind": "list"}, "a list with fewer than two items; give one group an item"),
        ({"kind": "comparison", "answers_all": [["52"]]}, "a comparison with fewer than two items;"),
        ({"question": "Y a-t-il 52 maisons ?"}, "'Y a-t-il 52 maisons ?' gives the answer '52' away;"),
        ({"kind": "paraphrase"}, "a paraphrase that shares 2015, maison with"),
        ({"history": ["Et avant ?"]}, "factoid-number with 1 earlier turns;"),
        ({"kind": "follow-up", "dialogue": "d"}, "follow-up with 0 earlier turns;"),
        ({"kind": "follow-up", "history": ["Et avant ?"]}, "a follow-up of no dialogue;"),
    ],
)
def test_a_fault_of_an_answerable_question(keys: dict[str, Any], fault: str) -> None:
    found = faults(answerable(**keys))
    assert [text for text in found if fault in text and text.startswith("line 1 (q1): ")] != []


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"docs": ["old.md"]}, "unanswerable, but with gold;"),
        ({"answers_all": [["52"], ["113"]]}, "unanswerable, but with gold;"),
        ({"miss": None}, "a near miss without both;"),
        ({"near": []}, "a near miss without both;"),
        ({"near": ["gone.md"]}, "near 'gone.md', which is not in the corpus;"),
        ({"kind": "unanswerable-offtopic"}, "off topic, but near a document;"),
        ({"kind": "adversarial", "near": []}, '"near" or "miss" without the other;'),
    ],
)
def test_a_fault_of_an_unanswerable_question(keys: dict[str, Any], fault: str) -> None:
    (found,) = faults(unanswerable(**keys))
    assert found.startswith(f"line 2 (q2): {fault}")


def test_evidence_may_cite_the_line_that_opens_a_list() -> None:
    text = "Trois sites :\n- Auch\n- Tarbes\n"
    rows = {"kind": "list", "docs": ["c.md"], "answers": [], "answers_all": [["Auch"], ["Tarbes"]]}
    evidence = ["Trois sites :", "- Auch", "- Tarbes"]
    question = answerable(question="Quels lieux ?", evidence=evidence, **rows)
    assert check_set([question], [document("c.md", text, "2024")], NONE) == []


def test_a_paraphrase_in_other_words_passes() -> None:
    """`combien`, `y`, `en` and the articles are no content; the stem of `régions` is that of `région`."""
    paraphrase = {"kind": "paraphrase", "question": "Combien de lieux d'exercice regroupé y avait-il ?"}
    assert faults(answerable(**paraphrase)) == []
    (found,) = faults(answerable(**paraphrase | {"question": "Combien de lieux les régions avaient-elles ?"}))
    assert "shares region with" in found


@pytest.mark.parametrize(
    ("demands", "fault"),
    [
        ({"rows": 3}, "the set: 2 questions; write 1 more, to have 3"),
        ({"unanswerable": 0.6}, "the set: 1 unanswerable questions; write 1 more, to have 2"),
        ({"kinds": {"temporal": 1}}, "the set: 0 questions of the kind temporal; write 1 more, to have 1"),
        ({"tags": {"typed": 2}}, "the set: 1 questions tagged typed; write 1 more, to have 2"),
        ({"every_document": True}, "new.md: no question is about it; write one that it answers"),
    ],
)
def test_what_the_set_lacks(demands: dict[str, Any], fault: str) -> None:
    rows = (answerable(tags=["typed"]), unanswerable())
    assert faults(*rows, demands=Demands(**demands)) == [fault]


def test_near_misses_are_counted_whatever_their_kind() -> None:
    off_topic = {"kind": "unanswerable-offtopic", "near": [], "miss": None, "question": "Quel temps ?"}
    trap = unanswerable("q3", kind="adversarial", miss="premise", question="Pourquoi a-t-on fermé Tours ?")
    two_thirds = Demands(near_misses=2 / 3)
    assert faults(unanswerable(), trap, unanswerable("q4", **off_topic), demands=two_thirds) == []
    (found,) = faults(unanswerable(), unanswerable("q4", **off_topic), demands=two_thirds)
    assert found == "the set: 1 near misses; write 1 more, to have 2"
    missing = faults(unanswerable(), trap, demands=Demands(each_miss=1))
    assert [text.split(";")[0] for text in missing] == [
        "the set: 0 near misses by region", "the set: 0 near misses by measure", "the set: 0 near misses by detail"
    ]  # fmt: skip


FIRST = answerable("q1", dialogue="d")
SECOND = answerable(
    "q2", kind="follow-up", dialogue="d", history=[FIRST.question], question="Qui les habite ?",
    answers=["médecins"], evidence=[OLD[47:]],
)  # fmt: skip


def test_a_dialogue_whose_histories_chain() -> None:
    assert faults(FIRST, SECOND) == []
    assert faults(SECOND) == []  # its first turn need not be asked


def test_a_dialogue_whose_histories_do_not_chain() -> None:
    (found,) = faults(FIRST, replace(SECOND, history=("Autre chose ?",)))
    assert found.startswith("line 2 (q2): its history does not go on from q1, the turn before it in 'd';")


def test_a_dialogue_of_one_turn_or_of_six() -> None:
    (found,) = faults(FIRST)
    assert "the dialogue 'd' has 1 turns; give it 2 to 5" in found
    (found,) = faults(replace(SECOND, history=("Un ?", "Deux ?", "Trois ?", "Quatre ?", "Cinq ?")))
    assert "the dialogue 'd' has 6 turns" in found


def test_two_questions_in_nearly_the_same_words() -> None:
    """Four stems each (maison, sant, ouvrir, Blois); three in common of five are let pass, four are not."""
    one = unanswerable("q1", question="Quelles maisons de santé ouvrent à Blois ?")
    other = unanswerable("q2", question="Quelle maison de santé ouvre à Tours ?")
    same = unanswerable("q3", question="et lesquelles ouvrent a blois, maisons de sante")
    assert faults(one, other) == []
    (found,) = faults(one, same)
    assert found.startswith("line 3 (q3): shares 100% of its content words with line 1 (q1);")


def test_turns_of_one_dialogue_are_compared_without_their_history() -> None:
    question = "Combien de maisons de santé pluriprofessionnelles ouvertes en région Centre ?"
    one = unanswerable("q1", dialogue="d", question=question)
    two = unanswerable("q2", kind="follow-up", dialogue="d", history=[question], question="Et à Tours ?")
    assert faults(one, two) == []
    (found,) = faults(replace(one, dialogue=None), two)
    assert "q2): shares 86% of its content words with line 1 (q1)" in found


SPLIT = Demands(splits=True)
BY_YEAR = Demands(splits=True, dev_years=("2015",))


def test_every_row_is_of_a_split() -> None:
    assert faults(answerable(split="dev"), demands=SPLIT) == []
    assert faults(answerable(), demands=SPLIT) == ['line 1 (q1): of no split; give "split": "dev" or "test"']


def test_a_document_is_of_one_split() -> None:
    rows = (answerable(split="dev"), unanswerable(split="test"))
    (found,) = faults(*rows, demands=SPLIT)
    assert found == "line 2 (q2): 'old.md' is test here and dev on line 1 (q1); keep it in one split"
    assert faults(*rows, demands=replace(SPLIT, shared_documents=("old.md",))) == []


def test_the_year_of_a_document_says_its_split() -> None:
    (found,) = faults(answerable(split="test"), demands=BY_YEAR)
    assert found.startswith("line 1 (q1): test, but 'old.md' is a document of dev;")
    assert faults(answerable(split="dev"), demands=BY_YEAR) == []
    assert faults(answerable(split="test"), demands=replace(BY_YEAR, test_documents=("old.md",))) == []
    (found,) = faults(unanswerable(split="dev", near=["old.md", "new.md"]), demands=BY_YEAR)
    assert found.startswith("line 2 (q2): dev, but 'new.md' is a document of test;")


def test_a_dialogue_is_of_one_split() -> None:
    found = faults(replace(FIRST, split="dev"), replace(SECOND, split="test"), demands=SPLIT)
    assert "the dialogue 'd' is test here and dev on line 1 (q1)" in found[0]


def test_a_third_of_the_off_topic_questions_is_dev() -> None:
    words = ("Quel temps fait-il ?", "Une recette de tarte ?", "Qui a gagné hier ?")
    rows = [
        unanswerable(f"q{line}", kind="unanswerable-offtopic", near=[], miss=None, question=text)
        for line, text in enumerate(words, 1)
    ]
    third = replace(SPLIT, off_topic_dev=(0.25, 0.42))
    splits = ("dev", "test", "test")
    assert faults(*map(_of_split, rows, splits), demands=third) == []
    (found,) = faults(*map(_of_split, rows, ("test",) * 3), demands=third)
    assert found == "the set: 0% of the off-topic questions are dev; make it 25% to 42%"


def _of_split(question: Question, split: str) -> Question:
    return replace(question, split=split)


CORPUS, TEXTS = corpus_digest(DOCUMENTS)
READ_BY_TWO = Demands(readers=2)


def verdict(reader: str, **keys: Any) -> Verdict:
    row: dict[str, Any] = {
        "id": "q2", "reader": reader, "question_sha256": question_digest(unanswerable()), "absent": True,
        "why": "Ni 2015 ni 2024.", "corpus": CORPUS,
    }  # fmt: skip
    return Verdict(**row | keys)


def read(*verdicts: Verdict, corpora: dict[str, dict[str, str]] | None = None) -> list[str]:
    corpora = {CORPUS: TEXTS} if corpora is None else corpora
    return faults(answerable(), unanswerable(), demands=READ_BY_TWO, verdicts=verdicts, corpora=corpora)


def test_two_readers_say_that_no_document_answers() -> None:
    assert read(verdict("Ana"), verdict("Ben")) == []


@pytest.mark.parametrize(
    ("verdicts", "fault"),
    [
        ((), "line 2 (q2): 0 of 2 readers' verdicts; have what --pending prints read"),
        ((verdict("Ana"), verdict("Ana")), "line 2 (q2): 1 of 2 readers' verdicts;"),
        (
            (verdict("Ana"), verdict("Ben", question_sha256="…")),
            "line 2 (q2): 1 of 2 readers' verdicts, Ben's of another wording;",
        ),
        (
            (verdict("Ana"), verdict("Ben", corpus="…")),
            "line 2 (q2): 1 of 2 readers' verdicts, Ben's of a corpus that is not in the sidecar;",
        ),
        (
            (verdict("Ana"), verdict("Ben"), verdict("Cy", absent=False, why="Voir old.md.")),
            "line 2 (q2): Cy found an answer: Voir old.md; give it that answer, or another wording",
        ),
        (
            (verdict("Ana"), verdict("Ben"), verdict("Ben", id="q1")),
            "q1: Ben's verdict is on no unanswerable question; remove it",
        ),
    ],
)
def test_verdicts_that_do_not_hold(verdicts: tuple[Verdict, ...], fault: str) -> None:
    (found,) = read(*verdicts)
    assert found.startswith(fault)


def test_a_verdict_older_than_a_document_does_not_hold() -> None:
    corpora = {CORPUS: TEXTS, "before": TEXTS | {"new.md": "another text"}}
    (found,) = read(verdict("Ana"), verdict("Ben", corpus="before"), corpora=corpora)
    assert "1 of 2 readers' verdicts, Ben's older than new.md;" in found


def test_the_numbers_of_the_shipped_set() -> None:
    """As the set was asked for."""
    shipped = DEMANDS["shipped"]
    assert (shipped.rows, shipped.unanswerable, shipped.near_misses) == (240, 1 / 3, 2 / 3)
    assert shipped.kinds == {"follow-up": 40, "paraphrase": 35, "temporal": 20, "comparison": 15, "list": 15}
    assert shipped.tags["typed"] == 25
    assert (shipped.turns, shipped.readers) == ((2, 5), 2)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, questions = tmp_path / "corpus", tmp_path / "questions.jsonl"
    corpus.mkdir()
    (corpus / "old.txt").write_text(OLD, encoding="utf-8")
    row = {
        "id": "q1", "kind": "factoid-number", "question": "Combien de maisons ?", "answerable": True,
        "docs": ["old.txt"], "answers": ["52"], "evidence": [OLD[:46]],
    }  # fmt: skip
    questions.write_text(json.dumps(row), encoding="utf-8")
    options = ["--questions", str(questions), "--corpus", str(corpus)]
    assert main(options) == 0
    assert capsys.readouterr().out == ""
    questions.write_text(json.dumps(row | {"answers": ["53"]}), encoding="utf-8")
    assert main(options) == 1
    assert capsys.readouterr().out.startswith("line 1 (q1): answer '53' is not verbatim")
    assert main(["--questions", str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().err.startswith("motamot: ")
    row |= {"answerable": False, "kind": "adversarial", "docs": [], "answers": [], "evidence": []}
    questions.write_text(json.dumps(row), encoding="utf-8")
    verdicts = ["--verdicts", str(tmp_path / "verdicts.jsonl"), "--demands", "shipped", "--pending"]
    assert main(options + verdicts) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == second
    assert (first["id"], first["reader"], first["documents"]) == ("q1", None, "all")
