import pytest

from assistant.frame import Frame
from assistant.french import NO_GLOSSARY, Glossary
from assistant.passages import split_document
from assistant.reading.asked import asked
from assistant.reading.evidence import DocumentEvidence, PassageEvidence
from assistant.reading.requirements import (
    Support,
    date_support,
    explains_acronym,
    measure_support,
    name_support,
    place_reason,
    place_support,
)
from assistant.types import Document
from tests.reading.pages import page, read

LOT = page(
    ("heading", "Les gares du Lot"),
    ("paragraph", "Le réseau compte 12 gares. En 2019, la ligne de Cahors a coûté 3 millions d'euros."),
    ("paragraph", "Dans le Gers, 4 gares restent ouvertes."),
    date="2020-05",
)
ROWS = page(
    ("heading", "Les postes de chefs de gare"),
    ("row", "Thème : Guichets ; Mesure nationale : 3 000 guichets ; En Bretagne : les petites gares"),
    ("row", "Thème : Quais ; Mesure nationale : 900 quais ; En Bretagne : 40 quais"),
    ("row", "Gare : Auray ; 2015 : 12 ; 2018 : 14"),
    ("paragraph", "Plus de 60 000 contrôles menés par les agents. Puis 300 postes d'agents. Mieux vaut 5 bons agents."),
    ("paragraph", "D'ici à 2030, 20 gares ouvriront. Sont cités :"),
    ("item", "- Lot : 2 ;"),
    title="Les gares",
    date="2015",
)  # fmt: skip


def support(check: str, question: str, sentence: str, document: Document = LOT) -> Support:
    for passage in read(document):
        for found in passage.sentences:
            if found.text.startswith(sentence):
                if check == "name":
                    return name_support(asked(question), passage)
                checks = {"place": place_support, "date": date_support, "measure": measure_support}
                return checks[check](asked(question), passage, found)
    raise AssertionError(sentence)


@pytest.mark.parametrize(
    ("check", "question", "sentence", "expected"),
    [
        ("place", "Combien de gares ?", "Le réseau", Support.NOT_ASKED),
        ("place", "Combien de gares dans le Lot ?", "Le réseau", Support.STATED),  # by the heading
        ("place", "Combien de gares en Occitanie ?", "Le réseau", Support.STATED),  # the Lot is part of it
        ("place", "Combien de gares en Bretagne ?", "Le réseau", Support.OTHER),
        ("place", "Combien de gares dans le Lot ?", "Dans le Gers", Support.OTHER),  # the sentence decides
        ("date", "Combien en 2019 ?", "En 2019", Support.STATED),
        ("date", "Combien en 2016 ?", "En 2019", Support.DENIED),
        ("date", "Combien de gares en 2020 ?", "Le réseau", Support.NEAR),  # the document's own date
        ("date", "Combien de gares en 2016 ?", "Le réseau", Support.OTHER),
        ("measure", "Combien de gares ?", "Le réseau", Support.STATED),
        ("measure", "Combien de guichets ?", "Le réseau", Support.SILENT),
        ("measure", "Quel est le coût de la ligne ?", "En 2019", Support.STATED),
        ("measure", "Quel est le coût du réseau ?", "Le réseau", Support.SILENT),
        ("measure", "Quelle est la durée du trajet ?", "Le réseau", Support.SILENT),
        ("name", "Combien pour la ligne de Cahors ?", "En 2019", Support.STATED),
        ("name", "Combien pour la ligne de Figeac ?", "En 2019", Support.OTHER),
    ],
)
def test_what_a_question_names_is_held_against_the_text(
    check: str, question: str, sentence: str, expected: Support
) -> None:
    assert support(check, question, sentence) is expected


@pytest.mark.parametrize(
    ("check", "question", "sentence", "expected"),
    [
        # a number is of the place and of the time that its column names
        ("place", "Combien de guichets en Bretagne ?", "Thème : Guichets", Support.OTHER),
        ("place", "Combien de quais en Bretagne ?", "Thème : Quais", Support.STATED),
        ("place", "Quels guichets en Bretagne ?", "Thème : Guichets", Support.STATED),
        ("date", "Combien à Auray en 2018 ?", "Gare : Auray", Support.STATED),
        ("date", "Combien à Auray en 2016 ?", "Gare : Auray", Support.DENIED),
        # what is expected for a year is not of the years before
        ("date", "Combien de gares en 2030 ?", "D'ici à 2030", Support.STATED),
        ("date", "Combien de gares en 2012 ?", "D'ici à 2030", Support.DENIED),
        # a number counts the noun after it
        ("measure", "Combien d'agents ?", "Plus de 60 000", Support.OTHER),
        ("measure", "Combien d'agents ?", "Puis 300", Support.STATED),
        ("measure", "Combien d'agents ?", "Mieux vaut", Support.STATED),
        ("measure", "Combien de postes ?", "- Lot", Support.STATED),  # by the heading of the list
    ],
)
def test_a_number_is_of_its_column_and_of_its_noun(
    check: str, question: str, sentence: str, expected: Support
) -> None:
    assert support(check, question, sentence, ROWS) is expected


def test_what_is_counted_may_be_said_in_a_word_of_the_glossary() -> None:
    sentence = read(LOT)[0].sentences[0]
    known = Glossary({}, {("terminu",): (("gar",),)})
    silent, stated = (asked("Combien de terminus ?", glossary) for glossary in (NO_GLOSSARY, known))
    assert measure_support(silent, read(LOT)[0], sentence) is Support.SILENT
    assert measure_support(stated, read(LOT)[0], sentence) is Support.STATED


def test_a_refusal_names_the_place_asked_for_and_those_covered() -> None:
    question = asked("Combien de gares en Bretagne ?")
    reason = place_reason(question, read(LOT)[0].heading_places)
    assert (reason.code, reason.missing) == ("place_mismatch", "Bretagne")
    assert "Lot" in reason.text


def test_words_of_politeness_are_never_what_is_missing() -> None:
    question = asked("Bonjour madame, je voudrais savoir s'il vous plaît le prix du funiculaire, merci")
    assert question.words(lambda term: True) == "prix, funiculaire"


def test_an_acronym_is_explained_in_brackets() -> None:
    (passage,) = read(
        page(("paragraph", "La DDT (direction départementale des territoires) instruit. La DDT signe."))
    )
    question = asked("Que signifie DDT ?")
    assert [explains_acronym(question, sentence) for sentence in passage.sentences] == [True, False]


def test_a_commune_is_spoken_of_where_any_level_names_it() -> None:
    document = page(
        ("heading", "Le marché de Céret"),
        ("paragraph", "Il a lieu le samedi. À Auch, on vient le jeudi."),
        ("paragraph", "La ville de Céret et celle d'Auch le paient."),
        title="Les marchés",
    )
    frame = Frame.of({document.path: document})
    evidence = DocumentEvidence(document, frame)
    passages = [PassageEvidence(evidence, passage) for passage in split_document(document)]
    found = {
        sentence.text[:5]: [
            place_support(asked(f"Quand a lieu le marché {where} ?", frame=frame), passage, sentence)
            for where in ("à Céret", "à Auch", "à Mirande", "dans la commune de Mirande", "en Bretagne")
        ]
        for passage in passages
        for sentence in passage.sentences
    }
    stated, near, other, silent, none = (
        Support.STATED, Support.NEAR, Support.OTHER, Support.SILENT, Support.NOT_ASKED,
    )  # fmt: skip
    assert found["Il a "] == [stated, near, none, other, silent]  # a lone "à X" is no proof of a place
    assert found["À Auc"] == [near, stated, none, other, silent]
