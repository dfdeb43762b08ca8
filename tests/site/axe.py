"""Barriers on a page: what axe finds by the rules of WCAG 2.1 AA."""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "preload": False,
    "resultTypes": ["violations"],  # what passed is judged as well and not listed node by node
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
}
COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules that look at colours, for a page whose colours alone have changed since all rules were asked."""


def violations(page: Page, rules: Mapping[str, Any] = RULES) -> list[tuple[str, list[str]]]:
    found: Any = Axe().run(page, options=dict(rules)).response
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found["violations"]]
