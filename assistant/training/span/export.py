"""The last stage: the reader as it ships, in half precision, with its card."""

import shutil
from pathlib import Path

from assistant.errors import UsageError
from assistant.training.encoder.card import read_figures, step_lines, table_lines
from assistant.training.encoder.steps import read_steps
from assistant.training.own import read_own

_HEAD = """---
language: [fr]
license: apache-2.0
pipeline_tag: question-answering
base_model: sentence-transformers/all-MiniLM-L6-v2
---

# A small French reader

Where in a few sentences of a French document the answer to a question stands, or that it is not there. It was
made for Motamot, which quotes documents and generates nothing.

A BERT of six layers with a span head. It shares the vectors of the pieces, and the tokenizer, with the encoder
beside it (`../encoder`), and cannot be loaded without it:

```python
from pathlib import Path

from assistant.reading.span import SpanReader
from assistant.reading.windows import ReadingText

models = Path("assistant/models")
reader = SpanReader(models / "encoder", models / "reader")
text = "La maison de santé a ouvert en 2019. Elle accueille trois médecins."
found = reader.read("Combien de médecins ?", [ReadingText("", text, [(0, 36), (37, 67)])], [(0, 1)])
```

Input: `[CLS] question [SEP] headings, sentences [SEP]`, about 100 pieces; output: for each piece, log-odds to be
the first and the last of the answer, those of `[CLS]` (no answer) taken away.

## Data and licences

| data | used for | licence |
| --- | --- | --- |
| the encoder beside it, and through it all-MiniLM-L6-v2 | the body it starts from | Apache-2.0 |
| PIAF, its train part (dev to choose and to calibrate) | questions that people wrote | MIT (Etalab) |
| French administrative, health and open-data prose | questions made from it, or of our own | open licences |
| OWN_COUNT questions of our own, by language models | plain, in other words, as typed, reasons, near misses | MIT |

## Recipe

1. *Questions made from prose*: a figure, a date, a name or a reason is taken out of its sentence, and the rest of
   the sentence, a fifth of its words dropped, is asked for.
2. *Questions that people wrote*, with windows of 48 to 144 pieces around the answer; beside each, a window
   without an answer: of a passage that is retrieved for the question, beside the answer, with the sentence of the
   answer taken out, or for a question in which a name or a figure was changed. Near misses that people could have
   typed have no answer at all.

`python -m assistant.training.span`, in the repository of Motamot, runs it. As it was run:
"""
_LIMITS = """
## Limits

- It reads about three sentences at once: what must be put together from further apart is not found.
- Accents and capitals are not seen.
- Encyclopedic questions and questions about administrative prose were seen, no others.
- It knows nothing of dates of documents, of places that a heading names far above, nor of documents that replace
  others: the reading model around it does.
- A high score is a likeness of an answer, not a proof.
"""


def export(work: Path, model: Path, target: Path, figures: Path | None = None) -> int:
    """Write what ships; return its size in bytes.

    Args:
        work: folder of the recipe; tells what was done.
        model: checkpoint that is exported.
        target: written anew.
        figures: JSON of what was measured, for the card.

    Raises:
        UsageError: the model or the figures cannot be read, or the target holds something else.
    """
    if not (model / "model.safetensors").exists():
        raise UsageError(f"{model}: no model; give a checkpoint with --model")
    tables = read_figures(figures) if figures else {}
    shown = [line for name, table in tables.items() for line in table_lines(name, table)]
    if target.exists():
        if not (target / "model.safetensors").exists() and any(target.iterdir()):
            raise UsageError(f"{target}: holds something else than a model; give another folder with --to")
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for name in ("config.json", "model.safetensors"):
        shutil.copyfile(model / name, target / name)
    parts = [
        _HEAD.replace("OWN_COUNT", f"{len(read_own('train')):,}"),
        *step_lines(read_steps(work)),
        "\n## Figures\n",
        *(shown or ["Not measured yet."]),
        _LIMITS,
    ]
    (target / "README.md").write_text("\n".join(parts), "utf-8")
    return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
