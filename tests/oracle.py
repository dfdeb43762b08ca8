"""Slow, obvious second versions of the statistics, written from the rule and not from the code."""

import math
from collections.abc import Sequence
from fractions import Fraction


def survey_index(answers: Sequence[Sequence[int | None]]) -> Fraction | None:
    """IKM of respondents x nine answers: 25 x the mean of the nine mean answers (PermenPANRB 14/2017)."""
    total = Fraction(0)
    for element in range(9):
        given = [row[element] for row in answers if row[element] is not None]
        if not given:
            return None
        total += Fraction(sum(given), len(given))
    return total * 25 / 9


def survey_error(answers: Sequence[Sequence[int]]) -> float:
    """Standard error of the mean of complete respondents' own indices."""
    own = [25 * sum(row) / 9 for row in answers]
    mean = sum(own) / len(own)
    variance = sum((x - mean) ** 2 for x in own) / (len(own) - 1)
    return (variance / len(own)) ** 0.5


def ratio(rows: Sequence[tuple[int, int]], times: float) -> float:
    """Sum first, divide once."""
    numerator = denominator = 0
    for top, bottom in rows:
        numerator += top
        denominator += bottom
    return times * numerator / denominator


def xmr(values: Sequence[float], baseline: int) -> tuple[float, float, float]:
    """Mean and natural limits of an individuals chart from its first `baseline` points."""
    first = list(values[:baseline])
    mean = sum(first) / len(first)
    ranges = [abs(first[k] - first[k - 1]) for k in range(1, len(first))]
    reach = 3 * (sum(ranges) / len(ranges)) / 1.128
    return mean, mean - reach, mean + reach


def signal(values: Sequence[float], k: int, mean: float, low: float, high: float) -> tuple[str, str] | None:
    """The first rule that point k meets and its side, by looking at every window that holds it."""
    x = values[k]
    if x > high:
        return "beyond-limit", "up"
    if x < low:
        return "beyond-limit", "down"
    for start in range(len(values) - 7):
        window = values[start : start + 8]
        if start <= k < start + 8:
            if all(v > mean for v in window):
                return "run-of-8", "up"
            if all(v < mean for v in window):
                return "run-of-8", "down"
    found = None
    for side, outer in (
        ("up", [v > mean + 2 * (high - mean) / 3 for v in values]),
        ("down", [v < mean - 2 * (mean - low) / 3 for v in values]),
    ):
        for start in range(len(values) - 2):
            if outer[k] and start <= k < start + 3 and sum(outer[start : start + 3]) >= 2:
                found = ("two-of-three", side)
    return found


def overlap_rank(intervals: Sequence[tuple[float, float]], k: int) -> tuple[int, int]:
    """Best and worst rank of interval k when larger is better: only intervals that part are ordered."""
    best = 1 + sum(1 for low, _ in intervals if low > intervals[k][1])
    worst = len(intervals) - sum(1 for _, high in intervals if high < intervals[k][0])
    return best, worst


def median(values: list[int]) -> float:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def median_error(values: list[int]) -> float | None:
    """Half of a 95 % interval from order statistics over 1.96; None below six values."""
    ordered, n = sorted(values), len(values)
    if n < 6:
        return None
    low = max(math.floor(n / 2 - 0.98 * math.sqrt(n)), 0)
    high = min(math.ceil(n / 2 + 0.98 * math.sqrt(n)), n - 1)
    return (ordered[high] - ordered[low]) / (2 * 1.96)


def weighted_mean(values: list[float], weights: list[float]) -> float:
    """Each value times its weight, over the sum of the weights."""
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def icc1(groups: list[list[float]]) -> float | None:
    """ICC(1) by the sums of squares of a one-way analysis of variance, one respondent at a time."""
    everyone = [score for group in groups for score in group]
    grand = sum(everyone) / len(everyone)
    means = [sum(group) / len(group) for group in groups]
    between = sum((mean - grand) ** 2 for group, mean in zip(groups, means, strict=True) for _ in group)
    within = sum((score - mean) ** 2 for group, mean in zip(groups, means, strict=True) for score in group)
    ms_between = between / (len(groups) - 1)
    ms_within = within / (len(everyone) - len(groups))
    size = (len(everyone) - sum(len(group) ** 2 for group in groups) / len(everyone)) / (len(groups) - 1)
    bottom = ms_between + (size - 1) * ms_within
    return None if bottom <= 0 else (ms_between - ms_within) / bottom
