"""Question and hits to exact quotes with a probability, or to nothing.

kind.py           what kind of answer a question asks for
asked.py          a question taken apart
evidence.py       passages taken apart
features.py       a question and a candidate sentence to numbers
model.py          the numbers to a probability
requirements.py   places and dates asked for, held against those spoken of
penalties.py      what a sentence loses for what it does not carry
values.py         which value of a measure a sentence gives, of when and where
ordering.py       several values of one measure in the order to cite them
windows.py        what the learned reader sees at once
span.py           the learned reader: where in a window the answer stands
quotes.py         a chosen sentence to the span that is shown, with its source
short_answer.py   the few words of it that answer
reader.py         all of these in their order
"""

from assistant.reading.model import load_model
from assistant.reading.quotes import cite
from assistant.reading.reader import QuoteReader
from assistant.reading.span import SpanReader

__all__ = ["QuoteReader", "SpanReader", "cite", "load_model"]
