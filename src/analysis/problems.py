"""A problem in what was sent: where it stands, what is wrong, what to write. Text is made elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "note"]


@dataclass(frozen=True)
class Problem:
    """One thing to mend, in the words of a spreadsheet.

    `code` is a key of the message catalogue; `values` fill its text and never hold personal data.
    `cell` is a spreadsheet address ("D14", "A" for a whole column); `row` is 1-based, as a spreadsheet shows it.
    A `note` is told and does not fail a check; an `error` does.
    """

    code: str
    file: str
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    severity: Severity = "error"


class RetretError(Exception):
    """A stop with a message code; the CLI prints its text and exits with `exit_code`."""

    def __init__(self, code: str, exit_code: int = 2, **values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.exit_code = exit_code
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Keyword values survive the way back from a worker process."""
        return (_rebuild, (self.code, self.exit_code, self.values))


def _rebuild(code: str, exit_code: int, values: dict[str, str]) -> RetretError:
    return RetretError(code, exit_code, **values)


def column_letter(index: int) -> str:
    """Spreadsheet letters of a 0-based column index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
