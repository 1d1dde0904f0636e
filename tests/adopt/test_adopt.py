"""A site of one's own: from a copy of the project to what readers get."""

import os
import pty
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime

import lxml.html
import pytest

from railhead.adopt import writing
from railhead.errors import SiteError

from ..sites import ROOT

pytestmark = pytest.mark.slow

NAME = """Night "Bus" {{7*7}} 100 % & <Ночь>"""
OPTIONS = {
    "name": NAME,
    "subtitle": "The buses of a city after midnight, {% raw %}",
    "address": "https://nightbus.example/city/",
    "time-zone": "Europe/Berlin",
    "contact": "desk@nightbus.example",
    "desk": "Desk of $name",
    "sections": 'News, Routes & "Lines"',
    "accent": "1b4e9a",
}
COMMIT = ("-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "A commit")


def run(folder, *command):
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )  # fmt: skip


def task(folder, *arguments):
    return run(folder, sys.executable, "-m", "invoke", *arguments)


def adopt(folder, *more, **options):
    return task(folder, "adopt", *more, *(f"--{name.replace('_', '-')}={value}" for name, value in options.items()))


def committed(folder):
    for arguments in (("init", "-q"), ("add", "-A"), COMMIT):
        assert run(folder, "git", *arguments).returncode == 0
    return folder


def status(folder):
    return run(folder, "git", "status", "--porcelain").stdout


@pytest.fixture
def project(copy):
    (copy / ".gitignore").write_text((copy / ".gitignore").read_text() + "\n.venv\n")
    return committed(copy)


