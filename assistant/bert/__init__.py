"""Plain BERT models, run directly on torch.

Importing transformers and sentence_transformers takes longer than answering a
question may, so the commonest architecture is computed here in a few lines.

plain.py      whether a folder holds such a model, by its JSON files alone
pieces.py     texts cut into pieces
body.py       piece numbers to the states of the last layer
sentences.py  texts to unit vectors: the mean of the states
spans.py      windows of text to where an answer begins and ends
"""

from assistant.bert.body import Body
from assistant.bert.pieces import Pieces, marks_of, pieces_of
from assistant.bert.plain import is_plain_bert, read_json
from assistant.bert.sentences import Bert
from assistant.bert.spans import SpanModel

__all__ = ["Bert", "Body", "Pieces", "SpanModel", "is_plain_bert", "marks_of", "pieces_of", "read_json"]
