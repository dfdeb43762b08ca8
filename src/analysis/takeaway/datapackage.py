"""The city's data as CSV with a `datapackage.json` that says what each column is (Data Package 2.0, readable as 1.0)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from io import StringIO
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any

from analysis.display.findings import axis
from analysis.messages import text
from analysis.spreadsheet import write_csv
from analysis.takeaway.issue import Facts, Issue
from analysis.takeaway.points import name_of, point_rows
from analysis.wording.amounts import words
from analysis.wording.quality import source_name

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
COMMENT = "#"

Fields = Mapping[str, str]
SERIES: Fields = {
    "unit": "string",
    "indicator": "string",
    "first_day": "date",
    "last_day": "date",
    "value": "number",
    "numerator": "number",
    "denominator": "number",
    "base": "number",
    "low": "number",
    "high": "number",
    "status": "string",
}
UNITS: Fields = {"code": "string", "name": "string", "kind": "string", "type": "string", "parent": "string"}
INDICATORS: Fields = {
    "code": "string",
    "title": "string",
    "unit_of_measure": "string",
    "decimals": "integer",
    "direction": "string",
    "family": "string",
    "owner": "string",
    "source": "string",
    "why": "string",
    "caveat": "string",
}
TABLES: Mapping[str, Fields] = {"series": SERIES, "units": UNITS, "indicators": INDICATORS}
KEYS: Mapping[str, tuple[str, ...]] = {
    "series": ("unit", "indicator", "first_day", "last_day"),
    "units": ("code",),
    "indicators": ("code",),
}
TITLES = {
    ("", "unit"): "code",
    ("", "indicator"): "measure-code",
    ("", "title"): "measure",
    ("", "direction"): "good",
    ("", "name"): "unit",
    ("indicators", "code"): "measure-code",
}
"""Columns whose text has another code than their name; most have their own."""

STATUSES = ("shown", "flagged", "withheld")
CELLS = attrgetter(*("code" if name == "unit" else name for name in SERIES))
"""A row's cells in the order of the columns."""

REQUIRED = ("unit", "indicator", "first_day", "last_day", "status", "code", "name", "kind", "title")


class Tables(AbstractContextManager["Tables"]):
    """The three CSV files of a folder, written as rows come: comma, decimal point, empty only where `status` says why."""

    def __init__(self, folder: Path, issue: Issue) -> None:
        """Files with their headers; a simulated one says so in a comment line before it."""
        folder.mkdir(parents=True, exist_ok=True)
        self.paths = {name: folder / issue.file_name(name, ".csv") for name in TABLES}
        self._files = {
            name: path.open("w", encoding="utf-8", newline="") for name, path in self.paths.items()
        }
        self._issue = issue
        self._told: set[str] = set()
        for name, file in self._files.items():
            if issue.banner:
                file.write(f"{COMMENT} {issue.banner}\n")
            write_csv(file, [TABLES[name]])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def add(self, rows: str) -> None:
        """Periods of measures, as `series_text` has them."""
        self._files["series"].write(rows)

    def add_page(self, facts: Facts) -> None:
        """A unit or group, and the measures that no page before it told."""
        about, lang = facts["unit"], self._issue.lang
        row = [about["code"], name_of(facts, lang), facts["kind"], about["type"], about.get("parent")]
        write_csv(self._files["units"], [row])
        for one in facts["indicators"]:
            if one["code"] not in self._told:
                self._told.add(one["code"])
                write_csv(self._files["indicators"], [self._measure(one)])

    def _measure(self, one: Facts) -> Sequence[object]:
        lang = self._issue.lang
        plain = (one[key] for key in ("decimals", "direction", "family", "owner", "source"))
        texts = (words(one[key], lang) for key in ("why", "caveat"))
        return [one["code"], words(one["title"], lang), axis(one, lang), *plain, *texts]


def series_text(facts: Facts) -> str:
    """Every period of every measure of a page's facts as lines of the table of series: nothing in them is in words."""
    lines = StringIO(newline="")
    write_csv(lines, map(CELLS, point_rows(facts, "id")))
    return lines.getvalue()


def package_text(tables: Tables, sources: Iterable[str], issue: Issue) -> str:
    """The text of `datapackage.json`."""
    return json.dumps(described(tables, sources, issue), ensure_ascii=False, indent=1) + "\n"


def described(tables: Tables, sources: Iterable[str], issue: Issue) -> dict[str, Any]:
    """The description of closed tables: each column with type, title and meaning, hash and bytes of each file."""
    lang, names = issue.lang, {"city": issue.settings.name}
    licence, address = issue.licence
    package = {
        "$schema": PROFILE,
        "name": f"retret-{issue.settings.slug}{'-simulasi' if issue.simulated else ''}",
        "title": " · ".join(one for one in (text("takeaway-package", lang, **names), issue.banner) if one),
        "description": " ".join(
            (issue.citation, text("takeaway-front-withheld", lang), text("csv-inert", lang))
        ),
        "version": f"{issue.state['version']}+{issue.state['data_hash']}",
        "licenses": [{"name": licence, **({"path": address} if address else {})}],
        "sources": [{"title": source_name(name, lang)} for name in sources],
        "resources": [_resource(name, path, issue) for name, path in tables.paths.items()],
    }
    return package if not issue.settings.site_url else {**package, "homepage": issue.settings.site_url}


def _resource(name: str, path: Path, issue: Issue) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "name": name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": path.name,
        "title": text(f"takeaway-table-{name}", issue.lang),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "header": True, "commentChar": COMMENT},
        "schema": _schema(name, issue),
    }


def _schema(name: str, issue: Issue) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(name, field, kind, issue) for field, kind in TABLES[name].items()],
        "missingValues": [""],
        "primaryKey": list(KEYS[name]),
    }
    if name == "series":
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": resource, "fields": ["code"]}}
            for field, resource in (("unit", "units"), ("indicator", "indicators"))
        ]
    return schema


def _field(table: str, name: str, kind: str, issue: Issue) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if name in REQUIRED else {}
    if name == "status":
        constraints["enum"] = list(STATUSES)
    column = TITLES.get((table, name)) or TITLES.get(("", name)) or name.replace("_", "-")
    title, meaning = (text(f"takeaway-{what}-{column}", issue.lang) for what in ("column", "meaning"))
    field = {"name": name, "type": kind, "title": title, "description": meaning}
    return {**field, "constraints": constraints} if constraints else field
