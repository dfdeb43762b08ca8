"""A kernel manager whose kernels are warm and whose client needs no silence to know that a kernel is ready."""

import os
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Type, Unicode

from analysis.warm.provisioner import WarmProvisioner

KERNEL_LIMIT = 3600.0
"""Seconds after which a notebook's kernel is killed, whatever it does: the backstop behind the limit of each cell."""


NUDGE = 5.0
"""Seconds of silence after which a kernel is asked for anything at all, so that it looks at what came before."""


class NudgingChannel(AsyncZMQSocketChannel):
    """A shell channel that does not wait for ever for a kernel that missed a request.

    ipykernel 7 answers past the stream by which it listens: a request that comes in that moment lies unread until the next
    one (ipython/ipykernel#1554). A busy kernel answers the additional ones later, and nobody minds.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; raises Empty after `timeout` seconds without one."""
        last = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            left = max(last - time.monotonic(), 0.0)
            try:
                return await super().get_msg(min(left, NUDGE))
            except Empty:
                if left <= NUDGE:
                    raise
                self.send(self.session.msg("kernel_info_request"))


class PromptClient(AsyncKernelClient):
    """Ready when the kernel has answered on both channels; jupyter_client's own waits besides for 0.2 s of silence."""

    shell_channel_class = Type(NudgingChannel)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Returns when kernel_info was answered and its last message has come, so that none of it is left over.

        Raises RuntimeError when the kernel died or did not answer in time, as jupyter_client does.
        """
        last = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > last:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _answers(self) -> bool:
        asked = self.kernel_info()
        try:
            while (reply := await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                pass
            while not _idle(await self.get_iopub_msg(timeout=0.2), asked):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def _idle(told: dict[str, Any], asked: str) -> bool:
    mine = told["parent_header"].get("msg_id") == asked
    return mine and told["msg_type"] == "status" and told["content"]["execution_state"] == "idle"


class WarmManager(AsyncKernelManager):
    """Kernels of the zygote that RETRET_ZYGOTE names, and plain ones without it; the same messages either way."""

    client_factory = Type(PromptClient, klass=AsyncKernelClient)
    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Variables of kernels beside those of who starts them.",
    ).tag(config=True)

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or kwargs.get("kernel_id") or self.session.session
            self.provisioner = WarmProvisioner(
                kernel_id=self.kernel_id,
                kernel_spec=self.kernel_spec,
                parent=self,
                own=False,
                limit=KERNEL_LIMIT,
            )
        if self.environment:
            kwargs["env"] = {**(kwargs.get("env") or os.environ), **self.environment}
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel
