"""Named points between the steps of a build, at which a test can end it as a power cut would."""

import os
import signal

DIE_AT = "RETRET_DIE_AT"
"""The point at which the process ends itself; for tests, never set otherwise."""


def point(name: str) -> None:
    """Nothing, but where RETRET_DIE_AT names this point: the process is gone at once, with nothing tidied up."""
    if os.environ.get(DIE_AT) == name:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
