"""One notebook run by papermill in a kernel of its own, warm or plain, with every way of stopping told in one line."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from traitlets.config import Config

from analysis.messages import TOLD

QUIET = "--IPKernelApp.log_level=CRITICAL"
"""A kernel otherwise tells of its own interruption at every ordinary end."""

START_TIMEOUT = 120
CELL_TIMEOUT = 600
"""Seconds."""

LAST_OUTPUT_TIMEOUT = 60
"""Seconds that the last output of a cell may come after its reply; nbclient's own four are too few for a busy machine."""


def run_notebook(
    template: Path,
    target: Path,
    parameters: Mapping[str, str],
    cell_timeout: int = CELL_TIMEOUT,
    told: Path | None = None,
) -> str | None:
    """None when the notebook ran to its end, else what stopped it; `target` holds the notebook as far as it came, `told` the
    codes of the messages that it told.

    A kernel that dies or does not start is told like an error in a cell; none of them hangs. It is forked from the zygote
    that RETRET_ZYGOTE names, if any.
    """
    from nbclient.exceptions import CellTimeoutError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    from analysis.warm.manager import WarmManager

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
                execution_timeout=cell_timeout,
                iopub_timeout=LAST_OUTPUT_TIMEOUT,
                extra_arguments=[QUIET],
                config=_settings(folder, told),
                kernel_manager_class=WarmManager,
                # The kernel's folder; papermill's own `cwd` would change that of every thread here.
                resources={"metadata": {"path": str(template.parent)}},
            )
        except PapermillExecutionError as error:
            return f"{error.ename}: {error.evalue}"
        except (CellTimeoutError, RuntimeError) as error:
            return f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"
    return None


def _settings(folder: str, told: Path | None) -> Config:
    """Kernels tell where they are asked to which messages they tell, and talk over sockets in a folder of their own where a
    machine has them.

    TCP ports are chosen before they are bound, so that kernels which start side by side can take each other's.
    """
    found = Config() if told is None else Config({"WarmManager": {"environment": {TOLD: str(told)}}})
    if os.name != "nt":
        found.KernelManager.transport = "ipc"
        found.KernelManager.ip = str(Path(folder) / "kernel")
    return found
