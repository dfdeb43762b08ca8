"""Comparison methods: the usual errors and likelihoods of the field, beside the primary model and without a verdict."""
