"""Questions to start or to go on with, made from the documents and kept only when they are answered as meant.

wording.py    a sentence to the questions that it answers
choosing.py   which to offer
"""

from assistant.suggestions.choosing import next_questions, suggestions

__all__ = ["next_questions", "suggestions"]
