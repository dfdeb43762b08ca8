"""The manifest of a release: what it was made from, what it holds, and a seal over all of it."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, ValidationError

from analysis.decision.canonical import fingerprint
from analysis.decision.part import Part
from analysis.problems import RetretError

MANIFEST = "manifest.json"
SCHEMA = "retret-release/1"
FIRST = "0" * 64
"""What the first release names as the one before it."""

NAME = re.compile(r"(20\d\d-(?:0[1-9]|1[0-2]))(?:-r([1-9]\d?))?")
"""A month, and for a revision its number: `2026-11`, `2026-11-r1`."""


class Kept(Part):
    """A file of a release: the SHA-256 of its bytes and of what they unpack to, and their size."""

    sha256: str
    content: str
    bytes: int


class Manifest(Part):
    """One release. Each holds the seal of the one before it, so that none can be changed, taken out or dated back.

    `inputs`: fingerprints by `kind:name` of all that facts were computed from; `corrections`: one by corrected raw file;
    `files`: what the folder holds, by path; `seal` is that of all the rest.
    """

    schema_: str
    name: str
    at: AwareDatetime
    reason: str | None
    package: str
    facts_schema: str
    simulated: bool
    data_until: date
    data_hash: str
    plan_hash: str
    code_hash: str
    inputs: Mapping[str, str]
    corrections: Mapping[str, str]
    previous: str | None
    previous_seal: str
    files: Mapping[str, Kept]
    seal: str

    @property
    def month(self) -> str:
        """The month that the release is of, as it is written in its name."""
        return self.name[:7]

    @property
    def content(self) -> Mapping[str, Any]:
        """Everything that `seal` stands for, as plain JSON values."""
        return self.model_dump(mode="json", exclude={"seal"})

    def sealed(self) -> "Manifest":
        """The same manifest with its seal."""
        return self.model_copy(update={"seal": fingerprint(self.content)})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release's folder; what cannot be read stops with file and key, or names who can."""
    shown = f"{folder.name}/{MANIFEST}"
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as error:
        raise RetretError("release-no-manifest", exit_code=1, file=shown) from error
    except (OSError, ValueError) as error:
        raise RetretError("release-unreadable", exit_code=1, file=shown, key="JSON") from error
    if isinstance(told, dict) and told.get("schema_") not in (None, SCHEMA):
        values = {"schema": str(told["schema_"]), "package": str(told.get("package"))}
        raise RetretError("release-other-schema", exit_code=1, file=shown, **values)
    try:
        found = Manifest.model_validate(told)
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise RetretError("release-unreadable", exit_code=1, file=shown, key=key) from error
    if found.name != folder.name:
        raise RetretError("release-renamed", exit_code=1, file=shown, name=found.name)
    return found
