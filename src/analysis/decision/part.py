"""What every table of the plan is: frozen, without unknown keys; what is wrong carries a message code."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Part(BaseModel):
    """A table of the plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fault(code: str, **values: str) -> PydanticCustomError:
    """What a validator raises: a code of the catalogue with its values."""
    return PydanticCustomError(code, code, dict(values))  # pyright: ignore[reportArgumentType]
