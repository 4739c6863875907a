"""The measures: pure functions from a question's gold and an answer record to a number.

A missing answer scores as a wrong one, so that skipping a question never raises a mean.
"""

from evals.measures.answers import (
    MAX_QUOTE_WORDS,
    abstained,
    answer_at,
    cited_right,
    exact_match,
    over_refused,
    quoted_words,
    token_f1,
    verbatim_quotes,
)
from evals.measures.confidence import (
    Bin,
    aurc,
    auroc,
    calibration_error,
    reliability_bins,
    risk_coverage,
    wilson_interval,
)
from evals.measures.ranking import document_recall, evidence_recall, ndcg, reciprocal_rank
from evals.measures.summary import Estimate, bootstrap_interval, estimate, estimate_statistic, percentile

__all__ = [
    "MAX_QUOTE_WORDS",
    "Bin",
    "Estimate",
    "abstained",
    "answer_at",
    "aurc",
    "auroc",
    "bootstrap_interval",
    "calibration_error",
    "cited_right",
    "document_recall",
    "estimate",
    "estimate_statistic",
    "evidence_recall",
    "exact_match",
    "ndcg",
    "over_refused",
    "percentile",
    "quoted_words",
    "reciprocal_rank",
    "reliability_bins",
    "risk_coverage",
    "token_f1",
    "verbatim_quotes",
    "wilson_interval",
]
