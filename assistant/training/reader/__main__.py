"""Fit the reading model: trees over features, how they join the learned reader, calibration, threshold.

    python -m assistant.training.reader --data DIR

All is fitted on PIAF dev and on our own questions that the learned reader has not seen: the shipped encoder and
the learned reader have learned the questions of PIAF train, and trees fitted there believe its cosines too much (the
own set's dev part, first quote right, always answering: 0.573 against 0.628). Articles and documents are cut into
parts; how many trees, the weights, the calibration and the threshold come from parts that the trees have not seen.
Seeded; a quarter of an hour on two cores.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.encoder import SHIPPED, load_encoder
from assistant.reading.features import FEATURES
from assistant.reading.span import SpanReader
from assistant.settings import Settings
from assistant.training.cached import CachedEncoder
from assistant.training.own import read_own
from assistant.training.piaf import read_articles, with_own
from assistant.training.prose import read_prose
from assistant.training.reader.joined import calibrate, choose_threshold, fit_joined, read, report
from assistant.training.reader.trees import fit_trees, flat, scores_of
from assistant.training.reader.worlds import groups_of, prose_groups

MODEL = Path(__file__).parent.parent.parent / "reading" / "model.json"
PARTS = 3
"""Into which the articles are cut."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, calibrate and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds piaf/")
    parser.add_argument("--rounds", type=int, default=3, help="times each article is used (default: 3)")
    options = parser.parse_args(arguments)
    settings = Settings()
    encoder = CachedEncoder(load_encoder(settings))
    own = read_own("dev")
    articles, prose = with_own(read_articles(options.data, "dev"), own), read_prose(options.data, own)
    parts = [
        [
            *groups_of(articles[at::PARTS], options.rounds, settings, encoder),
            *prose_groups(prose[at::PARTS], options.rounds, settings, encoder),
        ]
        for at in range(PARTS)
    ]
    booster, unseen = fit_trees(parts)
    reader = SpanReader(SHIPPED)
    groups = [group for part in parts for group in part]
    seen = [read(reader, group, scores) for group, scores in zip(groups, unseen, strict=True)]
    joined = fit_joined(seen)
    slope, intercept = calibrate(seen, joined)
    trees = [flat(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    stored = {
        "features": list(FEATURES),
        "joined": joined._asdict(),
        "slope": slope,
        "intercept": intercept,
        "threshold": choose_threshold(seen, joined, slope, intercept),
        "trees": trees,
    }
    MODEL.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")
    _say(f"{len(trees)} trees, {MODEL.stat().st_size // 1024} KiB")
    _say("dev, parts unseen: " + report(seen, joined, slope, intercept))
    test = list(groups_of(read_articles(options.data, "test"), 1, settings, encoder))
    read_test = [
        read(reader, group, scores) for group, scores in zip(test, scores_of(booster, test), strict=True)
    ]
    _say("test: " + report(read_test, joined, slope, intercept))


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
