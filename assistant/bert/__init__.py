"""Plain BERT models, run directly on torch.

Importing transformers and sentence_transformers takes longer than answering a
question may, so the commonest architecture is computed here in a few lines.

plain.py      whether a folder holds such a model, by its JSON files alone
body.py       piece numbers to the states of the last layer
sentences.py  texts to unit vectors: the mean of the states
"""

from assistant.bert.body import Body
from assistant.bert.plain import is_plain_bert, read_json
from assistant.bert.sentences import Bert

__all__ = ["Bert", "Body", "is_plain_bert", "read_json"]
