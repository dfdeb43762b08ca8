"""A unit's facts as sentences: how it stands, whether it changed after the retreat, how sure that is."""

from datetime import date

from analysis.indicators.grade import BOUNDS
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, inside, per_year, value, words
from analysis.wording.numbers import days, listed, month, number, period
from analysis.wording.quality import source_name

SIGNAL_STATES = ("signal-up", "signal-down", "signal-mixed")
PERIODS_NAMED = 6


def by_code(facts: Facts) -> dict[str, Facts]:
    """The indicators of a unit's facts by code."""
    return {one["code"]: one for one in facts["indicators"]}


def summary(facts: Facts, lang: Lang = "id") -> tuple[str, str, str]:
    """Three sentences about a unit or group; each is complete even where data are missing."""
    return f"{_index(facts, lang)} {_late(facts, lang)}", _changed(facts, lang), _sure(facts, lang)


def _index(facts: Facts, lang: Lang) -> str:
    peers = by_code(facts)["skm-index"]["peers"]
    if peers is None or peers["value"] is None:
        return text("stands-no-index", lang)
    grade = text(f"grade-{peers['grade']}", lang)
    shown = number(peers["value"], 2, lang)
    if peers["rank_low"] is None:
        return text("stands-index", lang, value=shown, grade=grade)
    low, high, n = peers["rank_low"], peers["rank_high"], peers["ranked"]
    group = words(peers["group_name"], lang)
    return text("stands-index-ranked", lang, value=shown, grade=grade, low=low, high=high, n=n, group=group)


def _late(facts: Facts, lang: Lang) -> str:
    peers = by_code(facts)["late-share"]["peers"]
    if peers is None or peers["value"] is None:
        return text("stands-no-late", lang)
    return text("stands-late", lang, value=number(peers["value"], 1, lang))


def _judged(facts: Facts) -> list[Facts]:
    """The charted indicators with a declared good direction: only they can be said to have changed."""
    return [one for one in facts["indicators"] if one["direction"] != "neutral" and one["page"] == "chart"]


def _changed(facts: Facts, lang: Lang) -> str:
    retreat = _retreat(facts, lang)
    fired = [one for one in _judged(facts) if one["state"] in SIGNAL_STATES]
    if fired:
        named = [
            text("changed-what", lang, short=inside(words(i["short"], lang)), direction=direction(i, lang))
            for i in fired
        ]
        return text("changed-signal", lang, retreat=retreat, what=listed(named, lang))
    quiet = [inside(words(one["short"], lang)) for one in _judged(facts) if one["state"] == "no-signal"]
    if quiet:
        return text("changed-none", lang, retreat=retreat, what=listed(quiet, lang))
    return text("changed-unknown", lang, retreat=retreat)


def _sure(facts: Facts, lang: Lang) -> str:
    states = {one["state"] for one in _judged(facts)}
    if states & set(SIGNAL_STATES):
        return text("sure-signal", lang)
    return text("sure-none" if "no-signal" in states else "sure-unknown", lang)


def _retreat(facts: Facts, lang: Lang) -> str:
    span = facts["retreat"]
    return days(date.fromisoformat(span["first_day"]), date.fromisoformat(span["last_day"]), lang)


def question(facts: Facts, lang: Lang = "id") -> str:
    """The one question, with the days of the retreat that is judged."""
    return text("question", lang, retreat=_retreat(facts, lang))


def direction(indicator: Facts, lang: Lang = "id") -> str:
    """Up, down or both, for an indicator with a signal."""
    return text(f"direction-{indicator['state'].removeprefix('signal-')}", lang)


def finding(indicator: Facts, facts: Facts, lang: Lang = "id") -> str:
    """The chart's title: what is seen, with its meaning only where a direction is declared."""
    state = indicator["state"]
    after = month(date.fromisoformat(facts["retreat"]["last_day"]), lang)
    return _stated("title", state, indicator, lang, month=after)


def icon(indicator: Facts, lang: Lang = "id") -> str:
    """The same in a few words, for the row of icons."""
    return _stated("icon", indicator["state"], indicator, lang)


