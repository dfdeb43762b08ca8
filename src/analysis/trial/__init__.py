"""Trials: a next retreat whose dates are drawn, so that its effect is known by design and not by assumption."""
