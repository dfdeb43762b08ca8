"""An installed browser for the tests: never downloaded, never silently missing."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str | None:
    """The program named by CHROMIUM, else the first known name on PATH, else a usual place on macOS."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named) or named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((place for place in PLACES if Path(place).exists()), None)


@dataclass
class Seen:
    """What a page did while it was open."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        self.requests.append(request.url)

    def message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    @property
    def outside(self) -> list[str]:
        """Requests for anything but files, and data that the page holds itself."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served as long as it is needed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def opened(
    browser: Browser, file: Path, address: str | None = None, **options: object
) -> Iterator[tuple[Page, Seen]]:
    """A page from disk, or from an address, in a fresh context, watched from the start, that asked for nothing else and broke nothing."""
    settings: Mapping[str, object] = {
        "viewport": {"width": 1280, "height": 900},
        "locale": "id-ID",
        **options,
    }
    context = browser.new_context(**settings)  # pyright: ignore[reportArgumentType]
    page, seen = context.new_page(), Seen()
    page.on("request", seen.request)
    page.on("console", seen.message)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.goto(address or file.as_uri())
    try:
        yield page, seen
        assert not [url for url in seen.outside if not (address and url.startswith(address[:20]))], (
            seen.outside
        )
        assert not seen.errors, seen.errors
    finally:
        context.close()
