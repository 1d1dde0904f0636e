"""The preview of a plain Pelican site with the stock theme: the command `pelican-preview`, as a writer starts it."""

import shutil
import socket
import subprocess
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from benchmarks.measure import family

from .plain_site import COMMAND, SETTINGS, TEMPLATE, article, make, previewed
from .servers import Server

pytestmark = pytest.mark.slow

HOOKS = """\
from pelican_incremental.preview import Hooks


class Added(Hooks):
    settings = {"DRAFT_SAVE_AS": "drafts/{slug}.html"}
    heading = "About this page"

    def notes(self, name, output, settings):
        words = len((output / name).read_text().split())
        return [f"{name} of {settings['SITENAME']} is there."] if words and name == "one.html" else []
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The site. Who changes it puts it back."""
    return make(tmp_path_factory.mktemp("preview") / "site")


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "site")


@pytest.fixture
def preview(folder):
    """The preview of a site, without options but the port."""
    with previewed(folder) as server:
        yield server


def test_a_save_is_shown_and_other_pages_are_left_alone(folder, preview):
    page = preview.page("/one.html")
    assert "<p>Text.</p>" in page
    assert '<script nonce="' in page
    assert "/-/preview.js" in page
    assert preview.page("/-/preview.js").startswith("// Keeps an open page as the last build has it")
    assert preview.state("/one.html")["problems"] == []
    other = preview.state("/two.html")
    (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved."))
    preview.until_shown("/one.html", "<p>Saved.</p>")
    assert "1 read" in preview.until_said(" rendered, ")
    assert preview.state("/two.html")["text"] == other["text"]
    # what it has built is its own affair
    assert sorted(path.name for path in folder.iterdir() if path.name not in {"cache", "__pycache__"}) == [
        ".preview", "content", "pelicanconf.py", "templates",
    ]  # fmt: skip


def test_a_new_article_is_shown_and_one_that_is_gone_is_not(folder, preview):
    (folder / "content" / "articles" / "three.md").write_text(article("Three"))
    preview.until_shown("/three.html", "<p>Text.</p>")
    preview.until_shown("/", "Three")
    (folder / "content" / "articles" / "three.md").unlink()
    preview.until(lambda: not preview.page("/three.html"), "/three.html is gone")


FEW = "\nimport pelican_incremental.build\n\npelican_incremental.build.FEW_STALE = 0  # as on a large site\n"
SLOW = """
import os
import time
from pathlib import Path

GO = Path(__file__).with_name("go")


def waited(text):
    while True:
        try:
            os.statvfs(GO)  # of which no trace tells: a file that pages look for would be watched
            return text
        except FileNotFoundError:
            time.sleep(0.01)


JINJA_FILTERS = {"waited": waited}
"""
WAITING = "{{ article.content if article.slug == 'one' else article.content|waited }}"


def test_the_page_that_is_looked_at_is_shown_before_all_others(folder):
    """And the others wait, where there is another change."""
    go, template = folder / "go", folder / "templates" / "article.html"
    go.touch()
    (folder / "pelicanconf.py").write_text(SETTINGS + SLOW + FEW)
    template.write_text(TEMPLATE.replace("{{ article.content }}", WAITING))
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        preview.until_said(" rendered, ")
        go.unlink()
        for word in ("first", "second"):
            preview.state("/one.html")  # as an open page asks whenever there is something new
            template.write_text(template.read_text().replace("<h1>", f"<h1>{word} "))
            preview.until_shown("/one.html", f"<h1>{word} ")
            assert word not in preview.page("/two.html")
        assert "What is left of that build waits for a change." in preview.until_said("What is left")
        go.touch()
        preview.until_shown("/two.html", "<h1>second first")
    finally:
        preview.end()


def test_a_build_that_fails_takes_back_what_it_has_shown(folder):
    (folder / "pelicanconf.py").write_text(SETTINGS + FEW)
    template = folder / "templates" / "article.html"
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        preview.until_said(" rendered, ")
        preview.state("/one.html")
        template.write_text(TEMPLATE.replace("<h1>", "<h1>{{ 1 / (article.slug != 'two') }} wrong "))
        preview.until_said("The pages stay as they were.")
        assert "wrong" not in preview.page("/one.html")
        template.write_text(TEMPLATE.replace("<h1>", "<h1>right "))
        preview.until_shown("/two.html", "<h1>right ")
        preview.until_shown("/one.html", "<h1>right ")
    finally:
        preview.end()


def test_a_first_build_says_that_it_is_one(folder):
    (folder / "pelicanconf.py").write_text(SETTINGS + SLOW)
    (folder / "templates" / "article.html").write_text(TEMPLATE.replace("content }}", "content|waited }}"))
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        shown = preview.until(lambda: preview.state("/one.html"), "an answer")
        preview.until(
            lambda: "The site is being built for the first time." in preview.there("/one.html"), "what is done"
        )
        (folder / "go").touch()
        preview.until(lambda: preview.state("/one.html")["text"] != shown["text"], "another page")
        assert "<h1>One</h1>" in preview.page("/one.html")
        assert "There is no page here" in preview.there("/nothing.html")
    finally:
        preview.end()


HEAVY = """
import sys

sys.modules["__main__"].HEAVY = 2  # as if two sources were many


class Moody:
    '''A plugin whose reader cannot be relied on: it reads each source at each build.'''

    @staticmethod
    def register():
        from pelican import signals

        signals.readers_init.connect(Moody.add)

    @staticmethod
    def add(readers):
        import time
        from pelican.readers import MarkdownReader

        class MoodyReader(MarkdownReader):
            def read(self, path):
                self.asked = time.time()
                return super().read(path)

        readers.reader_classes["md"] = MoodyReader
"""


def builders(preview):
    """The processes of a preview that build, by number."""
    found = set()
    for pid in family(preview.process.pid):
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            found |= {pid} if b"pelican_incremental.preview.builder" in command else set()
    return found


@pytest.mark.parametrize("plugins", ["[]", "[Moody]"])
def test_a_process_that_has_read_the_whole_site_is_replaced_by_a_small_one_once(folder, plugins):
    (folder / "pelicanconf.py").write_text(SETTINGS + HEAVY + f"PLUGINS = {plugins}\n")
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        first = preview.until(lambda: builders(preview), "a process that builds")
        preview.until_said(" rendered, ")
        preview.until(lambda: (now := builders(preview)) and not now & first, "another process that builds")
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved."))
        preview.until_shown("/one.html", "<p>Saved.</p>")
        preview.until_said(" rendered, ")
        second = builders(preview)
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved again."))
        preview.until_shown("/one.html", "<p>Saved again.</p>")
        assert builders(preview) & second
        preview.until_said(" rendered, ")
        # only what a writer has done is told of
        assert "".join(preview.said).count(" rendered, ") == 3
    finally:
        preview.end()


PLAIN = """\
AUTHOR = "Nobody"
SITENAME = "As quick as it can be"
TIMEZONE = "UTC"
"""


@pytest.mark.parametrize(
    "settings",
    [
        PLAIN + 'PATH = "content"\n',
        PLAIN + 'PATH = "content"\nARTICLE_PATHS = ["."]\nSITEURL = ""\n',
        PLAIN + 'PATH = "."\nSTATIC_PATHS = ["."]\n',
        PLAIN + 'PATH = "."\nPELICAN_CLASS = "pelican_incremental.IncrementalPelican"\nSITEURL = "https://a.example"\n',
    ],
)
@pytest.mark.parametrize("start", ["site/pelicanconf.py", "pelicanconf.py"])
def test_a_plain_site_is_served_and_a_save_in_its_own_folder_is_shown(tmp_path, settings, start):
    """The commonest layout of all: articles lie right in the folder of contents, or even beside the settings."""
    folder = tmp_path / "site"
    contents = folder / ("content" if '"content"' in settings else ".")
    contents.mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(settings)
    (contents / "one.md").write_text(article("One"))
    preview = Server([*COMMAND, start, "--port", "{port}"], tmp_path if "/" in start else folder)
    try:
        preview.until_shown("/one.html", "<p>Text.</p>")
        for text in ("Saved.", "Saved again."):
            (contents / "one.md").write_text(article("One", text))
            preview.until_shown("/one.html", f"<p>{text}</p>")
            assert "1 read" in preview.until_said(" rendered, ")
        (contents / "new.md").write_text(article("New"))
        preview.until_shown("/new.html", "<p>Text.</p>")
        shown = {path.name for path in (folder / ".preview").rglob("*")}
        assert not {".preview", "incremental", ".building"} & shown
    finally:
        preview.end()


def test_files_that_settings_pages_and_sources_read_are_watched(tmp_path, folder):
    (tmp_path / "afar").mkdir()
    (tmp_path / "afar" / "note.txt").write_text("a note")
    (folder / "links.json").write_text('["a link"]')
    (folder / "data").mkdir()
    (folder / "data" / "part.txt").write_text("a part")
    (tmp_path / "linked.md").write_text(article("Linked"))
    (folder / "content" / "articles" / "linked.md").symlink_to(tmp_path / "linked.md")
    (folder / "content" / "articles" / "rst.rst").write_text(
        "Rst\n###\n\n:date: 2024-01-01\n\n.. include:: ../../data/part.txt\n"
    )
    (folder / "pelicanconf.py").write_text(
        SETTINGS + "import json, pathlib\nHERE = pathlib.Path(__file__).parent\n"
        'SHOWN = json.loads((HERE / "links.json").read_text())\n'
        'JINJA_GLOBALS = {"note": lambda: (HERE.parent / "afar" / "note.txt").read_text()}\n'
    )
    (folder / "templates" / "article.html").write_text(TEMPLATE.replace("<h1>", "{{ note() }} {{ SHOWN[0] }}<h1>"))
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        preview.until_shown("/one.html", "a note a link")
        preview.until_shown("/rst.html", "a part")
        preview.until_said(" rendered, ")
        (tmp_path / "afar" / "note.txt").write_text("another note")
        preview.until_shown("/one.html", "another note")
        (folder / "data" / "part.txt").write_text("another part")
        preview.until_shown("/rst.html", "another part")
        (tmp_path / "linked.md").write_text(article("Linked", "Written elsewhere."))
        preview.until_shown("/linked.html", "Written elsewhere.")
        (folder / "links.json").write_text('["another link"]')
        preview.until_shown("/one.html", "another link")
    finally:
        preview.end()


def test_a_file_that_is_replaced_while_it_is_sent_is_sent_as_it_was(folder):
    """With as many bytes as its length was told to have."""
    (folder / "content" / "images").mkdir()
    image = folder / "content" / "images" / "large.bin"
    image.write_bytes(b"a" * 30_000_000)
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        preview.until_said(" rendered, ")
        with socket.create_connection(("127.0.0.1", preview.port)) as reading:
            reading.sendall(b"GET /images/large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            received = reading.recv(100_000)
            image.write_bytes(b"b" * 40_000_000)
            preview.until_said(" rendered, ")
            while more := reading.recv(1 << 20):
                received += more
        head, _, body = received.partition(b"\r\n\r\n")
        assert b"content-length: 30000000" in head.lower()
        assert body == b"a" * 30_000_000
        asked = urllib.request.Request(f"{preview.address}/images/large.bin", headers={"Range": "bytes=5-9"})
        with urllib.request.urlopen(asked) as answer:
            assert (answer.status, answer.read()) == (206, b"bbbbb")
    finally:
        preview.end()


def test_a_wrong_template_is_told_and_the_pages_stay_until_it_is_mended(folder, preview):
    template = folder / "templates" / "article.html"
    before = preview.page("/one.html").partition("<script nonce")[0]
    template.write_text(TEMPLATE.replace("{{ article.title }}", "{{ article.title"))
    (problem,) = preview.until(lambda: preview.state()["problems"], "a problem")
    assert problem["place"] == "templates/article.html:3"
    assert problem["what"].startswith("TemplateSyntaxError: ")
    assert [3, "<h1>{{ article.title</h1>", True] in problem["excerpt"]
    assert preview.page("/one.html").startswith(before)
    assert "The pages stay as they were." in preview.until_said("The pages stay")
    template.write_text(TEMPLATE.replace("<h1>", "<h1>Mended: "))
    preview.until_shown("/one.html", "<h1>Mended: One</h1>")
    preview.until(lambda: preview.state()["problems"] == [], "no problem")


def test_settings_that_do_not_parse_are_told_with_file_and_line(folder, preview):
    settings = folder / "pelicanconf.py"
    settings.write_text(SETTINGS.replace('SITEURL = ""', "SITEURL = ("))
    (problem,) = preview.until(lambda: preview.state()["problems"], "a problem")
    assert problem["place"] == "pelicanconf.py:2"
    assert "SyntaxError: " in problem["what"]
    assert "<p>Text.</p>" in preview.page("/one.html")
    settings.write_text(SETTINGS.replace("A plain site", "A mended site"))
    preview.until_shown("/one.html", "A mended site")
    preview.until(lambda: preview.state()["problems"] == [], "no problem")


def test_a_site_that_never_built_is_told_of_and_mended(folder):
    (folder / "pelicanconf.py").write_text(SETTINGS + "HERE = not_there\n")
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        preview.until_said("The pages stay as they were.")
        (problem,) = preview.state()["problems"]
        assert problem["text"] == "pelicanconf.py:8: NameError: name 'not_there' is not defined"
        (folder / "pelicanconf.py").write_text(SETTINGS)
        preview.until_shown("/one.html", "<p>Text.</p>")
    finally:
        preview.end()


def test_hooks_beside_the_settings_add_settings_and_notes(folder):
    (folder / "own_hooks.py").write_text(HOOKS)
    # from the folder above, by paths that begin there
    command = [*COMMAND, f"{folder.name}/pelicanconf.py", "--port", "{port}", "--output", f"{folder.name}/shown"]
    preview = Server([*command, "--hooks", "own_hooks:Added"], folder.parent)
    try:
        preview.until_shown("/drafts/draft.html", "<h1>Draft</h1>")
        preview.until(lambda: preview.state("/one.html")["notes"], "a note")
        state = preview.state("/one.html")
        assert (state["heading"], state["notes"]) == ("About this page", ["one.html of A plain site is there."])
        assert preview.state("/two.html")["notes"] == []
        assert (folder / "shown" / "one.html").is_file()
        (folder / "own_hooks.py").write_text(HOOKS.replace("is there", "stands there"))
        preview.until(
            lambda: preview.state("/one.html")["notes"] == ["one.html of A plain site stands there."], "a changed note"
        )
    finally:
        preview.end()


def test_without_hooks_nothing_is_added(preview):
    assert preview.page("/drafts/draft.html") == ""
    assert preview.state("/one.html")["notes"] == []


def test_what_cannot_be_served_is_told_in_a_sentence(folder):
    def told(*arguments):
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 1
        return done.stderr or done.stdout

    assert told("there.py") == "There is no settings file there.py: name the site's own.\n"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert told("--port", str(port)).startswith(f"Port {port} is in use: end what uses it, or add `--port ")
    assert told("--port", "http") == "http is no port: give a number from 1 to 65535, or 0 for any that is free.\n"
    assert told("--host", "192.0.2.1").startswith("192.0.2.1 is no address of this machine: ")
    form = "name a class of Hooks as MODULE:CLASS, in a module beside the settings file or an installed one.\n"
    assert told("--hooks", "own_hooks") == f"`own_hooks` is no name of hooks: {form}"
    assert told("--hooks", "own_hooks:Added") == f"There is no module own_hooks: {form}"


def test_the_command_ends_as_it_should(folder):
    """Ctrl-C is how it is ended, and so no failure; while a page listens, and with what a plugin has started."""
    with (folder / "pelicanconf.py").open("a") as settings:
        settings.write('import subprocess\nSTARTED = subprocess.Popen(["sleep", "600"]).pid\n')
    preview = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        preview.until_said(" rendered, ")
        with socket.create_connection(("127.0.0.1", preview.port)) as listening:
            listening.sendall(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in listening.recv(1000)
            status = preview.end()
    finally:
        preview.end()
    assert status == 0


def test_what_pelican_warns_of_is_told_in_the_terminal(folder, preview):
    (folder / "content" / "articles" / "three.md").write_text("Date: 2024-01-01\n\nText.\n")
    assert "three.md" in preview.until_said("'title'")


@pytest.mark.parametrize("name", ["content", "content/made", ".", "..", "output"])
def test_the_preview_is_built_neither_over_sources_nor_over_the_site(folder, name):
    (folder / "output").mkdir()
    before = sorted(path for path in folder.rglob("*"))
    server = Server([*COMMAND, "--port", "{port}", "--output", name], folder)
    try:
        assert "name another" in server.until_said("--output names")
    finally:
        server.end()
    assert sorted(path for path in folder.rglob("*") if "__pycache__" not in path.parts) == before


def test_an_error_in_the_notes_of_hooks_is_told(folder):
    (folder / "hooks.py").write_text(HOOKS.replace("words = ", "words = 1 / 0 or "))
    server = Server([*COMMAND, "--port", "{port}", "--hooks", "hooks:Added"], folder)
    try:
        server.until_said(" rendered, ")
        server.state("/one.html")
        assert "ZeroDivisionError" in server.until_said("The notes of one.html")
    finally:
        server.end()


def test_more_connections_than_there_is_room_for_end_the_oldest_and_not_the_preview(folder):
    """Idle ones, ones that have not said all, and pages that listen: a change is shown, and the next visit answered."""
    limited = ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", *COMMAND, "--port", "{port}"]
    server = Server(limited, folder)
    open_ = []
    try:
        server.until_said(" rendered, ")
        for said in (b"", b"GET / HTTP/1.1\r\nHost: ", b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            for _ in range(100):
                open_.append(socket.create_connection(("127.0.0.1", server.port), timeout=10))
                open_[-1].sendall(said)
            (folder / "content/articles/one.md").write_text(article("One", f"Text {len(open_)}."))
            server.until_shown("/one.html", f"Text {len(open_)}.")
        assert server.end() == 0
        assert not any("Error" in line or "Traceback" in line for line in server.said)
    finally:
        for connection in open_:
            connection.close()
        server.end()
