"""The picture in README.md: a page at a desk and on a phone, in light and in dark, as Chromium shows the built site."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from railhead.errors import SiteError
from railhead.programs import browser

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from playwright.sync_api import Browser

HEIGHT = 860  # pixels
DESK, PHONE, GAP = 1280, 390, 40
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COLOURS = 64  # of the picture: letters on paper need no more
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def take(output: Path, address: str, into: Path) -> list[Path]:
    """Write a picture of the page at an address of the site built into `output` for each scheme; their paths in `into`.

    Raises SiteError where there is no Chromium, or no such page.
    """
    program = browser()
    if program is None:
        raise SiteError("A picture needs Chromium: install the package chromium-headless-shell.")
    if not (output / address.strip("/") / "index.html").is_file():
        raise SiteError(f"There is no page at {address}.")
    with _served(output) as host, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        try:
            return [_taken(chromium, host + address, scheme, into / f"story-{scheme}.png") for scheme in SCHEMES]
        finally:
            chromium.close()


def _taken(chromium: Browser, address: str, scheme: Literal["light", "dark"], path: Path) -> Path:
    """Write the picture of a page in one scheme to a path and return that: a desk to the left, a phone to the right."""
    picture = Image.new("RGBA", (DESK + GAP + PHONE, HEIGHT), (0, 0, 0, 0))
    for width, left in ((DESK, 0), (PHONE, DESK + GAP)):
        page = chromium.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
        page.goto(address)
        page.evaluate("document.fonts.ready")
        picture.paste(Image.open(BytesIO(page.screenshot())), (left, 0))
        page.close()
    picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)
    return path


@contextmanager
def _served(folder: Path) -> Generator[str]:
    """Serve a folder on this machine; the address of the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name in the class above
        """Say nothing of requests."""
