"""Rebuilds under threads of questions: every answer is that of one generation, whole."""

import threading
from pathlib import Path

from assistant.errors import AssistantError
from assistant.index import rollback
from evals.robustness.town import Town, answered, answers, assistant_of, build
from evals.robustness.trials import Trials


def rebuilds(work: Path, count: int, threads: int, seed: int) -> list[Trials]:
    """Edit, rebuild and roll back while threads ask: half of them share an assistant, half open the index anew.

    Args:
        work: an empty folder.
        count: of rebuilds; every tenth one is a rollback.
        threads: that ask without a pause.
        seed: of the corpus.
    """
    corpus, index = Town(work / "town", seed), work / "index"
    build(corpus.folder, index)
    # Answers of every generation, one by one: a shared assistant may move between two questions.
    known = set(answered(corpus.folder, index).splitlines())
    shared = assistant_of(corpus.folder, index)
    told: list[tuple[int, bytes]] = []
    over = threading.Event()

    def ask(number: int) -> None:
        while not over.is_set():
            try:
                if number % 2:
                    shared.refresh()
                    seen = answers(shared)
                else:
                    seen = answered(corpus.folder, index)
            except AssistantError as error:
                seen = str(error).encode()
            told.extend((number, line) for line in seen.splitlines())

    running = [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    builds = Trials(f"rebuilds under {threads} threads of questions")
    for number in range(count):
        if number % 10 == 9:
            rollback(index)
        else:
            corpus.edit()
            builds.note("published", build(corpus.folder, index).published)
        known.update(answered(corpus.folder, index).splitlines())
        builds.held(f"rebuild {number}")
    over.set()
    for thread in running:
        thread.join()
    asked = Trials("questions asked meanwhile: each answer that of one generation")
    for number, seen in told:
        asked.held(f"thread {number}: {seen.decode()}", ("the answer of a generation", seen in known))
    shared.refresh()
    asked.note("different answers", len({line for _, line in told}))
    builds.held(
        "the last one",
        ("answered by who was there from the start", answers(shared) == answered(corpus.folder, index)),
    )
    return [builds, asked]
