"""Employee numbers as keyed hashes: the same person in two files can be told, and nobody can be named."""

import hmac
import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from analysis.ingest.cell import Cell, Wrong, is_missing, plain_text
from analysis.problems import RetretError

KEY_VARIABLE = "RETRET_KEY"
_LENGTH = 16
_FEWEST_SIGNS = 4


def hashed(cell: Cell) -> str | Wrong | None:
    """Sixteen hex digits for an employee number (HMAC-SHA256); spaces and dots in it do not matter."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    number = "".join(sign for sign in plain_text(cell) if sign.isalnum()).casefold()
    if len(number) < _FEWEST_SIGNS:
        return Wrong("not-an-employee-number")
    return hmac.new(_key(), number.encode(), sha256).hexdigest()[:_LENGTH]


@cache
def _key() -> bytes:
    """The secret, from RETRET_KEY, else from a file of the user's own that is made once, outside any repository."""
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return given.encode()
    file = _key_file()
    try:
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
            aside.touch(mode=0o600)
            aside.write_text(secrets.token_hex(32), "ascii")
            aside.replace(file)
        return file.read_bytes()
    except OSError as fault:
        raise RetretError("no-key-file", file=str(file), variable=KEY_VARIABLE) from fault


def _key_file() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    try:
        return (Path(base) if base else Path.home() / ".config") / "retret" / "key"
    except RuntimeError as fault:
        # A service's user may have no home at all.
        raise RetretError("no-key-file", file="~/.config/retret/key", variable=KEY_VARIABLE) from fault


def key_mark() -> str:
    """A mark by which another key is noticed; the key cannot be told from it."""
    return sha256(b"mark" + _key()).hexdigest()[:_LENGTH]
