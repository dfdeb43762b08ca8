"""`python -m analysis.warm COMMAND ...`: any Jupyter command, papermill's above all, with warm kernels while it runs.

For example `python -m analysis.warm sh loop.sh`, where loop.sh calls papermill once a notebook.
"""

import os
import subprocess
import sys

from analysis.warm.control import ADDRESS
from analysis.warm.keeper import Kernels


def main(command: list[str]) -> int:
    """The command's exit status; every kernel that it starts without a provisioner of its own is warm."""
    environment = dict(os.environ)
    with Kernels(wanted=True) as kernels:
        keeper = kernels.begin()
        if keeper is not None:
            environment |= {ADDRESS: keeper.address, "JUPYTER_DEFAULT_PROVISIONER_NAME": "retret-warm"}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
