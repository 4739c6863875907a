import pytest

from assistant.french.acronyms import find_acronyms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Les communautés professionnelles territoriales de santé (CPTS) aident.",
         {"CPTS": "communautés professionnelles territoriales de santé"}),
        ("Les CPTS (communautés professionnelles territoriales de santé, créées en 2016).",
         {"CPTS": "communautés professionnelles territoriales de santé"}),
        ("Un établissement d’hébergement pour personnes âgées dépendantes (EHPAD).",
         {"EHPAD": "établissement d’hébergement pour personnes âgées dépendantes"}),
        ("Les CHUs (centres hospitaliers universitaires) forment.", {"CHU": "centres hospitaliers universitaires"}),
        ("ARS : Agence régionale de santé\nGIP : Groupement d'intérêt public",
         {"ARS": "Agence régionale de santé", "GIP": "Groupement d'intérêt public"}),
        ("La fédération et celle des Maisons et Pôles de Santé (FMPS).", {}),
        ("Les maisons de santé (MSP).", {}),
        ("Le contrat (CPTS/ARS/URPS) est signé.", {}),
        ("À Tours. Santé (S).", {}),
    ],
)  # fmt: skip
def test_what_a_text_defines(text: str, found: dict[str, str]) -> None:
    assert find_acronyms(text) == found


def test_the_first_definition_is_kept() -> None:
    text = "Une Agence régionale de santé (ARS). ARS : agence des routes du sud."
    assert find_acronyms(text) == {"ARS": "Agence régionale de santé"}
