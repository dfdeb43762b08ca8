"""Which name a release gets, and whether it may be made: no month twice, none ahead of its time, none dated back."""

from dataclasses import dataclass
from datetime import date, datetime

from analysis.paths import Root
from analysis.problems import RetretError
from analysis.release.seals import faults
from analysis.released.manifest import NAME, Manifest


@dataclass(frozen=True)
class Order:
    """A release as it is asked for: a month, for a revision its reason, what is taken for now, and whether sites belong to it."""

    month: str
    reason: str | None
    now: datetime
    sites: bool = True

    @property
    def moment(self) -> datetime:
        """Now, to the second."""
        return self.now.replace(microsecond=0)


def name_of(root: Root, order: Order, before: tuple[Manifest, ...]) -> str:
    """The name that the release gets: of its month, or of the next revision where there is a reason for one."""
    match = NAME.fullmatch(order.month)
    if match is None or match[2] is not None:
        raise RetretError("release-name", name=order.month)
    if order.month > order.now.strftime("%Y-%m"):
        raise RetretError("release-future", exit_code=1, name=order.month, now=order.now.strftime("%Y-%m"))
    wrong = next((one for one in before if faults(root, one)), None)
    if wrong is not None:
        raise RetretError("release-earlier-wrong", exit_code=1, name=wrong.name)
    of_month = [one for one in before if one.month == order.month]
    following = f"{order.month}-r{len(of_month)}"
    told = (order.reason or "").strip()
    if of_month and not told:
        raise RetretError("release-exists", exit_code=1, name=order.month, next=following)
    if not of_month and order.reason is not None:
        raise RetretError("release-nothing-to-revise", exit_code=1, name=order.month)
    if not of_month and before and before[-1].month > order.month:
        raise RetretError("release-back-dated", exit_code=1, name=order.month, last=before[-1].name)
    return following if of_month else order.month


def check_time(order: Order, name: str, before: tuple[Manifest, ...], until: date) -> None:
    """The clock goes on from release to release, and no release tells of a month after its own."""
    if before and before[-1].at >= order.moment:
        raise RetretError("release-clock", exit_code=1, last=before[-1].name, at=before[-1].at.isoformat())
    if until.strftime("%Y-%m") > order.month:
        raise RetretError("release-knew-later", exit_code=1, name=name, until=until.isoformat())
