"""What `pelican-preview` answers, whatever it is asked."""

import json
import os
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .plain_site import COMMAND, SETTINGS, article, make, previewed
from .servers import PATIENCE

pytestmark = pytest.mark.slow

SECRET = b"SECRET"
NAMES = [
    "a%2Db.svg",
    "a#b.txt",
    "a?b.txt",
    "é.txt",
    "a b.txt",
    "back\\slash.txt",
    ";=&+.txt",
    "..dots",
    os.fsdecode(b"\xff.txt"),
]
ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "frame-ancestors 'none'",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = make(
        tmp_path_factory.mktemp("answers") / "site", SETTINGS + 'STATIC_PATHS = ["images"]\nREADERS = {"html": None}\n'
    )
    images = folder / "content" / "images"
    (images / "a folder").mkdir(parents=True)
    (images / "a folder" / "index.html").write_text("<p>Inside")
    for name in [*NAMES, "style.css", "Upper.TXT", "packed.svg.gz", "page.htm"]:
        (images / name).write_text("0123456789")
    (folder.parent / "beside.txt").write_bytes(SECRET)
    with previewed(folder) as server:
        (folder / ".preview" / "link.txt").symlink_to(folder.parent / "beside.txt")
        (folder / ".preview" / "circle").symlink_to("circle")
        (folder / ".preview" / "closed").mkdir()
        os.mkfifo(folder / ".preview" / "pipe")
        yield server


def asked(server, target, method="GET", body=b"", **headers):
    """(status, headers, body) of a request that is sent as it stands."""
    given = {"Host": "localhost", "Connection": "close", **headers}
    lines = [
        f"{method} {target} HTTP/1.1",
        *(f"{name.replace('_', '-')}: {text}" for name, text in given.items()),
        "",
        "",
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, rest = received.partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    return (
        int(first.split()[1]),
        {name.lower(): text for name, _, text in (line.partition(": ") for line in others)},
        rest,
    )


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("/", "GET"),
        ("/one.html", "HEAD"),
        ("/images/style.css", "GET"),
        ("/nowhere", "GET"),
        ("/images/a%20folder", "GET"),
        ("/-/state", "GET"),
        ("/-/preview.js", "GET"),
        ("/-/events", "HEAD"),
        ("/one.html", "POST"),
    ],
)
def test_every_answer_has_the_headers_of_all(server, target, method):
    _, headers, _ = asked(server, target, method)
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS


def test_events_are_passed_on_at_once(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while b"data: " not in received:
            received += connection.recv(1000)
    head = received.partition(b"\r\n\r\n")[0].decode().lower()
    assert "x-accel-buffering: no\r\n" in head
    assert "cache-control: no-store\r\n" in head
    assert "content-type: text/event-stream" in head


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_kinds_are_served(server, name):
    assert asked(server, f"/images/{quote(os.fsencode(name))}")[::2] == (200, b"0123456789")


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("style.css", "text/css; charset=utf-8"),
        ("Upper.TXT", "text/plain; charset=utf-8"),
        ("page.htm", "text/html; charset=utf-8"),
        ("packed.svg.gz", "application/gzip"),
        ("a%252Db.svg", "image/svg+xml"),
        ("..dots", "application/octet-stream"),
    ],
)
def test_what_a_file_is_is_told_by_its_name(server, name, media):
    assert asked(server, f"/images/{name}")[1]["content-type"] == media


@pytest.mark.parametrize(
    "target",
    [
        "/images/upper.txt",
        "/ONE.html",
        "/one.html/",
        "/images/style.css/",
        "/images",
        "/closed",
        "/images/a%20folder/index.html/",
    ],
)
def test_an_address_is_as_exact_as_on_a_web_server(server, target):
    assert asked(server, target)[0] == 404


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/images/a%20folder", "/images/a%20folder/"),
        ("/images/a%20folder?q=%20a&b=/", "/images/a%20folder/?q=%20a&b=/"),
        ("//images/a%20folder", "/images/a%20folder/"),
        ("//evil.example/../images/a%20folder", "/evil.example/../images/a%20folder/"),
    ],
)
def test_a_folder_leads_to_its_page_on_this_host(server, target, leads_to):
    status, headers, _ = asked(server, target)
    if status == 307:
        assert headers["location"] == leads_to
    else:
        assert ("evil" in target, status) == (True, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "get", "ANY"])
@pytest.mark.parametrize("target", ["/one.html", "/nowhere", "/-/state", "/-/events", "/-/preview.js"])
def test_nothing_can_be_done_but_to_look(server, method, target):
    status, headers, _ = asked(server, target, method)
    assert status == 405
    assert sorted(headers["allow"].split(", ")) == ["GET", "HEAD"]


@pytest.mark.parametrize(
    ("header", "status", "body"),
    [
        ("bytes=0-0", 206, b"0"),
        ("bytes=-3", 206, b"789"),
        ("bytes=8-", 206, b"89"),
        ("bytes=0-99999999999999999999", 206, b"0123456789"),
        ("bytes=10-", 416, b""),
        ("bytes=5-2", None, None),
        ("bytes=-0", 416, b""),
        ("bytes=" + ",".join(["0-0"] * 1000), None, None),
        ("bytes=" + "9" * 5000 + "-", None, None),
        ("bytes=٣-", None, None),
        ("lines=1-2", None, None),
        ("bytes=a-b", None, None),
    ],
)
def test_parts_of_a_file_can_be_asked_for(server, header, status, body):
    told, _, sent = asked(server, "/images/style.css", Range=header)
    assert told < 500
    if status:
        assert (told, sent) == (status, body)


