"""An installed browser for the tests: never downloaded, never silently missing."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

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
UNIT = "reports/unit/35.73.05.1002.html"
PHONE = {"width": 360, "height": 640}
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


SETTINGS: Mapping[str, object] = {"viewport": {"width": 1280, "height": 900}, "locale": "id-ID"}


@contextmanager
def watched(page: Page, address: str, own: str = "file:") -> Iterator[Seen]:
    """What a page does from the moment it goes to an address: it asks for nothing but `own` and breaks nothing."""
    seen = Seen()
    listeners: Mapping[Any, Callable[..., None]] = {
        "request": seen.request,
        "console": seen.message,
        "pageerror": lambda error: seen.errors.append(str(error)),
    }
    for event, told in listeners.items():
        page.on(event, told)
    page.goto(address)
    yield seen
    assert not [url for url in seen.outside if not url.startswith(own)], seen.outside
    assert not seen.errors, seen.errors
    for event, told in listeners.items():
        page.remove_listener(event, told)


@contextmanager
def opened(
    browser: Browser, file: Path, address: str | None = None, **options: object
) -> Iterator[tuple[Page, Seen]]:
    """A page from disk, or from an address, in a fresh context, watched from the start, that asked for nothing else and broke nothing."""
    context = browser.new_context(**{**SETTINGS, **options})  # pyright: ignore[reportArgumentType]
    try:
        page = context.new_page()
        with watched(page, address or file.as_uri(), address[:20] if address else "file:") as seen:
            yield page, seen
    finally:
        context.close()


class Window:
    """One page that goes from file to file, for tests that look and touch nothing: a fresh context costs more than the looking."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.browser, self.options = browser, options
        self.page: Page | None = None

    @contextmanager
    def opened(self, file: Path) -> Iterator[Page]:
        """A page from disk in the colours of a fresh context, watched; after a failure the next file gets a page of its own."""
        if self.page is None:
            context = self.browser.new_context(**{**SETTINGS, **self.options})  # pyright: ignore[reportArgumentType]
            self.page = context.new_page()
        page, self.page = self.page, None
        size = page.viewport_size
        try:
            with watched(page, file.as_uri()):
                yield page
            # No script and no setting outlives its file; these are the settings of a fresh context.
            page.goto("about:blank")
            page.emulate_media(media="null", color_scheme="light", forced_colors="none")
            if size is not None:
                page.set_viewport_size(size)
            self.page = page
        finally:
            if self.page is None:
                page.context.close()
