"""The preview of a plain Pelican site with the stock theme: the command `pelican-preview`, as a writer starts it."""

import shutil
import socket
import subprocess
import sys

import pytest

from .servers import Server

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "pelican_incremental.preview.command"]
SETTINGS = """\
SITENAME = "A plain site"
SITEURL = ""
TIMEZONE = "UTC"
PATH = "content"
ARTICLE_PATHS = ["articles"]
THEME_TEMPLATES_OVERRIDES = ["templates"]
DRAFT_SAVE_AS = ""
"""
TEMPLATE = """\
{% extends "base.html" %}
{% block content %}
<h1>{{ article.title }}</h1>
{{ article.content }}
{% endblock %}
"""
HOOKS = """\
from pelican_incremental.preview import Hooks


class Added(Hooks):
    settings = {"DRAFT_SAVE_AS": "drafts/{slug}.html"}
    heading = "About this page"

    def notes(self, name, output, settings):
        words = len((output / name).read_text().split())
        return [f"{name} of {settings['SITENAME']} is there."] if words and name == "one.html" else []
"""


def article(title, text="Text.", **more):
    head = {"Title": title, "Date": "2024-01-01", "Category": "Words", **more}
    return "".join(f"{name}: {value}\n" for name, value in head.items()) + f"\n{text}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The site. Who changes it puts it back."""
    folder = tmp_path_factory.mktemp("preview") / "site"
    for name in ("content/articles", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(SETTINGS)
    (folder / "templates" / "article.html").write_text(TEMPLATE)
    (folder / "content" / "articles" / "one.md").write_text(article("One"))
    (folder / "content" / "articles" / "two.md").write_text(article("Two"))
    (folder / "content" / "articles" / "draft.md").write_text(article("Draft", Status="draft"))
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "site")


@pytest.fixture
def preview(folder):
    """The preview of a site, without options but the port."""
    server = Server([*COMMAND, "--port", "{port}"], folder)
    try:
        server.until_said(" rendered, ")
        yield server
    finally:
        server.end()


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
    assert sorted(path.name for path in folder.iterdir() if path.name != "cache") == [
        ".preview", "content", "pelicanconf.py", "templates",
    ]  # fmt: skip


def test_a_new_article_is_shown_and_one_that_is_gone_is_not(folder, preview):
    (folder / "content" / "articles" / "three.md").write_text(article("Three"))
    preview.until_shown("/three.html", "<p>Text.</p>")
    preview.until_shown("/", "Three")
    (folder / "content" / "articles" / "three.md").unlink()
    preview.until(lambda: not preview.page("/three.html"), "/three.html is gone")


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
    assert told("--port", "http") == "http is no port: give a number from 1 to 65535.\n"
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