def _stated(kind: str, state: str, indicator: Facts, lang: Lang, **more: str) -> str:
    name = words(indicator["title" if kind == "title" else "short"], lang)
    if state not in SIGNAL_STATES:
        return text(f"{kind}-{state}", lang, short=name, **more)
    meaning = indicator["meaning"]
    moved = direction(indicator, lang)
    if meaning is None:
        return text(f"{kind}-signal", lang, short=name, direction=moved, **more)
    told = text(f"meaning-{meaning}", lang)
    return text(f"{kind}-signal-meaning", lang, short=name, direction=moved, meaning=told, **more)


def assured(indicator: Facts) -> str | None:
    """Where the ordinary range of an index lies to the bound of the highest grade: whole above it, across, below.

    None for what has no such bound, or no range of its own yet.
    """
    chart = indicator["chart"]
    if indicator["unit"] != "index" or indicator["page"] != "chart" or chart is None or chart["low"] is None:
        return None
    bound = float(BOUNDS[0][0])
    return "whole" if chart["low"] >= bound else "below" if chart["high"] < bound else "crossing"


def caption(indicator: Facts, lang: Lang = "id") -> str:
    """What a point is, the ordinary range, the rules that fired in words, the slope before, the Hijri pairs."""
    parts = [text(f"caption-{indicator['rhythm']}", lang)]
    chart = indicator["chart"]
    if chart is not None:
        key = "caption-limits-trial" if chart["trial"] else "caption-limits"
        low, high = (value(indicator, chart[end], lang) for end in ("low", "high"))
        parts.append(text(key, lang, low=low, high=high, n=chart["baseline"]))
        fired = sorted({signal["rule"] for signal in chart["signals"] if signal["after"]})
        if fired:
            rules = listed([text(f"rule-{rule}", lang) for rule in fired], lang)
            parts.append(text("caption-signals", lang, rules=rules))
    parts += _broken(indicator, lang) + _slope(indicator, lang) + _paired(indicator, lang)
    if indicator["withheld_points"]:
        parts.append(text("caption-withheld", lang, n=indicator["withheld_points"]))
    return " ".join([*parts, text("caption-ramadan", lang)])


def _broken(indicator: Facts, lang: Lang) -> list[str]:
    changed = [month(date.fromisoformat(one["date"]), lang) for one in indicator["breaks"]]
    return [text("caption-broken", lang, periods=listed(changed, lang))] if changed else []


def _slope(indicator: Facts, lang: Lang) -> list[str]:
    trend = indicator["trend"]
    if trend is None:
        return []
    same = (trend["low"] > 0 and indicator["state"] == "signal-up") or (
        trend["high"] < 0 and indicator["state"] == "signal-down"
    )
    ends = {key: per_year(indicator, trend[key], lang) for key in ("slope", "low", "high")}
    return [text("caption-trend-same" if same else "caption-trend", lang, **ends)]


def _paired(indicator: Facts, lang: Lang) -> list[str]:
    pairs = indicator["before_after"]
    if pairs is None:
        return []
    before, after = (value(indicator, pairs[end], lang) for end in ("before", "after"))
    return [text("caption-pairs", lang, before=before, after=after, pairs=pairs["pairs"])]


def missing(facts: Facts, lang: Lang = "id") -> tuple[str, ...]:
    """One line a source: the periods that never came, the first few by name."""
    lines: list[str] = []
    for source, spans in facts["missing"].items():
        named = [period(date.fromisoformat(a), date.fromisoformat(b), lang) for a, b in spans]
        told = ", ".join(named[:PERIODS_NAMED])
        if len(named) > PERIODS_NAMED:
            told = text("missing-more", lang, periods=told, n=len(named) - PERIODS_NAMED)
        lines.append(text("missing-line", lang, source=source_name(source, lang), periods=told))
    if not lines:
        until = month(date.fromisoformat(facts["data_until"]), lang)
        return (text("missing-none", lang, until=until),)
    return tuple(lines)
