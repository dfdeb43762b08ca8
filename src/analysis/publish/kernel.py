"""One notebook run by papermill in a plain kernel of its own, with every way of stopping told in one line."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from traitlets.config import Config

QUIET = "--IPKernelApp.log_level=CRITICAL"
"""A kernel otherwise tells of its own interruption at every ordinary end."""

START_TIMEOUT = 120
CELL_TIMEOUT = 600


def run_notebook(template: Path, target: Path, parameters: Mapping[str, str]) -> str | None:
    """None when the notebook ran to its end, else what stopped it; `target` holds the notebook as far as it came.

    A kernel that dies or does not start is told like an error in a cell; none of them hangs.
    """
    from nbclient.exceptions import CellTimeoutError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    with TemporaryDirectory(prefix="retret-", ignore_cleanup_errors=True) as folder:
        try:
            execute_notebook(
                template,
                target,
                parameters=dict(parameters),
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
                start_timeout=START_TIMEOUT,
                execution_timeout=CELL_TIMEOUT,
                extra_arguments=[QUIET],
                config=_channels(folder),
                cwd=template.parent,
            )
        except PapermillExecutionError as error:
            return f"{error.ename}: {error.evalue}"
        except (CellTimeoutError, RuntimeError) as error:
            return f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"
    return None


def _channels(folder: str) -> Config:
    """Kernels of one machine talk over sockets in a folder of their own where it has them.

    TCP ports are chosen before they are bound, so that kernels which start side by side can take each other's.
    """
    if os.name == "nt":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": str(Path(folder) / "kernel")}})
