"""Every word of the interface, in French and in English.

Quotes, titles and the assistant's own reasons come from elsewhere and are never translated here,
but for the refusal's reasons, which the English page words by their code.

    words.py               what there is to say
    french.py english.py   how each language says it
"""

from collections.abc import Mapping

from assistant.page.texts.english import ENGLISH
from assistant.page.texts.french import FRENCH
from assistant.page.texts.words import Texts
from assistant.page.thread import Language

TEXTS: Mapping[Language, Texts] = {"fr": FRENCH, "en": ENGLISH}

__all__ = ["ENGLISH", "FRENCH", "TEXTS", "Texts"]
