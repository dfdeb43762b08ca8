"""All outcomes together: from each one's verdict to the city's."""

from analysis.effects.verdict import Level, Posterior, Verdict, verdict

__all__ = ["Level", "Posterior", "Verdict", "joint", "verdict"]


def joint(verdicts: tuple[Verdict, ...]) -> Verdict:
    """Harm wins, then doubt; improved only when no outcome is worse or in doubt.

    One improved outcome beside others without meaningful change counts as improved; the weaker wording wins.
    """
    for decisive in ("worse", "insufficient"):
        if decisive in verdicts:
            return decisive
    for found in ("improved-after", "improved"):
        if found in verdicts:
            return found
    return "no-meaningful-change"
