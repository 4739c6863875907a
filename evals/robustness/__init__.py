"""Proofs that an index is never broken: `python -m evals.robustness`.

town.py       a small corpus that is edited at random, an encoder made on the spot, and what they answer
builds.py     a build in a process of its own, killed at a step or at a moment
trials.py     what was tried and what broke
edits.py      random sequences of edits: an updated index equals one built anew
kills.py      kill -9 at every step and at random moments
damage.py     flipped bits and truncations of every file
disks.py      a disk that is full at every size, folders that cannot be read or written
readers.py    rebuilds under threads of questions
models.py     another model, another dimension, other settings
"""
