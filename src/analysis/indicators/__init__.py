"""Indicators: one definition file each, computed by summing first and dividing once."""
