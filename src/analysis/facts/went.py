"""Who went to the retreat when: all on one date, or in the waves of a published list."""

from dataclasses import dataclass

from analysis.city.place import City
from analysis.city.retreat import Retreat
from analysis.decision.plan import PLAN, Plan
from analysis.effects.period import period_text
from analysis.problems import RetretError
from analysis.trial.design import HELD
from analysis.trial.wave_list import WaveList, read_list


@dataclass(frozen=True)
class Went:
    """The edition that is judged: its retreats by date, and where units went in turns the list that said which when."""

    retreats: tuple[Retreat, ...]
    waves: WaveList | None = None

    @property
    def arm(self) -> dict[str, int]:
        """By unit on the list, the place of its retreat among `retreats`; the first for who waits."""
        if self.waves is None:
            return {}
        arms = zip(self.waves.clusters, self.waves.arms.tolist(), strict=True)
        return {unit: 0 if arm == HELD else arm for one, arm in arms for unit in one.units}

    def of(self, code: str) -> Retreat:
        """A unit's own retreat; for groups, the city, and units that wait or are on no list the first."""
        return self.retreats[self.arm.get(code, 0)]


def read_went(city: City, plan: Plan) -> Went:
    """The edition that the plan judges; several dates without a list, or a list with other dates or units, is an error."""
    edition = plan.retreat_edition
    retreats = tuple(one for one in city.retreats if one.edition == edition)
    if not retreats:
        raise RetretError("plan-no-edition", 1, file=PLAN, key="retreat_edition", edition=str(edition))
    file = city.folder / f"waves-{edition}.csv"
    if not file.is_file():
        if len(retreats) > 1:
            raise RetretError("waves-no-list", 1, n=str(len(retreats)), edition=str(edition), file=file.name)
        return Went(retreats)
    waves = read_list(file)
    months = tuple(_month_after(one) for one in retreats)
    if months != waves.dates:
        told = {"here": ", ".join(waves.dates), "there": ", ".join(months)}
        raise RetretError("waves-dates", 1, file=file.name, edition=str(edition), **told)
    known = set(city.units["code"].to_list())
    strange = sorted(unit for one in waves.clusters for unit in one.units if unit not in known)
    if strange:
        raise RetretError("waves-strange-unit", 1, file=file.name, unit=strange[0])
    return Went(retreats, waves)


def _month_after(retreat: Retreat) -> str:
    """The first month after a retreat that is treated in whole."""
    last = retreat.last_day
    return period_text(12 * last.year + last.month, "month")