@pytest.mark.parametrize("target", ["/one.html", "/images/style.css"])
@pytest.mark.parametrize("condition", [{"If_None_Match": "*"}, {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}])
def test_nothing_is_ever_taken_for_unchanged(server, target, condition):
    """A clock that is set back would have a save look older than what a browser has."""
    assert asked(server, target, **condition)[0] == 200


def test_a_body_is_passed_over(server):
    assert asked(server, "/one.html", body=b"x" * 60_000, Content_Length="60000")[0] == 200


signs = st.sampled_from(["/", ".", "..", "%2e", "%2E%2e", "%2f", "%5c", "\\", "%00", "%0d%0a", "%ff", "%", "%zz", "?", "#", ";", "*", "~", ":", "@", "//", "-", "state", "events", "preview.js", "images", "link.txt", "beside.txt", "circle", "pipe", "closed", "etc/passwd", "pelicanconf.py", "one.html", "a%20folder", "a" * 300, "%c3%a9", "%ed%b3%bf"])  # fmt: skip
addresses = st.lists(signs, max_size=9).map("".join) | st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(addresses)
def test_nothing_but_the_output_is_served_at_any_address(server, address):
    for target in (f"/{address}", f"/-/state?page=/{address}"):
        if target.partition("?")[0].partition("#")[0] == "/-/events":
            continue
        status, headers, body = asked(server, target)
        assert status < 500, target
        assert status == 400 or {name: headers.get(name) for name in ALWAYS} == ALWAYS
        assert SECRET not in body, target
        assert b"TIMEZONE" not in body, target
        assert b"root:" not in body, target


@pytest.mark.parametrize("length", [300, 5_000, 60_000, 1_000_000])
def test_a_long_address_is_told_that_it_is_not_there(server, length):
    try:
        assert asked(server, "/" + "a" * length)[0] in {400, 404, 414}
    except ConnectionError:
        assert length == 1_000_000  # which is not read to its end


def test_addresses_that_are_made_up_take_no_memory(server):
    """A page that is open asks by its address, which anybody may make up."""
    before = resident(server)
    for number in range(20):
        with ExitStack() as stack:
            for part in range(100):
                made_up = f"/{'a' * 3000}{number}-{part}"
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE))
                lines = f"GET /-/state?page={made_up} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                connection.sendall(lines.encode())
                assert connection.recv(1)
    assert resident(server) - before < 3_000_000


def resident(server):
    """The bytes of memory that the server has in use."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields["VmRSS"].split()[0]) * 1024


def test_more_connections_than_files_may_be_open_end_nothing(tmp_path):
    folder = make(tmp_path / "site")
    with previewed(folder, before=["sh", "-c", 'ulimit -n 256; exec "$@"', "sh"]) as server:
        with ExitStack() as stack:
            for _ in range(400):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE))
                connection.sendall(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer = connection.recv(12)
            assert answer == b"HTTP/1.1 200"  # the oldest have ended
            # the process that builds is started anew meanwhile
            (folder / "pelicanconf.py").write_text(SETTINGS.replace("A plain site", "Another site"))
            assert "the site is loaded anew" in server.until_said("loaded anew")
            server.until_said(" rendered, ")
        assert "Another site" in server.until_shown("/one.html", "Another site")
    server.rest()
    assert "Traceback" not in "".join(server.said)


def test_pages_and_problems_with_bytes_that_are_no_letters_are_told(tmp_path):
    folder = make(tmp_path / "site")
    article_template = folder / "templates" / "article.html"
    with previewed(folder) as server:
        page = folder / ".preview" / "one.html"
        page.write_bytes(b"<style>a{content:'\xe9'}</style><p>\xe9 \xed\xb3\xa9</p>")
        assert b"<p>\xe9 \xed\xb3\xa9</p>" in asked(server, "/one.html")[2]
        assert "content:" in json.loads(asked(server, "/-/state?page=/one.html")[2])["css"]
        article_template.write_text("{% raise %}\x1b[2J")
        server.until_said("The pages stay")
        (folder / "content" / "articles" / os.fsdecode(b"\xe9.md")).write_text(article("Latin"))
        assert server.state()["problems"]


def test_a_terminal_without_these_letters_is_told_what_can_be(tmp_path):
    done = subprocess.run(
        [*COMMAND, "ж.py"], cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True, text=True, encoding="latin-1", check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stderr == "There is no settings file \\u0436.py: name the site's own.\n"


HOOKS = """\
from pelican_incremental.preview import Hooks


class Added(Hooks):
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "public"}
"""


def test_hooks_add_headers_and_take_none_away(tmp_path):
    folder = make(tmp_path / "site")
    (folder / "own.py").write_text(HOOKS)
    with previewed(folder, "--hooks", "own:Added") as server:
        headers = asked(server, "/one.html")[1]
        assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
        (folder / "own.py").write_text(HOOKS.replace('"no-referrer"', '"no\\r\\nX: y"'))
        assert "--hooks: 'Referrer-Policy' is no header" in server.until_said("--hooks: ")
        (folder / "own.py").write_text(HOOKS.replace("no-referrer", "origin"))
        server.until(lambda: asked(server, "/one.html")[1]["referrer-policy"] == "origin", "another header")
