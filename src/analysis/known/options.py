"""What a build is asked, and its stages in their order."""

import os
from dataclasses import dataclass, field
from typing import Literal, get_args

from analysis.messages import Lang
from analysis.paths import EDITIONS, LEADERSHIP, OUTPUTS, Edition

Stage = Literal["data", "facts", "notebooks", "site"]
STAGES: tuple[Stage, ...] = get_args(Stage)


def default_jobs() -> int:
    """Two notebooks a core: a kernel waits nearly as long as it works."""
    return 2 * (os.cpu_count() or 1)


@dataclass(frozen=True)
class Options:
    """What a build is asked: up to which stage, for which pages, with which engine.

    `only`: selectors of units and groups, all pages where there are none; `failed`: only pages that failed last time;
    `force`: nothing that is known from earlier runs is used; `outputs`: the sites by name; `lang`: in which the build is told.
    """

    stage: Stage = "site"
    only: tuple[str, ...] = ()
    failed: bool = False
    force: bool = False
    engine: str = "auto"
    strict: bool = False
    skip_bad_rows: bool = False
    outputs: tuple[str, ...] = (LEADERSHIP.name,)
    lang: Lang = "id"
    jobs: int = field(default_factory=default_jobs)
    dask: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all pages are asked for."""
        return not self.only and not self.failed

    @property
    def editions(self) -> tuple[Edition, ...]:
        """Whose facts are made: of every edition where the build ends with facts, else of the sites asked for; always the
        leadership's, from which the public ones are made."""
        asked = {LEADERSHIP.edition, *(one.edition for one in OUTPUTS if one.name in self.outputs)}
        return tuple(one for one in EDITIONS if self.stage == "facts" or one in asked)
