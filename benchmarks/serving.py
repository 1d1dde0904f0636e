"""How fast nginx serves a published story, beside a bare file of the same size: `tasks.py bench serve`.

Other servers, and what a browser does with the page, are not measured.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from railhead.errors import SiteError
from railhead.paths import PUBLIC, SERVING
from railhead.programs import NGINX_BROTLI

from .engine import watching

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

STORIES = "[0-9]*/*/index.html.br"
TURNS, SECONDS, CONNECTIONS = 5, 4, 64
CONFIG = """\
{user}
load_module {brotli};
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
worker_processes 1;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{site}; root {public}; include {serving}; }}
    server {{ listen 127.0.0.1:{bare}; root {folder}; }}
}}
"""


class Rates(NamedTuple):
    """Requests a second for a `story` and for a bare `file` of its size, and the median of the ratios of each turn."""

    story: float
    file: float
    ratio: float

    def told(self) -> str:
        """The rates in a sentence."""
        rates = f"A story: {self.story:,.0f} requests a second; a bare file of its size: {self.file:,.0f}"
        return f"{rates}; ratio {self.ratio:.2f}."


def run(say: Callable[[str], object]) -> Rates:
    """Ask for the longest story in brotli, and for a file of as many bytes with no header but nginx's own, in turn.

    `say` is given a line for each turn. Raises SiteError where nginx or wrk is missing, or no story is published.
    """
    pages = sorted(PUBLIC.glob(STORIES), key=lambda page: page.stat().st_size)
    nginx = _nginx()
    if not pages or not shutil.which("wrk") or not nginx or not NGINX_BROTLI.is_file():
        raise SiteError(
            "This needs Debian's nginx-light, libnginx-mod-http-brotli-static and wrk, "
            "and a site that `publish` has made."
        )
    story = f"{pages[-1].parent.relative_to(PUBLIC).as_posix()}/"
    say(f"asking for /{story}")
    pairs = []
    with tempfile.TemporaryDirectory(prefix="serving-") as folder:
        Path(folder, "file.bin").write_bytes(os.urandom(pages[-1].stat().st_size))
        with _server(Path(folder), nginx) as (site, bare):
            for turn in range(TURNS):
                pairs.append((_rate(f"{site}/{story}"), _rate(f"{bare}/file.bin")))
                say(f"turn {turn + 1} of {TURNS}: {pairs[-1][0]:,.0f} and {pairs[-1][1]:,.0f} requests a second")
    ratio = statistics.median(story / file for story, file in pairs)
    return Rates(*(statistics.median(rates) for rates in zip(*pairs, strict=True)), ratio)


def _rate(address: str) -> float:
    """The requests for an address that are answered in a second. Raises SiteError where no page answers."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: br", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SiteError(f"{address} does not answer with a page.")
    (rate,) = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    return float(rate)


@contextmanager
def _server(folder: Path, nginx: str) -> Generator[tuple[str, str]]:
    """Have nginx, by its path, serve while the context lasts. Gives (the site's address, that of `folder`)."""
    site, bare = watching.free_port(), watching.free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    values = {"brotli": NGINX_BROTLI, "public": PUBLIC, "serving": SERVING / "nginx.conf", "site": site, "bare": bare}
    (folder / "nginx.conf").write_text(CONFIG.format(user=user, folder=folder, **values), encoding="utf-8")
    process = subprocess.Popen([nginx, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as client:
                if not client.connect_ex(("127.0.0.1", bare)):
                    break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{site}", f"http://127.0.0.1:{bare}"
    finally:
        process.terminate()
        process.wait()


def _nginx() -> str | None:
    """Where nginx is, which is not on every PATH; None where it is not installed."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
