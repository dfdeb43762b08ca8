"""Colours that tell things apart: as people see them who miss one kind of cone, and in grey print."""

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

TOGETHER = (
    ("--bar-down", "--stayed", "--bar-up"),
    ("--up", "--down"),
    ("--ink", "--signal"),
    ("--soft", "--accent"),
)
"""Colours that stand side by side in one drawing and mean different things."""

ON = (("--on-up", "--bar-up"), ("--on-down", "--bar-down"), ("--on-stayed", "--stayed"))
FLAT = (("--bar-down", "--stayed", "--bar-up"),)
"""Surfaces without a mark of their own: grey alone must part them. All other colours come with a shape or a word."""

SEEN = {
    "all cones": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
"""Linear colour as it is seen without one cone: Machado, Oliveira and Fernandes 2009, severity 1."""

FAR, APART, READABLE = 12.0, 1.4, 4.5
"""Distance in CIELAB, ratio of luminances of neighbouring greys, contrast of words (WCAG 2.1)."""

Theme = Mapping[str, str]

HEX = "#[0-9a-f]{3,6}"
COLOUR = re.compile(rf"(--[\w-]+): var\(--light, ({HEX})\) var\(--dark, ({HEX})\);")


@pytest.fixture(scope="module", params=["light", "dark", "print"])
def theme(request: pytest.FixtureRequest, checkout: Path) -> Theme:
    """The variables of one look, those of light where the look has none of its own."""
    style = (checkout / "reports" / "_style" / "site.css").read_text("utf-8")
    screen = COLOUR.findall(style[style.index(":root {") :].partition("}")[0])
    light, dark = ({name: told[place] for name, *told in screen} for place in (0, 1))
    paper = dict(
        re.findall(rf"(--[\w-]+): ({HEX})", style[style.index("@media print {") :].partition("}")[0])
    )
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **paper}}[request.param]


def linear(colour: str) -> np.ndarray:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    value = np.array([int(digits[k : k + 2], 16) for k in (0, 2, 4)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]) @ np.clip(light, 0, 1)  # fmt: skip
    share = xyz / np.array([0.95047, 1.0, 1.08883])
    f = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(colour: str) -> float:
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("eyes", SEEN)
def test_colours_that_mean_different_things_stay_apart(theme: Theme, eyes: str) -> None:
    for group in TOGETHER:
        for one, other in combinations(group, 2):
            seen = [lab(SEEN[eyes] @ linear(theme[name])) for name in (one, other)]
            assert np.linalg.norm(seen[0] - seen[1]) >= FAR, (one, other)


def test_surfaces_stay_apart_in_grey(theme: Theme) -> None:
    for group in FLAT:
        for one, other in combinations(group, 2):
            assert contrast(theme[one], theme[other]) >= APART, (one, other)


def test_words_on_surfaces_can_be_read(theme: Theme) -> None:
    for words, surface in ON:
        assert contrast(theme[words], theme[surface]) >= READABLE, (words, surface)


def test_the_distance_sees_what_some_eyes_do_not() -> None:
    red, green = linear("#c03030"), linear("#5a8030")
    assert np.linalg.norm(lab(red) - lab(green)) > 60
    assert np.linalg.norm(lab(SEEN["deuteranopia"] @ red) - lab(SEEN["deuteranopia"] @ green)) < 30


def test_each_colour_stands_once_and_both_ways_to_dark_only_turn_the_switches(checkout: Path) -> None:
    style = (checkout / "reports" / "_style" / "site.css").read_text("utf-8")
    on_screen = style.partition("@media (forced-colors")[0]
    names = re.findall(r"(--[\w-]+): var\(--light, ", on_screen)
    assert len(names) == len(set(names)) > 20
    assert on_screen.count("--light: initial; --dark: ;") == 1
    ways = re.findall(r":root(?::not\(\[data-theme=light\]\)|\[data-theme=dark\]) \{ (--[^}]*) \}", on_screen)
    assert ways == ["--light: ; --dark: initial;"] * 2
    assert not re.findall(rf": ({HEX});", on_screen)
