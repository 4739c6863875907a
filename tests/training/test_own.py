"""Questions of our own, asked of paragraphs of PIAF and of prose."""

import gzip
import json
from pathlib import Path

import pytest

from assistant.corpus import read_documents
from assistant.encoder import load_encoder
from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.training.own import Own, read_own
from assistant.training.piaf import Selection, read_articles, with_own, write_folder
from assistant.training.prose import Prose, read_prose, write_prose
from assistant.training.reader.worlds import prose_groups

TEXT = """# Le [guichet](https://exemple.fr/12 "12 jours")

Le **dossier** est traité en *12 jours*. Le recours est traité en *12 mois*.

| Lieu | Délai |
| --- | --- |
| Tulle | 3 jours |
"""


def asked(question: str, answer: str | None, after: str = "") -> Own:
    """A question of the text above, answered by the first such characters after others."""
    at = TEXT.index(answer, TEXT.index(after)) if answer else 0
    return Own("prose", "dev", "plain", question, (at, at + len(answer)) if answer else None, id="guichet")


def test_an_answer_is_found_again_where_the_marks_were(tmp_path: Path) -> None:
    rows = [
        asked("En combien de temps ?", "12 jours", "dossier"),
        asked("À Tulle ?", "3 jours", "Tulle"),
        asked("Le recours ?", "*12 mois*"),
        asked("Combien coûte-t-il ?", None),
        asked("Quelle adresse ?", "https://exemple.fr"),
    ]
    found = write_prose(tmp_path, [Prose("guichet", TEXT, rows)])
    text = read_documents(tmp_path).documents[0].text
    places = {row.question: [text[start:end] for _, start, end in gold.places] for row, gold in found}
    assert places == {
        "En combien de temps ?": ["12 jours"],
        "À Tulle ?": ["3 jours"],
        "Le recours ?": ["12 mois"],
        "Combien coûte-t-il ?": [],
    }  # an address of a link is no text: its question is left out
    start = {row.question: gold.places[0][1] for row, gold in found if gold.places}
    assert start["En combien de temps ?"] < start["Le recours ?"] < start["À Tulle ?"]


def test_prose_is_read_from_the_data(tmp_path: Path) -> None:
    lines = [{"id": "autre", "text": "Rien."}, {"id": "guichet", "text": TEXT}]
    content = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "prose_fr.jsonl.gz").write_bytes(gzip.compress(content.encode()))
    own = [asked("Le recours ?", "12 mois"), Own("piaf", "dev", "para", "Quoi ?", None, "Auch", 0)]
    assert read_prose(tmp_path, own) == [Prose("guichet", TEXT, own[:1])]
    with pytest.raises(UsageError, match="name its folder with --data"):
        read_prose(tmp_path / "absent", own)


def test_our_questions_stand_beside_those_of_piaf(sources: Path, tmp_path: Path) -> None:
    articles = read_articles(sources / "data", "dev")
    text = articles[1].paragraphs[0].text
    at = text.index("mardi")
    own = [
        Own("piaf", "dev", "para", "Quel jour vend-on ?", (at, at + 5), "Sens", 0),
        Own("piaf", "dev", "miss-who", "Qui vend ?", None, "Sens", 0),
        Own("piaf", "dev", "para", "Ailleurs ?", None, "Sens", 7),
    ]
    titles = [article.title for article in articles]
    found = {
        each.question: each
        for each in write_folder(tmp_path, [Selection(each, [0]) for each in with_own(articles, own)])
    }
    assert "Ailleurs ?" not in found
    assert len(found) == 2 * len(articles) + 2
    assert (found["Qui vend ?"].places, found["Qui vend ?"].id) == ((), "miss-who 1")
    ((name, start, end),) = found["Quel jour vend-on ?"].places
    assert int(name[:4]) == titles.index("Sens")
    assert (tmp_path / name).read_text("utf-8")[start:end] == "mardi"


def test_worlds_of_prose_ask_what_they_hold_and_what_they_do_not() -> None:
    documents = [
        Prose(str(number), f"# Le guichet\n\nLe dossier {number} est traité en {10 + number} jours.\n", [])
        for number in range(4)
    ]
    rows = [
        Own("prose", "dev", "plain", f"En combien de jours le dossier {number} est-il traité ?", (46, 48))
        for number in range(4)
    ]
    told = [Prose(each.id, each.text, [row]) for each, row in zip(documents, rows, strict=True)]
    groups = list(prose_groups(told, 1, Settings(), load_encoder(Settings())))
    assert [group.question for group in groups if group.right.any()] != []
    for group in groups:
        right = [
            group.texts[number].text
            for (number, _), right in zip(group.keys, group.right, strict=True)
            if right
        ]
        assert len(right) <= 1
        assert all(group.question.split("dossier ")[1][0] in text for text in right)


def test_our_own_questions_are_of_known_kinds() -> None:
    for part in ("train", "dev"):
        rows = read_own(part)
        assert {row.type.split("-")[0] for row in rows} == {"para", "typed", "why", "plain", "lean", "miss"}
        assert all((row.span is None) == row.type.startswith("miss-") for row in rows)
        assert len({(row.title, row.paragraph, row.id, row.question) for row in rows}) == len(rows)
    assert not {row.id for row in read_own("train") if row.id} & {row.id for row in read_own("dev")}
