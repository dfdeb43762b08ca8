"""Warm kernels: one process has imported the libraries, and each notebook's kernel is forked from it."""
