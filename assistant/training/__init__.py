"""Recipes of the shipped models; nothing at run time imports this package."""
