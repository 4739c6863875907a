"""What a conversation is about after each question: subject, measure, place, and all it has named."""

import re
from dataclasses import dataclass, replace

from assistant.conversation.mentions import Mention, measure_of, mentions_of
from assistant.conversation.topic import place_phrase
from assistant.french import analyse
from assistant.french.clauses import Agreement, agreement, definite

MOST_MENTIONS = 24
"""Questions whose mentions are kept."""


@dataclass(frozen=True, slots=True)
class State:
    """What the questions so far carry to the next one."""

    question: str = ""
    """The last one, standing alone."""
    measure: str = ""
    """What was last counted ("médecins")."""
    place: str = ""
    """The last place, with its preposition ("dans le Gers")."""
    mentions: tuple[tuple[Mention, ...], ...] = ()
    """Of each question, the newest first; of one question, the likeliest first."""

    @property
    def subject(self) -> Mention | None:
        """What the last question that names anything is about."""
        return next((of_one[0] for of_one in self.mentions if of_one), None)

    @property
    def newest(self) -> tuple[Mention, ...]:
        """What the last question names; empty before the first."""
        return self.mentions[0] if self.mentions else ()

    def after(self, question: str, linked: bool) -> "State":
        """Return the state once a question was asked.

        Args:
            question: standing alone.
            linked: it goes on from what came before; otherwise place and measure are its own.
        """
        kept = self if linked else State(mentions=self.mentions)
        return replace(
            kept,
            question=question,
            measure=measure_of(question) or kept.measure,
            place=place_phrase(question) or kept.place,
            mentions=(tuple(mentions_of(question)), *self.mentions)[:MOST_MENTIONS],
        )

    def about(self, phrase: str) -> "State":
        """Return the state with a phrase as its subject ("pour revenir aux maisons de santé")."""
        found = self.named(phrase)
        mention = found or Mention(definite(phrase), agreement(definite(phrase)))
        plural = bool(mention.shows.plural)
        measure = re.sub(r"^les\s+", "", mention.text) if plural else self.measure
        return replace(self, measure=measure, mentions=((mention,), *self.mentions))

    def named(self, phrase: str) -> Mention | None:
        """Return the newest mention whose noun is that of the phrase: "cette garantie" → "la garantie de revenus"."""
        head = analyse(phrase)[:1]
        of_all = (mention for of_one in self.mentions for mention in of_one)
        return next((each for each in of_all if head and analyse(each.text)[:1] == head), None)

    def standing_for(
        self, wanted: Agreement, but: str = "", person: bool = False, whole: bool = False
    ) -> list[Mention]:
        """Return what words of that gender and number may stand for, newest question first.

        Args:
            wanted: what the pronoun shows.
            but: the text of a mention that another pronoun stands for already.
            whole: an object: "l'avis des usagers" goes before "les usagers", which are no name, but where the
                question asks for it ("Quel est l'avis des usagers ?").
            person: what is said of it is said of people ("né"): whoever the last question asks for goes first.

        Returns:
            One mention, or several that the question joined alike; none when nothing agrees.
        """
        for of_one in self.mentions:
            fitting = [each for each in of_one if wanted.with_(each.shows) and each.text != but]
            agents = [each for each in fitting if person and each.text.startswith(("celui qui", "celle qui"))]
            if agents:
                return agents[:1]
            if fitting:
                inner = fitting[0]
                ending = inner.text.split(" ", 1)[-1]
                outer = [each for each in fitting if each.weight[1] and each.text.endswith(ending)]
                if whole and outer and not inner.weight[4] and inner.group < 0:
                    return sorted(outer, key=lambda each: -len(each.text))[:1]
                joined = [
                    each for each in fitting if fitting[0].group >= 0 and each.group == fitting[0].group
                ]
                return sorted(joined, key=lambda each: each.start) or fitting[:1]
        return []
