"""The recipe of the reading model."""
