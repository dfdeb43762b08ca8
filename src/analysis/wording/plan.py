"""The plan in words: the record to sign when it is locked, how it stands to its locks, and what was changed."""

from collections.abc import Sequence
from datetime import date, datetime

from analysis.decision.canonical import Difference, as_json
from analysis.decision.lock import Lock
from analysis.decision.state import PlanState
from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.numbers import day, number


def minutes(lock: Lock, lang: Lang = "id") -> str:
    """One page of Markdown to sign: who decides, what counts, the rule's numbers, which data existed, and the hash."""
    plan = lock.the_plan()
    late = lock.at.date() >= lock.retreat_first_day
    lines = [
        f"# {text('minutes-title', lang)}",
        text(
            "minutes-opening",
            lang,
            day=day(lock.at.date(), lang),
            time=lock.at.strftime("%H.%M %z"),
            number=lock.number,
            decider=lock.decider,
            edition=lock.edition,
            retreat=day(lock.retreat_first_day, lang),
        ),
        text("minutes-late" if late else "minutes-early", lang),
        _data(lock, lang),
        f"## {text('minutes-outcomes', lang)}",
        "\n".join(_outcomes(lock, lang)),
        f"## {text('minutes-rule', lang)}",
        rule(plan.rule.model_dump(), len(plan.veto_outcomes), lang),
        f"## {text('minutes-hash', lang)}",
        f"`{lock.hash}`",
        text("minutes-hash-text", lang, plan=lock.plan_hash, previous=lock.previous, version=lock.package),
        anchor(lock, lang),
        text("minutes-sign", lang, decider=lock.decider),
    ]
    return "\n\n".join(lines) + "\n"


SHARES = (
    "p_net_benefit_annual",
    "p_late_effect",
    "p_net_benefit_stop",
    "p_harm_beyond_smallest",
    "stop_bound",
)


def rule(thresholds: Facts, vetoes: int, lang: Lang) -> str:
    """The rule in its order with its thresholds, in words."""
    told = {key: number(100 * thresholds[key], 1, lang).rstrip("0").rstrip(",.") for key in SHARES}
    return text("minutes-rule-text", lang, vetoes=vetoes, **told)


def _data(lock: Lock, lang: Lang) -> str:
    if lock.data is None:
        return text("minutes-data-none", lang)
    code = "minutes-data-simulated" if lock.data.simulated else "minutes-data"
    until = lock.data.until
    return text(code, lang, until="-" if until is None else day(until, lang), mark=lock.data.mark)


def _outcomes(lock: Lock, lang: Lang) -> list[str]:
    lines: list[str] = []
    for one in lock.the_plan().outcome:
        known = by_code()[one.indicator]
        amount = number(one.smallest_change_that_matters * one.points, 1 if one.points == 1 else 0, lang)
        worth = (
            text("minutes-no-value", lang)
            if one.value is None
            else text("minutes-value", lang, value=number(one.value, 0, lang))
        )
        code = "minutes-outcome-relative" if known.change_scale == "relative" else "minutes-outcome"
        lines.append(f"* {text(code, lang, title=known.title.in_language(lang), amount=amount, worth=worth)}")
    return lines


def anchor(lock: Lock, lang: Lang) -> str:
    """Who holds the date of the lock, or that nobody does."""
    return held(lock.anchor, lang)


def held(by: str | None, lang: Lang) -> str:
    """Where the hash of a lock is recorded outside, or that its date is not proven."""
    return text("lock-not-proven", lang) if by is None else text("lock-anchored", lang, anchor=by)


def difference(one: Difference, lang: Lang) -> str:
    """One changed key with what stood there and what stands there now."""
    key, before, after = cells(one, lang)
    return text("diff-line", lang, key=key, before=before, after=after)


def cells(one: Difference, lang: Lang) -> list[str]:
    """A changed key, what stood there and what stands there now."""
    absent = text("diff-absent", lang)
    return [one.key, *(absent if value is None else as_json(value) for value in (one.before, one.after))]


def state(found: PlanState, lang: Lang) -> str:
    """How the plan stands to its locks, with the day of the lock and whether it is proven."""
    lock = found.lock
    if lock is None:
        return text(found.code, lang)
    return _state(found.code, lock.at.date(), lock.retreat_first_day, len(found.changed), lock.anchor, lang)


def state_of(facts: Facts, lang: Lang) -> str:
    """The same from the facts of a page."""
    if facts["locked_at"] is None:
        return text(facts["code"], lang)
    locked, retreat = (
        datetime.fromisoformat(facts["locked_at"]).date(),
        date.fromisoformat(facts["retreat_first_day"]),
    )
    return _state(facts["code"], locked, retreat, len(facts["changed"]), facts["anchor"], lang)


def _state(code: str, locked: date, retreat: date, changed: int, by: str | None, lang: Lang) -> str:
    told = text(code, lang, day=day(locked, lang), n=changed, retreat=day(retreat, lang))
    if code == "plan-state-changed" and locked >= retreat:
        told = f"{told} {text('plan-state-changed-late', lang, retreat=day(retreat, lang))}"
    return told if code == "plan-state-broken" else f"{told} {held(by, lang)}"


def listed_differences(found: Sequence[Difference], lang: Lang) -> list[str]:
    """Every changed key as a line."""
    return [difference(one, lang) for one in found]
