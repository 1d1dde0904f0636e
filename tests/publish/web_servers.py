"""nginx and Caddy as Debian packs them, serving a published site on 127.0.0.1 with what publish writes for them."""

import gzip
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass

import brotli

from railhead import programs

NGINX = """\
{user}
load_module {module};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        include {included};
    }}
}}
"""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def decoded(self):
        """The body without its compression."""
        undo = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
        return undo[self.headers["Content-Encoding"]](self.body)


class Server:
    def __init__(self, port):
        self.port = port

    def get(self, path, method="GET", **headers):
        """The Answer to one request, redirects not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


@contextmanager
def running(command, port, **environment):
    process = subprocess.Popen(command, env={**programs.environment(), **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _until_open(process, port)
        yield Server(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def nginx(project, folder, root=None):
    port, config = _free_port(), folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # whom its workers become may not look into a test's folder
    included = project.folder / "serving/nginx.conf"
    config.write_text(NGINX.format(user=user, module=programs.NGINX_BROTLI, folder=folder, port=port, root=root or project.public, included=included))  # fmt: skip
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    return running([program, "-p", folder, "-c", config], port)


def caddy(project, folder, root=None):
    port = _free_port()
    # the tests are no place for certificates, nor for the port by which Caddy is told to stop
    config = folder / "Caddyfile"
    config.write_text("{\n\tadmin off\n}\n" + (project.folder / "serving/Caddyfile").read_text())
    environment = {
        "SITE_ADDRESS": f"http://127.0.0.1:{port}",
        "SITE_ROOT": str(root or project.public),
        "HOME": str(folder),
    }
    return running(["caddy", "run", "--adapter", "caddyfile", "--config", config], port, **environment)


def _free_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return other.getsockname()[1]


def _until_open(process, port):
    """Wait until a connection is taken; a server does not say when it listens."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as client:
            if not client.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    raise AssertionError(f"the server ended with {process.poll()}, or never listened")
