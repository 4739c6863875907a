"""The model's card: data, licences, recipe, figures, limits; figures come from a file, never from here."""

import json
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import UsageError
from assistant.training.encoder.steps import Steps

Figures = Mapping[str, Mapping[str, Mapping[str, float | str]]]
"""By table, then by row, then by column."""

_HEAD = """---
language: [fr, en]
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
base_model: sentence-transformers/all-MiniLM-L6-v2
tags: [sentence-transformers, feature-extraction, sentence-similarity]
---

# A small French sentence encoder

French (and English) sentences and passages to unit vectors whose cosine tells how near they are in meaning.
It was made for Motamot, which finds the passage of a French document that answers a question; it reads
lower case without accents, so that a question typed in haste has the same vector as one typed with care.

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("path/to/this/folder")
vectors = model.encode(["Où trouver un médecin généraliste ?", "Le centre de santé reçoit sans rendez-vous."])
```

There are no prompts: questions and passages are encoded alike. A passage is best scored by its own vector
plus that of its best sentence: the model was trained for both.
"""

_DATA = """
## Data and licences

| data | used for | licence |
| --- | --- | --- |
| all-MiniLM-L6-v2 | the body, and the vectors to learn from | Apache-2.0 |
| aligned English and French sentences and passages: federal law of Canada | distillation, contrast | Open Government Licence |
| … Tatoeba | the same | CC BY 2.0 FR |
| … PHP, Python, Apache and other manuals, user interfaces, man pages | the same | free software licences |
| … Multi30k captions | the same | as published with the set |
| … TICO-19 | the same | CC0 |
| … Canadian government prose | the same | MIT, Open Government Licence |
| PIAF, its train part (dev chose among checkpoints) | contrast | MIT (Etalab) |
| French administrative, health and open-data prose | contrast | open licences |
| headings of Canadian federal law | contrast | Open Government Licence |

One aligned sentence in 250, by its digest, was kept aside, and the passages that hold one of them with it.
The STS benchmark was never fitted; its dev part was looked at while training. None of the texts is in the
model's files; pieces of the vocabulary are words of these texts.
"""

_RECIPE = """
## Recipe

1. *Vocabulary*: WordPiece over French text and some English, lower case, accents stripped.
2. *Initialisation*: the teacher's body; each piece is the mean of the three teacher pieces it meets most in
   aligned sentences, weighted by the fourth power of the Dice coefficient.
3. *Distillation*: the vector of the French text towards the teacher's vector of its English side, sentences
   and passages; cosine, and the choice of the right vector in the batch.
4. *Contrast*: questions with the text around their answer and with the sentence that answers, headings with
   their sections, sentences with the passage around them, translations; negatives of the batch, of BM25 and
   of the model itself.
5. *Averaging*: the mean of the checkpoints that help each other on PIAF dev.

`python -m assistant.training.encoder`, in the repository of Motamot, runs it. As it was run:
"""

_LIMITS = """
## Limits

- Short texts: 256 pieces are read, about 170 French words; what follows is ignored.
- Accents and capitals are not seen: *pêcher* and *pécher* are one word.
- Trained on encyclopedic questions, law, manuals and administrative prose of France and Canada; other
  registers (speech, social media, literature) were not.
- English serves to be found from French and the other way round; other languages are not understood.
- A cosine is a likeness of meaning, not a proof that a text answers a question.
- What the texts it learned from take for granted about people, it has learned as well.
"""


def read_figures(file: Path) -> Figures:
    """Read measured figures: `{table: {row: {column: value}}}`.

    Raises:
        UsageError: the file is not of this form.
    """
    try:
        figures = json.loads(file.read_text("utf-8"))
        for table in figures.values():
            for row in table.values():
                if not all(isinstance(value, int | float | str) for value in row.values()):
                    raise ValueError("a value is neither a number nor a text")
    except (OSError, ValueError, AttributeError) as error:
        raise UsageError(f"{file}: not {{table: {{row: {{column: value}}}}}} in JSON ({error})") from error
    found: Figures = figures
    return found


def card_of(steps: Steps, figures: Figures) -> str:
    """Return the card as Markdown.

    Args:
        steps: what each stage did.
        figures: what was measured; without any the card says so.
    """
    tables = [line for name, table in figures.items() for line in table_lines(name, table)]
    return "\n".join(
        [
            _HEAD + _DATA + _RECIPE,
            *step_lines(steps),
            "\n## Figures\n",
            *(tables or ["Not measured yet."]),
            _LIMITS,
        ]
    )


def step_lines(steps: Steps) -> list[str]:
    """Say what each stage did, one line each."""
    return [
        f"- {stage}: "
        + ", ".join(
            f"{name} {value}" for name, value in values.items() if name != "finished" and value is not None
        )
        for stage, values in steps.items()
    ] or ["- (no notes of the run were kept)"]


def table_lines(name: str, table: Mapping[str, Mapping[str, float | str]]) -> list[str]:
    """Return a table of figures in Markdown, `name` above its rows."""
    columns = list(dict.fromkeys(column for row in table.values() for column in row))
    lines = [f"| {name} | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
    for row, values in table.items():
        shown = (str(values.get(column, "")) for column in columns)
        lines.append(f"| {row} | {' | '.join(shown)} |")
    return [*lines, ""]
