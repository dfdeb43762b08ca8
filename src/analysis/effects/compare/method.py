"""Which comparison method a design asks for, and with what settings."""

from dataclasses import dataclass
from typing import Literal, get_args

from analysis.effects.design import Design
from analysis.effects.period import Kind

Name = Literal["newey-west", "prais-winsten", "arima", "local-level", "poisson", "quasi-poisson"]
Order = tuple[int, ...]

NAMES: tuple[str, ...] = get_args(Name)


@dataclass(frozen=True)
class Method:
    """A comparison method; each setting is read by the method that has it. `season`: periods of a seasonal order."""

    name: Name
    lags: int | None = None
    small_sample: bool = False
    order: Order = (1, 0, 0)
    seasonal_order: Order = (0, 0, 0)
    season: int = 1

    @property
    def note(self) -> str:
        """Name and settings as one code, for the note of every row."""
        if self.name == "newey-west" and self.lags is not None:
            return f"{self.name} lags={self.lags}"
        if self.name == "arima":
            seasonal = f" seasonal={_dotted(self.seasonal_order)}" if any(self.seasonal_order) else ""
            return f"{self.name} order={_dotted(self.order)}{seasonal}"
        return self.name


def _dotted(order: Order) -> str:
    return ".".join(str(each) for each in order)


def method_of(design: Design, kind: Kind) -> Method | None:
    """The comparison method of `its` and `donor-mean`; None where the design keeps the primary model."""
    name = design.errors if design.likelihood == "gaussian" else design.likelihood
    if name == "ar1+rw" or name == "ar1" or name == "iid":
        return None
    return Method(
        name, design.lags, design.small_sample, design.order, design.seasonal_order, design.season(kind)
    )
