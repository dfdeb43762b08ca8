"""What all takeaways of one build share: whose data, which edition and language, until when, under which licence."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analysis.city.place import City
from analysis.city.settings import Settings
from analysis.display.takeaway_links import file_name
from analysis.messages import Lang, text
from analysis.wording.numbers import day, month
from analysis.wording.quality import completeness

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Issue:
    """One edition of one city's takeaways in one language; everything told of the data comes from the facts of their state."""

    settings: Settings
    state: Facts
    lang: Lang

    @classmethod
    def of(cls, city: City, state: Facts, lang: Lang) -> "Issue":
        """The issue of a city whose facts have this state."""
        return cls(city.settings, state, lang)

    def told(self, mark: str) -> "Issue":
        """The same for one file, which is known again by the fingerprint of the facts that it alone is made from."""
        return replace(self, state={**self.state, "data_hash": mark})

    @property
    def simulated(self) -> bool:
        """Whether the data are invented."""
        return bool(self.state["simulated"])

    @property
    def banner(self) -> str:
        """The first line of everything simulated; empty for an agency's own data."""
        return (
            text("banner-simulated", self.lang, government=self.settings.government) if self.simulated else ""
        )

    @property
    def until(self) -> date:
        """The last day of the data."""
        return date.fromisoformat(self.state["data_until"])

    @property
    def licence(self) -> tuple[str, str]:
        """Name and address of the licence of the data."""
        return self.settings.licence, self.settings.licence_url

    @property
    def edition(self) -> str:
        """The edition in words."""
        return text(f"edition-{self.state['edition']}", self.lang)

    @property
    def mark(self) -> str:
        """The version and the fingerprint by which the same data are known again."""
        told = {"version": self.state["version"], "data": self.state["data_hash"]}
        return text("takeaway-mark", self.lang, until=day(self.until, self.lang), **told)

    @property
    def citation(self) -> str:
        """How these data are cited."""
        names = {"city": self.settings.name, "government": self.settings.government}
        source = text("takeaway-own" if self.simulated else "takeaway-theirs", self.lang, **names)
        return text("takeaway-citation", self.lang, source=source, mark=self.mark, licence=self.licence[0])

    @property
    def footer(self) -> str:
        """What stands at the foot of a sheet."""
        return f"{self.mark} · {self.edition} · {self.licence[0]}"

    @property
    def author(self) -> str:
        """Who answers for the data: the government, unless they are invented."""
        return text("brand", self.lang) if self.simulated else self.settings.government

    def state_line(self, facts: Facts) -> str:
        """Until when the data go and how complete these facts' are, as a line by itself."""
        until = month(self.until, self.lang)
        told = text("page-state", self.lang, until=until, completeness=completeness(facts, self.lang))
        return told[:1].upper() + told[1:]

    def file_name(self, code: str, suffix: str) -> str:
        """A file's name: a copy that lost its banner still says what it is."""
        return file_name(code, suffix, simulated=self.simulated)

    def type_name(self, name: str) -> str:
        """A kind of unit in words; one that the city does not name keeps its own name."""
        label = self.settings.type_name.get(name)
        return name if label is None else getattr(label, self.lang)

    def address(self, page: str) -> str:
        """The address of a page of the site; empty while the city has none."""
        return self.settings.address(page, edition=str(self.state["edition"]), lang=self.lang)
