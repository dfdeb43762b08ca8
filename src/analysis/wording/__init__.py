"""Wording: facts become sentences here and nowhere else, in Indonesian and English."""
