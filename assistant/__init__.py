"""Motamot: answers to questions about French documents, in the documents' own words."""

__version__ = "0.1.0"
