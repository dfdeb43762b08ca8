"""Publishing: notebooks run by papermill, fragments, the site, and the stages that tie them together."""

import sys
from importlib import import_module


def _import_jsonschema() -> None:
    """jsonschema is imported as where its optional grammar of addresses is missing: building that takes seconds.

    nbformat imports jsonschema, in every build and every worker, and no schema of a notebook has such an address.
    """
    grammar = "rfc3987_syntax"
    if grammar in sys.modules or "jsonschema" in sys.modules:
        return
    sys.modules[grammar] = None  # pyright: ignore[reportArgumentType] - None is how Python notes that an import fails
    try:
        import_module("jsonschema")
    finally:
        del sys.modules[grammar]


_import_jsonschema()
