"""Promises and visits as sentences: how many are done and checked, who was visited, what was mended."""

from datetime import date

from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.numbers import day, month, number

EVIDENCE = {None: "nothing-to-prove", True: "on-record", False: "not-on-record"}
SAYS = {"checked": "done", "unchecked": "done"}


def promises(facts: Facts, lang: Lang) -> str:
    """How many of those due are done, and how many of them another unit has checked."""
    counts = {key: number(facts["city"][key], 0, lang) for key in ("due", "done", "verified")}
    return text("follow-title" if facts["city"]["due"] else "follow-none-due", lang, **counts)


def promised(facts: Facts, lang: Lang) -> str:
    """When the register was as it is, how many promises there are, and how late the done ones were."""
    as_of = day(date.fromisoformat(facts["as_of"]), lang)
    said = text("follow-said", lang, as_of=as_of, n=number(facts["city"]["commitments"], 0, lang))
    late = facts["city"]["delay"]
    if late is None:
        return said
    if late["median"] == 0:
        return f"{said} {text('follow-on-day', lang, n=number(late['done'], 0, lang))}"
    code = "follow-late" if late["median"] > 0 else "follow-early"
    days = number(abs(late["median"]), 1 if late["median"] % 1 else 0, lang)
    return f"{said} {text(code, lang, n=number(late['done'], 0, lang), days=days)}"


def visited(facts: Facts, lang: Lang) -> str:
    """How many units were visited in the last year."""
    seen = {key: number(facts["city"][key], 0, lang) for key in ("visited", "units")}
    return text("visits-title", lang, **seen)


def visits(facts: Facts, lang: Lang) -> str:
    """How many visits there were, of which manner, and how many of what they found was mended in time."""
    counts = {key: number(facts["city"][key], 0, lang) for key in ("visits", "planned", "unannounced")}
    after = day(date.fromisoformat(facts["after"]), lang)
    told = text("visits-lede", lang, after=after, **counts)
    found = facts["findings"]
    if not found["findings_due"]:
        return told
    mended = {key: number(found[key], 0, lang) for key in ("findings_due", "findings_in_time")}
    return f"{told} {text('visits-findings', lang, **mended)}"


def kept(promises: Facts, lang: Lang) -> list[str]:
    """What one unit, or the city, promised and kept: said, due, done and verified, and what is overdue since when."""
    as_of = day(date.fromisoformat(promises["as_of"]), lang)
    if promises["due"] is None:
        return [text("promises-withheld", lang, as_of=as_of)]
    counts = {key: number(promises[key], 0, lang) for key in ("commitments", "due", "done", "verified")}
    lines = [text("promises-said" if promises["due"] else "promises-none-due", lang, as_of=as_of, **counts)]
    if promises["done"] > promises["verified"]:
        lines.append(evidence(promises, lang))
    if promises["overdue"]:
        oldest = month(date.fromisoformat(promises["oldest"]), lang)
        n = number(promises["overdue"], 0, lang)
        lines.append(text("promises-overdue", lang, n=n, oldest=oldest))
    elif promises["due"]:
        lines.append(text("follow-overdue-none", lang))
    return lines


def evidence(promises: Facts, lang: Lang) -> str:
    """What there is to see of promises that are said to be done and were not verified."""
    unchecked = promises["done"] - promises["verified"]
    counts = {
        "unchecked": unchecked,
        "proven": unchecked - promises["unproven"],
        "unproven": promises["unproven"],
    }
    return text("promises-evidence", lang, **{key: number(n, 0, lang) for key, n in counts.items()})


def one_by_one(promises: Facts, lang: Lang) -> list[list[str]]:
    """Each promise as cells: its code, when it is due, whether it is done or overdue, evidence, whether it is verified."""
    return [
        [
            one["code"],
            month(date.fromisoformat(one["month"]), lang),
            text(f"promise-{SAYS.get(one['state'], one['state'])}", lang),
            text(f"promise-{EVIDENCE[one['evidence']]}", lang),
            text("promise-yes" if one["state"] == "checked" else "promise-no", lang),
        ]
        for one in promises["each"]
    ]
