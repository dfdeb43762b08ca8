"""What every table of the plan is: frozen, without unknown keys; what is wrong carries a message code."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from analysis.sources.declaration import Words

IN_BOTH, IN_ONE = "[both]", "[one]"


def _form(said: object) -> str:
    return IN_BOTH if isinstance(said, Mapping | Words) else IN_ONE


Said = Annotated[
    Annotated[Words, Tag(IN_BOTH)] | Annotated[str, Field(min_length=1), Tag(IN_ONE)], Discriminator(_form)
]
"""Where a figure comes from, in the words of who wrote the plan: in both languages, or as one text for all readers."""


def as_fact(said: Said | None) -> str | Mapping[str, str] | None:
    """What somebody said, as plain JSON values."""
    return said.model_dump() if isinstance(said, Words) else said


class Part(BaseModel):
    """A table of the plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fault(code: str, **values: str) -> PydanticCustomError:
    """What a validator raises: a code of the catalogue with its values."""
    return PydanticCustomError(code, code, dict(values))  # pyright: ignore[reportArgumentType]
