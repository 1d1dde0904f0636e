"""How fast nginx serves a published story, beside a bare file of the same size: `tasks.py bench serve`."""

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

ROOT = Path(__file__).resolve().parent.parent
STORY = "2024/second-koksan-shipment/"
TURNS, SECONDS, CONNECTIONS = 5, 4, 64
CONFIG = """\
{user}
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
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


def run():
    """Ask for the story in brotli, and for a file of as many bytes with no header but nginx's own, in turn.

    Returns (requests a second for the story, for the file, the median of the ratios of each turn). Raises ValueError
    where nginx or wrk is missing, or nothing is published.
    """
    page = ROOT / "public" / STORY / "index.html.br"
    if not page.is_file() or not shutil.which("wrk") or not _nginx():
        raise ValueError("This needs Debian's nginx-light and wrk, and a site that `publish` has made.")
    with tempfile.TemporaryDirectory(prefix="serving-") as folder:
        Path(folder, "file.bin").write_bytes(os.urandom(page.stat().st_size))
        with _server(Path(folder)) as (site, bare):
            pairs = [(_rate(f"{site}/{STORY}"), _rate(f"{bare}/file.bin")) for _ in range(TURNS)]
    ratio = statistics.median(story / file for story, file in pairs)
    return *(statistics.median(rates) for rates in zip(*pairs, strict=True)), ratio


def _rate(address):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: br", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise ValueError(f"{address} does not answer with a page")
    (rate,) = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    return float(rate)


@contextmanager
def _server(folder):
    site, bare = _free_port(), _free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    values = {"public": ROOT / "public", "serving": ROOT / "serving" / "nginx.conf", "site": site, "bare": bare}
    (folder / "nginx.conf").write_text(CONFIG.format(user=user, folder=folder, **values), encoding="utf-8")
    process = subprocess.Popen([_nginx(), "-p", folder, "-c", folder / "nginx.conf"])
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


def _nginx():
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _free_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return other.getsockname()[1]
