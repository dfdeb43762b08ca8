"""The tile map of the home page: one tile a kelurahan where it lies among the others, grouped by kecamatan on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis.city.settings import Settings
from analysis.display.markup import joined, tag, text_tag
from analysis.messages import Lang, text
from analysis.wording.numbers import number

Facts = Mapping[str, Any]
STATES = ("up", "flat", "down", "unsure", "none")
SIGNS = {"up": "↗", "flat": "→", "down": "↘", "unsure": "?", "none": ""}
SIDES = (("n", -1, 0), ("s", 1, 0), ("w", 0, -1), ("e", 0, 1))


@dataclass(frozen=True)
class Map:
    """Where units stand: row, column and width by code; empty where the city has no map."""

    places: Mapping[str, tuple[int, int, int]]

    @classmethod
    def of(cls, tiles: pl.DataFrame) -> "Map":
        """The map of a table of tiles."""
        return cls({code: (row, column, wide) for code, row, column, wide in tiles.iter_rows()})

    def style(self, code: str) -> str | None:
        """The place as properties that the style sheet uses where the map is drawn."""
        if code not in self.places:
            return None
        row, column, wide = self.places[code]
        return f"--r:{row};--c:{column}" + (f";--w:{wide}" if wide > 1 else "")

    def borders(self, unit: Facts, within: Mapping[tuple[int, int], str]) -> str:
        """The sides at which another group begins, or the map ends; `within` is the parent by place."""
        if unit["code"] not in self.places:
            return ""
        row, column, _ = self.places[unit["code"]]
        return "".join(
            f" {side}"
            for side, down, right in SIDES
            if within.get((row + down, column + right)) != unit["parent"]
        )


def tile_map(units: Sequence[Facts], tiles: pl.DataFrame, settings: Settings, lang: Lang) -> str:
    """Every unit of the city's tile types with its sign in its place; the key tells the signs in words with their counts.

    Where the city has none of these types, or not one of them has data, nothing is drawn but the place that links lead to.
    """
    shown = [unit for unit in units if unit["type"] in settings.tile_types and not unit["ended"]]
    if all(unit["tile"] == "none" for unit in shown):
        return tag("span", "", id="tiles")
    noun = next(getattr(one, f"noun_{lang}") for one in settings.group if shown[0]["type"] in one.types)
    drawn = Map.of(tiles)
    parents = {unit["code"]: unit["parent"] for unit in shown}
    within = {place[:2]: parents.get(code, code) for code, place in drawn.places.items()}
    title = text_tag("h2", text("tiles-title", lang, n=number(len(shown), 0, lang), noun=noun), id="tiles")
    parts = [title, text_tag("p", text("tiles-lead", lang), class_="soft"), _key(shown, lang)]
    blocks = [
        _district(one, [unit for unit in shown if unit["parent"] == one["code"]], drawn, within, lang)
        for one in units
        if one["type"] in settings.place_types
    ]
    placed = all(unit["code"] in drawn.places for unit in shown)
    inside = tag("div", joined(blocks), class_="kec map" if placed else "kec")
    note = [text_tag("p", text("tiles-note", lang), class_="note map-note")] if placed else []
    return tag("section", joined([*parts, inside, *note]), class_="tiles")


def _key(shown: Sequence[Facts], lang: Lang) -> str:
    counts = {state: sum(unit["tile"] == state for unit in shown) for state in STATES}
    entries = (
        tag(
            "li",
            text_tag("i", SIGNS[state], aria_hidden="true")
            + text_tag("span", f"{text(f'tile-{state}', lang)} ({number(counts[state], 0, lang)})"),
            class_=state,
        )
        for state in STATES
    )
    return tag("ul", joined(entries), class_="key")


def _district(
    one: Facts, below: Sequence[Facts], drawn: Map, within: Mapping[tuple[int, int], str], lang: Lang
) -> str:
    title = tag("h3", text_tag("a", one["name"], href=one["href"]), style=drawn.style(one["code"]))
    tiles = joined(_tile(unit, drawn, drawn.borders(unit, within), lang) for unit in below)
    return tag("section", f"{title}\n{tag('ul', tiles)}")


def _tile(unit: Facts, drawn: Map, borders: str, lang: Lang) -> str:
    state = unit["tile"]
    kind, _, short = unit["name"].partition(" ")
    inner = (
        text_tag("span", f"{kind} ", class_="vh")
        + text_tag("b", short or kind)
        + text_tag("span", f": {text(f'tile-{state}', lang)}", class_="vh")
        + text_tag("i", SIGNS[state], aria_hidden="true")
    )
    link = tag("a", inner, href=unit["href"])
    return tag("li", link, class_=f"{state}{borders}", style=drawn.style(unit["code"]))
