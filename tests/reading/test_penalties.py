from assistant.reading.asked import asked
from assistant.reading.penalties import wording_penalty
from tests.reading.pages import page, read


def penalties(question: str, *lines: str) -> list[float]:
    """What each of these lines loses; those that open on a dash are items."""
    document = page(*(("item" if line.startswith("-") else "paragraph", line) for line in lines))
    (passage,) = read(document)
    return [wording_penalty(asked(question), passage, place) for place in range(len(lines))]


def test_the_sentence_that_defines_goes_before_those_that_mention() -> None:
    mention, defining = penalties(
        "Qu'est-ce qu'un bief ?",
        "Le bief de la ville est vide.",
        "Un bief est une partie de canal entre deux écluses.",
    )
    assert defining < mention == 0


def test_the_line_that_opens_a_list_goes_first_when_several_things_are_asked_for() -> None:
    lines = ("Le péage finance deux travaux :", "- les écluses ;", "- les chemins.")
    opening, first, last = penalties("Quels travaux le péage finance-t-il ?", *lines)
    assert opening < first == last == 0
    assert penalties("Le péage finance-t-il les écluses ?", *lines) == [0, 0, 0]


def test_a_reason_wants_the_mark_of_a_cause() -> None:
    without, caused = penalties("Pourquoi le canal ferme-t-il ?", "Le canal ferme.", "Il ferme faute d'eau.")
    assert caused == 0 < without


def test_an_aim_and_what_was_done_are_not_taken_for_each_other() -> None:
    lines = ("Le port vise 40 éclusiers d'ici à 2030.", "Le port a recruté 12 éclusiers.")
    aim, done = penalties("Combien d'éclusiers le port veut-il recruter ?", *lines)
    assert aim == 0 < done
    aim, done = penalties("Combien d'éclusiers ont été recrutés ?", *lines)
    assert done == 0 < aim
