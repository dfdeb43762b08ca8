"""The schema of published facts: one JSON Schema file beside this one, which every file of facts keeps to."""

from pathlib import Path

SCHEMA = "retret-facts/1"
"""Told in every file of facts; the number grows when a key that readers may rest on changes its meaning or goes."""


def schema_file() -> Path:
    """The schema (JSON Schema 2020-12), as it is published with the facts."""
    return Path(__file__).with_name("facts.schema.json")
