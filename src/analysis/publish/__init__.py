"""Publishing: notebooks run by papermill, fragments, the site, and the stages that tie them together."""

import sys

# nbformat imports jsonschema, in every build and every worker, and that an optional grammar of addresses which takes
# seconds to build; no schema of a notebook has such an address. None is how Python notes that an import fails.
sys.modules.setdefault("rfc3987_syntax", None)  # pyright: ignore[reportArgumentType, reportCallIssue]
