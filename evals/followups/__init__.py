"""How well follow-ups are understood, and what that does to questions that stand alone."""
