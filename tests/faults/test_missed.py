"""A request that a kernel missed is not waited for without end: any later one makes it look again."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
import zmq
import zmq.asyncio
from jupyter_client.session import Session

from analysis.warm import manager
from analysis.warm.manager import NudgingChannel
from tests.faults.kernels import ran


async def deaf_until_asked_again(timeout: float | None) -> tuple[str, int]:
    """The type of the message that comes, and how many requests it took, from a kernel that sees the first with the second."""
    context = zmq.asyncio.Context()
    with context, context.socket(zmq.ROUTER) as kernel, context.socket(zmq.DEALER) as client:
        kernel.linger = client.linger = 0
        kernel.bind("inproc://shell")
        client.connect("inproc://shell")
        session = Session(key=b"key")
        channel = NudgingChannel(client, session)
        channel.send(session.msg("execute_request"))
        asked: list[list[bytes]] = []

        async def answers() -> None:
            while True:
                asked.append(await kernel.recv_multipart())
                if len(asked) == 2:
                    session.send(kernel, session.msg("execute_reply"), ident=asked[0][0])

        serving = asyncio.create_task(answers())
        try:
            return (await channel.get_msg(timeout))["msg_type"], len(asked)
        finally:
            serving.cancel()


def told(timeout: float | None) -> tuple[str, int]:
    """The same, in a thread of its own: a test before this one may have left its thread a running loop, as Playwright does."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, deaf_until_asked_again(timeout)).result()


def test_a_silent_kernel_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager, "NUDGE", 0.1)
    for timeout in (None, 20.0):
        assert told(timeout) == ("execute_reply", 2)


def test_the_limit_holds_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager, "NUDGE", 5.0)
    began = time.monotonic()
    with pytest.raises(Empty):
        told(0.3)
    assert time.monotonic() - began < 5.0


def test_a_busy_kernel_gives_the_outputs_it_always_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manager, "NUDGE", 0.1)
    shown = ran(["import time\ntime.sleep(1)\nprint('once')", "'twice'"], tmp_path)
    assert shown.stopped is None
    assert [len(cell) for cell in shown.outputs[-2:]] == [1, 1]
    assert shown.text == "once\n"
    assert shown.outputs[-1][0]["data"]["text/plain"] == "'twice'"
