"""Slow, obvious second versions of the statistics, written from the rule and not from the code."""

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
