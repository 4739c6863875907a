import pytest

from assistant.corpus.dates import parse_date, text_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-01-29", "2024-01-29"),
        ("2024-01-29T10:00:00+01:00", "2024-01-29"),
        ("2024-01-29 10:00", "2024-01-29"),
        ("2024-12", "2024-12"),
        ("2018", "2018"),
        ("29/01/2024", "2024-01-29"),
        ("29 janvier 2024", "2024-01-29"),
        ("Le lundi 29 janvier 2024", "2024-01-29"),
        ("1er février 2024", "2024-02-01"),
        ("DÉCEMBRE 2024", "2024-12"),
        ("2024-02-30", None),
        ("2024-13", None),
        ("31/04/2024", None),
        ("jeudi 26 novembre", None),
        ("bientôt", None),
        ("0000", None),
        ("", None),
    ],
)
def test_dates_of_metadata(written: str, iso: str | None) -> None:
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        # 1. it says when it was published
        ("Titre\nPublié le 3 mai 2023\nEn juin 2024, tout change.", "2023-05-03"),
        ("Texte de 2019.\nPublié le 03/05/2023 - Mis à jour le 07/06/2024", "2024-06-07"),
        ("Date de publication : 1er mars 2022", "2022-03-01"),
        # 2. a short line near the top
        ("Communiqué\nOrléans, le 12 mars 2021\nLa loi du 3 mai 2022 est votée.", "2021-03-12"),
        # 3. the latest that is past
        ("Voté en février 2022, le plan a tenu sa réunion le lundi 29 janvier 2024, pour 500 médecins à l'horizon 2027.",
         "2024-01-29"),
        ("En 2021, le pont a rouvert. Il sera repeint en juin 2023.", "2021"),
        ("Le centre a ouvert en février 2024. Dès septembre 2025, ouverture d'un autre.", "2024-02"),
        ("Depuis 2010 le pont est ouvert. Une halle est prévue en mars 2030.", "2010"),
        ("Le pont, ouvert en juin 2022, coûte cher. Un tunnel en 2025. Il sera livré dès 2025.", "2022-06"),
        ("Le service public du 3 mai 2019 reste ouvert, comme en 2018.", "2019-05-03"),
        # a weekday gives the year: of 2013 to 2017, only in 2015 was 26 November a Thursday
        ("Présenté jeudi 26 novembre à Dijon. Depuis 2013, 37 postes. Objectif 2017 : d'ici 2017, cent postes.", "2015-11-26"),
        # nothing sure
        ("D'ici 2030, tout aura changé.", None),
        ("Le 29 janvier dernier, le comité s'est réuni jeudi 26 novembre.", None),
        ("Le 31 février 2020 n'existe pas.", None),
        ("Sans date.", None),
    ],
)  # fmt: skip
def test_dates_of_texts(text: str, iso: str | None) -> None:
    assert text_date(text) == iso
