"""Variation: control charts, trends and peers, the same functions in the joint stage and in notebooks."""
