"""Question sets, measures, reports and benchmarks; imports `assistant`, never the reverse."""

from pathlib import Path

DEFAULT_QUESTIONS = Path(__file__).parent / "questions.jsonl"
"""The fixed question set."""
RUNS = Path(__file__).parent / "runs"
"""Where reports are kept, one folder a run."""
