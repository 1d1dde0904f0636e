"""Where `pelican-preview` can be reached, and by which names."""

import re
import socket
import subprocess
import urllib.error
import urllib.request

import pytest

from .plain_site import COMMAND, SETTINGS, article, make, previewed
from .servers import PATIENCE, Server

pytestmark = pytest.mark.slow


def asked(address, **headers):
    """(status, body) of a visit."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(autouse=True)
def family():
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        pytest.skip("this system has no IPv6")


def test_a_host_of_ipv6_is_served_and_told_in_brackets(tmp_path):
    folder = make(tmp_path / "site", SETTINGS + 'FEED_ALL_ATOM = "all.xml"\n')
    server = Server([*COMMAND, "--host", "::1", "--port", "{port}"], folder)
    address = f"http://[::1]:{server.port}"
    try:
        assert f"Preview: {address}/ " in server.until_said("Preview: ")
        server.until_said(" rendered, ")
        assert "<p>Text.</p>" in asked(f"{address}/one.html")[1]
        assert f"{address}/one.html" in asked(f"{address}/all.xml")[1]
        assert not any("Others can reach" in line for line in server.said)
    finally:
        server.end()


@pytest.mark.parametrize(
    ("host", "shown", "reached"),
    [
        ("[::1]", "[::1]", ["[::1]"]),
        ("0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]", ["[::1]"]),
        ("localhost", "localhost", ["127.0.0.1", "[::1]"]),
        ("LOCALHOST", "LOCALHOST", ["127.0.0.1", "[::1]"]),
        ("::", "[::]", ["127.0.0.1", "[::1]"]),
        ("127.1", "127.1", ["127.0.0.1"]),
        ("127.0.0.2", "127.0.0.2", ["127.0.0.2"]),
        ("0.0.0.0", "0.0.0.0", ["127.0.0.1"]),  # noqa: S104 - what is tested
    ],
)
def test_every_way_to_write_a_host_is_served(tmp_path, host, shown, reached):
    """At a port that the system chooses."""
    server = Server([*COMMAND, "--host", host, "--port", "0"], make(tmp_path / "site"))
    try:
        said = server.until_said("Preview: ")
        port = re.search(re.escape(f"http://{shown}:") + r"([1-9]\d*)/ ", said)[1]
        server.until_said(" rendered, ")
        for name in reached:
            assert "<p>Text.</p>" in asked(f"http://{name}:{port}/one.html")[1]
        assert any("Others can reach" in line for line in server.said) == (host in {"::", "0.0.0.0"})  # noqa: S104
    finally:
        server.end()


def test_names_of_this_machine_are_answered_and_no_other(tmp_path):
    """A page of another site whose name leads here (DNS rebinding) is told nothing."""
    with previewed(make(tmp_path / "site")) as server:
        for own in ("127.0.0.1", "localhost", "LocalHost:80", "[::1]", f"[::1]:{server.port}"):
            assert asked(f"{server.address}/one.html", Host=own)[0] == 200, own
        for other in (
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "[::2]",
            "localhost:evil",
            "0",
        ):
            for path in ("/one.html", "/-/state", "/-/events", "/-/preview.js", "/nowhere"):
                status, body = asked(f"{server.address}{path}", Host=other)
                assert (status, body) == (400, "Invalid host header"), other


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "2001:db8::1", "no.such.invalid", "", "é" * 300, "127.0.0.1:80", "[", "::1%no"]
)
def test_a_host_that_is_not_this_machine_is_told_in_a_sentence(tmp_path, host):
    assert told(tmp_path, "--host", host) == (
        f"{host} is no address of this machine: leave --host out to serve at 127.0.0.1.\n"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "8000.5", "٣٤٥", "²", "", "9" * 5000])
def test_what_is_no_port_is_told_in_a_sentence(tmp_path, port):
    assert told(tmp_path, f"--port={port}") == (
        f"{port} is no port: give a number from 1 to 65535, or 0 for any that is free.\n"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "::"])
def test_a_port_in_use_is_told_in_a_sentence(tmp_path, host):
    """Be it in one of the families only."""
    with socket.socket(socket.AF_INET if host == "127.0.0.1" else socket.AF_INET6) as taken:
        taken.bind(("127.0.0.1" if host == "127.0.0.1" else "::1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert told(tmp_path, "--host", host, "--port", str(port)).startswith(
            f"Port {port} is in use: end what uses it, or add `--port "
        )


def told(folder, *arguments):
    """What the command says that ends at once."""
    (folder / "pelicanconf.py").touch()
    done = subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        'SITEURL = ""\n',
        'SITEURL = "https://x.example/blog"\n',
        'SITEURL = "https://x.example/blog"\nRELATIVE_URLS = True\n',
        'SITEURL = "//x.example"\n',
        "del SITEURL\n",
        "SITEURL = None\n",
        'PELICAN_CLASS = "pelican.Pelican"\n',
        "from pelican import Pelican\nPELICAN_CLASS = Pelican\n",
        "from pelican_incremental import IncrementalPelican\nclass Own(IncrementalPelican): pass\nPELICAN_CLASS = Own\n",
    ],
)
def test_settings_of_every_kind_are_previewed(tmp_path, settings):
    """From another folder, by paths that are relative to that."""
    folder = make(tmp_path / "a site", SETTINGS + settings)
    server = Server([*COMMAND, "a site/pelicanconf.py", "--output", "shown here", "--port", "{port}"], tmp_path)
    try:
        server.until_shown("/one.html", "<p>Text.</p>")
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved."))
        page = server.until_shown("/one.html", "<p>Saved.</p>")
        assert "x.example" not in page
        assert (tmp_path / "shown here" / "one.html").is_file()
        beside = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".building-")}
        assert beside == {"a site", "shown here"}
    finally:
        server.end()


def test_a_class_that_the_preview_cannot_build_by_is_told_in_a_sentence(tmp_path):
    own = "from pelican import Pelican\nclass Own(Pelican): pass\nPELICAN_CLASS = Own\n"
    server = Server([*COMMAND, "--port", "{port}"], make(tmp_path / "site", SETTINGS + own))
    try:
        assert "PELICAN_CLASS names `Own`, by which the preview cannot build" in server.until_said("PELICAN_CLASS")
        server.until_said("The pages stay as they were.")
        (tmp_path / "site" / "pelicanconf.py").write_text(SETTINGS)
        server.until_shown("/one.html", "<p>Text.</p>")
    finally:
        server.end()
