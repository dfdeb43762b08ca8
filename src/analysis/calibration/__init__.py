"""Calibration: what the package's own intervals, tests and verdicts reach on made series whose truth is known."""