@pytest.fixture(scope="module")
def adopted(tmp_path_factory, clone):
    """A copy with its tests, adopted and published; (folder, what `adopt` said)."""
    folder = clone(tmp_path_factory.mktemp("adopted"))
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    (folder / ".gitignore").write_text((folder / ".gitignore").read_text() + "\n.venv\n")
    committed(folder)
    said = adopt(folder, "--remove-stories", **{name.replace("-", "_"): value for name, value in OPTIONS.items()})
    assert said.returncode == 0, said.stderr
    for arguments in (("publish",), ("deploy", "--to", f"folder:{folder.parent / 'www'}")):
        done = task(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder, said.stdout


def test_it_is_checked_published_and_deployed_under_its_own_name(adopted):
    folder, _ = adopted
    home = lxml.html.parse(str(folder.parent / "www/index.html")).getroot()
    assert home.xpath("string(//a[@class='wordmark'])") == NAME
    assert [link.text for link in home.xpath("//nav[@aria-label='Site']//a")] == ["News", "Archive", "Search", "About"]
    assert home.xpath("//nav//a[.='Contact']/@href") == ["/city/contact/"]
    contact = lxml.html.parse(str(folder.parent / "www/contact/index.html")).getroot()
    assert contact.xpath("//h2[@id='desk']/following-sibling::p/a/@href") == ["mailto:desk@nightbus.example"]
    assert home.xpath("string(//link[@rel='canonical']/@href)") == "https://nightbus.example/city/"
    (story,) = home.cssselect(".story-list h2")
    assert story.text_content().split() == ["How", "to", "read", "our", "stories"]


def test_nothing_of_the_project_is_left_for_readers(adopted):
    folder, _ = adopted
    for path in (folder.parent / "www").rglob("*"):
        if path.is_file() and path.suffix in {".html", ".xml", ".json", ".svg", ".txt", ".js", ""}:
            told = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search("railhead|koksan|artillery|arms transfer", told, re.IGNORECASE), path.name


def test_what_was_changed_can_be_seen_and_what_is_left_is_said(adopted):
    folder, said = adopted
    changed = run(folder, "git", "diff", "--name-only").stdout.split()
    assert {"pelicanconf.py", "publishconf.py", "theme/css/tokens.css", "content/pages/about.md"} <= set(changed)
    assert "answer the questions in content/pages/" in said
    found = task(folder, "check").stdout
    assert "content/pages/about.md:5: warning: this page does not say yet:" in found
    assert "content/pages/contact.md:1: warning: the page does not say who owns the site" in found
    assert "how readers reach the desk" not in found  # which `adopt` was told
    assert found.splitlines()[-1].startswith("0 errors, ")


def test_it_is_as_the_formatter_and_the_linter_have_it(adopted):
    folder, _ = adopted
    for command in (("format", "--check"), ("check",)):
        done = run(folder, sys.executable, "-m", "ruff", *command, "pelicanconf.py", "publishconf.py")
        assert done.returncode == 0, done.stdout


def test_again_it_changes_nothing(adopted):
    folder, _ = adopted
    before = status(folder)
    again = adopt(folder, **{name.replace("-", "_"): value for name, value in OPTIONS.items()})
    assert (again.returncode, again.stdout) == (0, "Nothing is to be changed.\n")
    assert adopt(folder).stdout == "Nothing is to be changed.\n"
    assert status(folder) == before


def test_where_texts_have_an_old_name_is_told(adopted):
    folder, _ = adopted
    run(folder, "git", "add", "-A")
    run(folder, "git", *COMMIT)
    said = adopt(folder, name="Day Bus", address="https://daybus.example").stdout
    assert "Left to do: put the new address in the place of the old one in content/stories/" in said
    run(folder, "git", "checkout", "--", ".")


def test_a_new_story_can_be_in_a_section_that_was_named(adopted):
    folder, _ = adopted
    options = ("--title", "N7 runs, they say", "--source", "https://bus.example/", "--publisher", "They")
    wrong = task(folder, "new", *options, "--section", "Elsewhere")
    assert "no story is in the section `Elsewhere`; use one of News, Routes" in wrong.stderr
    assert task(folder, "new", *options, "--section", 'Routes & "Lines"').returncode == 0
    (folder / f"content/stories/{datetime.now(UTC).year}/n7-runs-they-say.md").unlink()


def test_the_tests_of_any_site_hold_for_it(adopted):
    folder, _ = adopted
    names = ("tests/test_colours.py", "tests/test_identity.py", "tests/test_live_site.py")
    which = "test_colours or test_identity or (as_it_is and not axe)"
    done = run(folder, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", which, *names)
    assert done.returncode == 0, done.stdout


def test_at_a_terminal_it_asks_until_it_is_answered_well(project):
    answers = ["Bus", "Buses", "http://bus.example", "https://bus.example", "Berlin", "", "", "", "", "fc0", "036", "y"]
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "invoke", "adopt"]
    asking = subprocess.Popen(command, cwd=project, stdin=terminal, stdout=terminal, stderr=terminal, close_fds=True)
    os.close(terminal)
    said = ""
    with suppress(OSError):  # what it reads of a terminal that was closed
        while data := os.read(controller, 4096).decode():
            said += data
            if said.endswith((": ", "[y/N] ")):
                os.write(controller, f"{answers.pop(0)}\n".encode())
    os.close(controller)
    assert (asking.wait(), answers) == (0, [])
    assert said.count("Its address, such as") == said.count("Time zone, such as Europe/Berlin [UTC]: ") == 2
    assert "did you mean Europe/Berlin?" in said
    assert "Who writes, where a story names nobody [Bus desk]: " in said
    assert 'AUTHOR = "Bus desk"' in (project / "pelicanconf.py").read_text()
    assert not (project / "content/threads").exists()


def test_where_something_is_wrong_nothing_is_written(project):
    said = adopt(
        project, "--remove-stories", name="x" * 200, address="http://a.example", time_zone="Berlin", accent="fc0"
    )
    assert said.returncode == 1
    assert [line.split(" is ")[0] for line in said.stderr.splitlines()] == [
        "The name",
        "The address",
        "The time zone",
        "The colour #fc0",
        "Nothing was written.",
    ]
    assert "The sub-title is empty" in adopt(project, name="A", address="https://a.example").stderr
    assert status(project) == ""


def test_what_is_not_committed_is_not_mixed_up(project):
    options = {"name": "Bus", "subtitle": "Buses", "address": "https://bus.example"}
    page = project / "content/pages/about.md"
    page.write_text(page.read_text() + "\nMine.\n")
    said = adopt(project, **options)
    assert said.stderr.startswith("Not committed yet, and would be mixed up: content/pages/about.md; commit that")
    assert page.read_text().endswith("Mine.\n")
    assert status(project) == " M content/pages/about.md\n"
    # what is changed elsewhere is nobody's business
    run(project, "git", "checkout", "content/pages/about.md")
    (project / "README.md").write_text("Mine.\n")
    assert adopt(project, **options).returncode == 0
    # the stories stay unless they are to go, and afterwards cannot be told from one's own
    assert (project / "content/threads/koksan-transfers.md").is_file()
    assert "cannot be told any more" in adopt(project, "--remove-stories").stderr


def test_without_git_it_says_how_to_go_on(copy):
    said = adopt(copy, name="Bus", subtitle="Buses", address="https://bus.example")
    assert "git cannot show what would be changed here" in said.stderr
    assert "`git init`" in said.stderr
    assert 'SITENAME = "Railhead"' in (copy / "pelicanconf.py").read_text()


def test_what_cannot_be_written_leaves_all_as_it_was(tmp_path):
    (tmp_path / "a.txt").write_text("before")
    (tmp_path / "gone.txt").write_text("before")
    (tmp_path / "file").write_text("no folder")
    plan = {"a.txt": b"after", "gone.txt": None, "new/b.txt": b"new", "file/c.txt": b"cannot be"}
    with pytest.raises(SiteError, match=r"^file/c\.txt cannot be written"):
        writing.write(tmp_path, plan)
    left = {p.relative_to(tmp_path).as_posix(): p.read_text() for p in tmp_path.rglob("*") if p.is_file()}
    assert left == {"a.txt": "before", "gone.txt": "before", "file": "no folder"}
