"""The kernel provisioner `retret-warm`: a fork of a zygote where one answers, else jupyter_client's own plain kernel."""

import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Float

from analysis.warm.child import Order
from analysis.warm.control import ADDRESS
from analysis.warm.forked import Forked, order
from analysis.warm.keeper import own_zygote

LAUNCHER = ["-m", "ipykernel_launcher"]
POLITE = 1.0
"""Seconds in which a kernel has mostly ended by itself once it was asked to; jupyter_client looks only ten times a second."""


class WarmProvisioner(LocalProvisioner):
    """Kernels of this interpreter are forked by the zygote that RETRET_ZYGOTE names, or by one of this process's own."""

    own = Bool(True, config=True, help="Start a zygote for this process where RETRET_ZYGOTE names none.")
    limit = Float(0.0, config=True, help="Seconds after which a kernel is killed; 0 for none.")

    forked: Forked | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """The connection of a warm kernel, or of a plain one where this order or system allows no fork."""
        address = os.environ.get(ADDRESS) or (own_zygote() if self.own else None)
        asked = self._order(cmd, kwargs)
        forked = await order(address, asked) if address and asked else None
        if forked is None:
            kwargs.get("env", {}).pop(ADDRESS, None)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = self.forked = forked
        self.pid, self.pgid, self.cwd = forked.pid, None, kwargs.get("cwd") or str(Path.cwd())
        return self.connection_info

    def _order(self, cmd: list[str], kwargs: dict[str, Any]) -> Order | None:
        """The order for this command; None for any but a common kernel of this interpreter."""
        asked = {name for name, value in kwargs.items() if value is not None}
        if cmd[:3] != [sys.executable, *LAUNCHER] or asked - {"env", "cwd", "kernel_id"}:
            return None
        environment = dict(kwargs.get("env") or os.environ) | {"JPY_PARENT_PID": str(os.getpid())}
        environment.pop(ADDRESS, None)
        return Order(tuple(cmd[3:]), environment, str(kwargs.get("cwd") or Path.cwd()), self.limit)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """A kernel that was asked to end is awaited here, for a moment, without looking again and again."""
        if self.forked is not None:
            await self.forked.ended(POLITE)

    async def wait(self) -> int | None:
        """The exit status, awaited without looking again and again."""
        if self.forked is not None:
            await self.forked.ended(None)
        return await super().wait()
