import pytest

from assistant.reading.asked import asked
from assistant.reading.evidence import SentenceEvidence
from assistant.reading.short_answer import short_answer
from assistant.types import Span

CASES = [
    ("Combien de livres prête la médiathèque ?", "La médiathèque prête 42 000 livres à 900 lecteurs.", "42 000 livres"),
    ("Combien de lecteurs a la médiathèque ?", "La médiathèque prête 42 000 livres à 900 lecteurs.", "900 lecteurs"),
    ("Quel est le budget du port ?", "Le budget du port atteint 29 millions d’euros.", "29 millions d’euros"),
    ("Quel pourcentage de boues est recyclé ?", "Le site recycle 6,4 % des boues.", "6,4 %"),
    ("Combien d'écluses compte le canal ?", "Le canal compte quatorze écluses.", "quatorze écluses"),
    ("Quand le canal a-t-il ouvert ?", "Le canal a ouvert le 1er mai 1681 à Toulouse.", "1er mai 1681"),
    ("Qui a dessiné le canal ?", "Le canal fut dessiné par Pierre-Paul Riquet en 1662.", "Pierre-Paul Riquet"),
    ("Combien d'agents a la piscine ?", "Bassins : 3 ; Entrées : 118 000 ; Agents : 24", "24"),
    ("Combien d'écluses en Bretagne ?", "Mesure nationale : 900 écluses ; En Bretagne : 40 écluses", "40 écluses"),
    ("Combien d'écluses en 2018 ?", "Canal : du Midi ; 2015 : 86 ; 2018 : 91", "91"),
    ("Combien de ports ?", "Dans les deux cas, le canal dessert 7 ports.", "7 ports"),
    ("Que signifie VNF ?", "VNF (Voies navigables de France) gère le canal.", "Voies navigables de France"),
    ("Pourquoi le canal est-il fermé ?", "Le canal est fermé car il gèle.", None),
    ("Combien de bateaux en 2019 ?", "En 2019, le port fut fermé.", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "expected"), CASES)
def test_the_words_that_answer(question: str, text: str, expected: str | None) -> None:
    found = short_answer(asked(question), SentenceEvidence(text, Span(0, len(text))))
    assert (None if found is None else text[found.start : found.end]) == expected
