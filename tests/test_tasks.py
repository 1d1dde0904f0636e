"""The tasks as a maintainer runs them, on a copy of the project."""

import ast
import logging
import os
import pty
import re
import socket
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions

import pytest
from pelican_incremental import BuildError, explained

from .sites import ROOT, STORY, files

pytestmark = pytest.mark.slow

# a site of its own needs no environment of its own: the one that the tests run in has the packages pinned in uv.lock
INVOKE = [sys.executable, "-m", "invoke"]


def run(folder, *command, **options):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **options)


def bootstrap(folder, before):
    """Start the copy's tasks.py on a bare Python in which `before` was run, and where nothing is set up."""
    (folder / ".venv").unlink()
    code = (
        f"import sys\n{before}\nimport runpy; sys.argv = ['tasks.py']; runpy.run_path('tasks.py', run_name='__main__')"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return run(folder, sys.base_prefix + "/bin/python3", "-c", code, env=environment)


def sentence(result):
    """What a failed command said, which must be one line and no traceback."""
    assert result.returncode != 0
    (line,) = [line for line in (result.stdout + result.stderr).splitlines() if not line.startswith("Setting up:")]
    return line


def test_the_bootstrap_parses_on_the_pythons_that_it_turns_away():
    ast.parse((ROOT / "tasks.py").read_text(), feature_version=(3, 7))


def test_what_goes_live_with_the_site_is_asked_for_by_name():
    """Whatever publishing imports is in its own group: a fresh clone has no other."""
    command = [ROOT / ".venv/bin/uv", "export", "--frozen", "--quiet", "--no-hashes", "--group", "publish"]
    exported = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    locked = {line.split("==")[0] for line in exported.splitlines() if line[:1].isalnum()}
    own = {"railhead", "pelican_incremental", "tasks"} | sys.stdlib_module_names
    named = packages_distributions()
    for path in (ROOT / "railhead").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for top in {module.partition(".")[0] for module in modules} - own:
                assert locked & {name.lower().replace("_", "-") for name in named[top]}, f"{path.name}: {top}"


def test_an_old_python_is_told_what_to_do(copy):
    said = sentence(bootstrap(copy, "sys.version_info = (3, 9, 2, 'final', 0)"))
    assert said == "Python 3.11 or newer is needed and this is 3.9: start tasks.py with a newer python3."


def test_a_python_without_venv_is_told_what_to_do(copy):
    said = sentence(bootstrap(copy, "sys.modules['ensurepip'] = None"))
    assert said == "Python's venv module is not complete: run `apt install python3-venv`, then try again."


def test_a_machine_without_a_network_is_told_what_to_do(copy):
    nowhere = "import os; os.environ.update(PIP_INDEX_URL='http://127.0.0.1:9/', PIP_NO_INDEX='', PIP_CONFIG_FILE='/dev/null')"
    said = sentence(bootstrap(copy, nowhere + "; os.environ['PIP_FIND_LINKS'] = ''"))
    assert said.startswith("Packages cannot be fetched from PyPI (")
    assert said.endswith("): check the network, then try again.")


def test_a_package_that_is_not_what_it_says_is_not_installed(copy):
    """One of uv's name and version, where pip looks first."""
    uv = re.search(r"^uv==(\S+)", (copy / "uv.txt").read_text(), re.MULTILINE)
    assert uv
    wheel = copy / f"wheels/uv-{uv[1]}-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as file:
        about = f"uv-{uv[1]}.dist-info"
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: uv\nVersion: {uv[1]}\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    other = (
        f"import os; os.environ.update(PIP_NO_INDEX='1', PIP_FIND_LINKS={str(wheel.parent)!r}, PIP_REQUIRE_HASHES='0')"
    )
    said = sentence(bootstrap(copy, other))
    assert said.startswith("What was fetched is another package than uv.txt or uv.lock names by its digest")
    assert not (copy / ".venv/bin/uv").exists()


def counts(said):
    """What the last line of a build counts, by name."""
    return {what: int(count) for count, what in re.findall(r"(\d+) (\w+)", said.splitlines()[-1].partition("(")[0])}


def test_a_build_writes_only_what_changed_and_removes_what_is_gone(copy):
    first = run(copy, *INVOKE, "build")
    assert first.returncode == 0, first.stderr
    assert counts(first.stdout)["written"] == len(files(copy / "output"))
    (copy / "content/pages/about.md").write_text("---\ntitle: About\ndek: Something else.\n---\n")
    (copy / "output/stale").mkdir()
    (copy / "output/stale/index.html").write_text("old")
    second = run(copy, *INVOKE, "build", "--why", "/about/")
    *_, summary, reason = second.stdout.splitlines()
    assert {name: counts(summary)[name] for name in ("read", "written", "removed")} == {
        "read": 1,
        "written": 1,
        "removed": 1,
    }
    assert re.match("pages/about.md changed \\(.*`content`", reason)
    assert not (copy / "output/stale").exists()
    third = run(copy, *INVOKE, "build", "--why", "/about/")
    assert third.stdout.endswith("about/index.html was not rendered: nothing that it read has changed.\n")
    nowhere = run(copy, *INVOKE, "build", "--why", "/nowhere/")
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (1, 1)
    assert nowhere.stderr.startswith("nowhere/index.html is no page of this build; ")
    near = run(copy, *INVOKE, "build", "--why", "abuot")
    assert (near.returncode, near.stderr) == (1, "abuot is no page of this build; did you mean /about/ or /authors/?\n")
    assert not list(copy.glob(".building-*"))


def test_without_the_class_the_site_builds_the_same(copy):
    run(copy, *INVOKE, "build")
    ours = files(copy / "output")
    settings = copy / "pelicanconf.py"
    settings.write_text(re.sub("(?m)^PELICAN_CLASS.*\n", "", settings.read_text()))
    result = run(copy, *INVOKE, "build")
    assert result.returncode == 0, result.stderr
    assert files(copy / "output") == ours


def test_without_the_class_what_is_in_the_way_of_the_output_stays_and_nothing_is_written_through_a_link(copy, tmp_path):
    settings = copy / "pelicanconf.py"
    settings.write_text(settings.read_text() + 'PELICAN_CLASS = "pelican.Pelican"\n')
    (copy / "output").write_text("in the way")
    refused = run(copy, *INVOKE, "build")
    assert refused.returncode == 1
    assert (copy / "output").read_text() == "in the way"
    (copy / "output").unlink()
    (tmp_path / "elsewhere").mkdir()
    (copy / "output").symlink_to(tmp_path / "elsewhere")
    refused = run(copy, *INVOKE, "build")
    assert refused.returncode == 1
    assert "output/ cannot be written (a symbolic link stands there, and is not followed: remove it)" in refused.stderr
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("content/stories/2024/x.md", STORY.replace("A headline", '""'), "content/stories/2024/x.md:2:8: `title` is empty"),
        ("theme/templates/page.html", "{% block %}", "theme/templates/page.html:1: TemplateSyntaxError: "),
        ("theme/templates/page.html", "\n{{ pgae }}", "theme/templates/page.html:2: UndefinedError: 'pgae' is undefined"),
        ("theme/css/base.css", "a { color: }}", "theme/css/base.css:1: SyntaxError: Unexpected end of input"),
        ("pelicanconf.py", "PATH = = 1", "pelicanconf.py:1: SyntaxError: "),
        ("railhead/figures/__init__.py", "import nothing_of_the_kind", "Cannot load plugin `railhead.figures`"),
    ],
    ids=["story", "template syntax", "template name", "stylesheet", "setting", "plugin"],
)  # fmt: skip
def test_a_broken_file_fails_the_build_without_a_traceback_and_keeps_the_output(copy, name, text, said):
    run(copy, *INVOKE, "build")
    before = files(copy / "output")
    (copy / name).write_text(text)
    result = run(copy, *INVOKE, "build")
    assert result.returncode == 1
    assert said in result.stderr
    assert result.stderr.rstrip().endswith("nothing was built.")
    assert "Traceback" not in result.stderr
    assert str(copy) not in result.stderr
    assert files(copy / "output") == before


@pytest.mark.parametrize(("task", "folder"), [("build", "output"), ("publish", "public")])
def test_a_folder_that_cannot_be_written_is_told_of_in_a_sentence(copy, task, folder):
    (copy / folder).write_text("in the way")
    result = run(copy, *INVOKE, task)
    assert result.returncode == 1
    assert result.stderr.startswith(f"{folder}/ cannot be written (")
    assert "Traceback" not in result.stderr
    assert not (copy / "published").exists()


@pytest.mark.parametrize("task", ["build", "check"])
def test_a_plugin_that_does_not_parse_is_told_of_with_its_line(copy, task):
    reader = copy / "railhead/story/reader.py"
    reader.write_text(reader.read_text() + "\ndef :\n")
    result = run(copy, *INVOKE, task)
    assert result.returncode == 1
    assert re.match(r"railhead/story/reader.py:\d+: SyntaxError: ", result.stderr)
    assert "Traceback" not in result.stderr


def test_a_warning_of_pelican_fails_the_build(copy):
    """What Pelican only warns of, such as a setting that it passes over, must not be published."""
    settings = copy / "pelicanconf.py"
    settings.write_text(settings.read_text() + "\nTHEME_TEMPLATES_OVERRIDES = 'none'\n")
    result = run(copy, *INVOKE, "build")
    assert result.returncode == 1
    assert "THEME_TEMPLATES_OVERRIDES" in result.stderr


def test_an_archive_is_built_by_several_processes_and_a_fault_in_it_is_told(copy):
    """Another stylesheet has all pages rendered after the build itself has bundled it; a fault is found among many."""
    stories = [copy / f"content/stories/2024/story-{number}.md" for number in range(60)]
    for story in stories:
        story.write_text(STORY.replace("id: a-story", f"id: {story.stem}"))
    assert run(copy, *INVOKE, "build", timeout=100).returncode == 0
    sheet = copy / "theme/css/base.css"
    sheet.write_text(sheet.read_text() + "\nbody { opacity: 0.99; }\n")
    again = run(copy, *INVOKE, "build", timeout=100)
    assert again.returncode == 0, again.stderr
    assert counts(again.stdout)["rendered"] > len(stories)
    for story in stories:
        story.write_text(story.read_text() + "\nMore.\n")
    stories[7].write_text(stories[7].read_text().replace("title: A headline", 'title: ""'))
    faulty = run(copy, *INVOKE, "build", timeout=100)
    assert faulty.returncode == 1
    assert "content/stories/2024/story-7.md:2:8: `title` is empty" in faulty.stderr


def test_the_tasks_are_listed(copy):
    listed = run(copy, *INVOKE, "--list").stdout
    assert all(f"\n  {name} " in listed for name in ("build", "preview", "test"))


ANSWERS = {
    "title": 'Guns: a "third" batch',
    "section": "Breaking News",
    "source": "https://paper.example/1",
    "publisher": "A Paper",
}


def new(folder, *left_out, typed="", **changes):
    """Run `tasks.py new` with ANSWERS, some of them changed or left out and then `typed`."""
    given = {name: value for name, value in {**ANSWERS, **changes}.items() if name not in left_out}
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    return run(folder, *INVOKE, "new", *options, input=typed)


def test_a_new_story_is_a_draft_that_builds(copy):
    """Quotes and colons in what is given do no harm, and a story that is there is never overwritten."""
    first = new(copy)
    assert first.returncode == 0, first.stderr
    path = copy / first.stdout.split()[0]
    assert path.name == "guns-a-third-batch.md"
    assert "status: draft" in path.read_text()
    assert run(copy, *INVOKE, "build", "--drafts").returncode == 0
    assert (copy / ".preview/drafts/guns-a-third-batch/index.html").is_file()
    path.write_text("mine")
    second = new(copy)
    assert sentence(second) == f"{first.stdout.split()[0]} is there already: choose another title."
    assert path.read_text() == "mine"


def test_a_correction_is_noted_and_asked_for(copy):
    story = "content/stories/2024/a-story.md"
    (copy / "content/stories/2024").mkdir(parents=True, exist_ok=True)
    (copy / story).write_text(STORY)
    done = run(copy, *INVOKE, "correct", "a-story", "--kind", "correction", input="One gun, not two.\n")
    assert done.returncode == 0, done.stderr
    line = (copy / story).read_text().split("\n").index("corrections:") + 2
    assert f"{story}:{line}: the correction is noted. Mend the text, then publish.\n" in done.stdout
    assert "One gun, not two." in (copy / story).read_text().split("\n")[line - 1]
    was = (copy / story).read_bytes()
    unanswered = run(copy, *INVOKE, "correct", "a-story")
    assert unanswered.returncode != 0
    assert unanswered.stderr == "\nNothing was written: give kind and text, as options or when asked.\n"
    assert (copy / story).read_bytes() == was


def test_whoever_sits_at_a_terminal_is_asked_again(copy):
    own, theirs = pty.openpty()
    command = [*INVOKE, "new", "--title", "A third batch"]
    with subprocess.Popen(
        command, cwd=copy, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asking:
        os.close(theirs)
        os.write(own, b"Braking News\nBreaking News\npaper.example\nhttps://paper.example/3\n\nA Paper\n")
        told, errors = asking.communicate(timeout=60)
    os.close(own)
    assert (asking.returncode, errors) == (0, "")
    assert "no story is in the section `Braking News`; use one of Breaking News" in told
    assert "the source is not an address on the web: `paper.example`" in told
    assert "the publisher has no letter or digit" in told
    assert told.endswith("a-third-batch.md is written, as a draft.\n")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"title": "Another Koksan shipment \x7f"}, "cannot be printed"),
        ({"title": "Second Koksan shipment"}, "the id `second-koksan-shipment` is that of content/stories/2024/"),
        ({"section": "breaking news"}, "no story is in the section `breaking news`; use one of Breaking News"),
    ],
    ids=["a control character", "an id that is taken", "another spelling"],
)
def test_a_new_story_that_would_not_build_is_not_written(copy, given, expected):
    before = files(copy / "content")
    result = new(copy, **given)
    assert result.returncode == 1
    assert expected in result.stderr
    assert "Traceback" not in result.stderr
    assert files(copy / "content") == before


def test_a_new_story_is_not_written_through_a_link_nor_where_no_folder_can_be(copy, tmp_path):
    first = new(copy)
    path = copy / first.stdout.split()[0]
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.md")
    assert sentence(new(copy)).endswith("is there already: choose another title.")
    assert not (tmp_path / "elsewhere.md").exists()
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("in the way")
    assert "cannot be written (" in sentence(new(copy))


@pytest.mark.parametrize("task", [["deploy", "--to", "folder:../elsewhere"], ["new", "--title", "A"]])
def test_settings_that_cannot_be_read_are_told_of_with_their_line(copy, task):
    for name in ("pelicanconf.py", "publishconf.py"):
        (copy / name).write_text((copy / name).read_text() + "\nSITENAME = SITENAM\n")
    result = run(copy, *INVOKE, *task, input="Section\nhttps://paper.example/\nA Paper\n")
    assert result.returncode == 1
    assert re.search(r"(pelican|publish)conf\.py:\d+: NameError: name 'SITENAM' is not defined", result.stderr)
    assert "Traceback" not in result.stderr


def test_a_new_story_may_have_a_long_headline(copy):
    title = "Photograph said to show guns in Siberia as an assessment speaks of fifty that have been supplied"
    result = new(copy, title=title)
    assert result.returncode == 0, result.stderr
    assert run(copy, *INVOKE, "build", "--drafts").returncode == 0


def test_a_new_story_asks_for_what_is_not_given_and_checks_it(copy):
    asked = new(copy, "source", "publisher", typed="javascript:x\nA Paper\n")
    assert asked.returncode == 1
    assert "Source: Publisher: " in asked.stdout
    assert (
        "the source is not an address on the web: `javascript:x`; give the full address, from https:// on"
        in asked.stderr
    )
    assert asked.stderr.rstrip().endswith("No story was written.")


def test_check_finds_nothing_wrong_with_the_site_and_says_when_something_is(copy):
    """Exit status, one line a finding with its place, and a summary."""
    clean = run(copy, *INVOKE, "check")
    assert clean.returncode == 0, clean.stdout
    assert clean.stdout.splitlines()[-1].startswith("0 errors, ")
    footer = copy / "theme/templates/partials/footer.html"
    footer.write_text(footer.read_text().replace("</footer>", '<a href="/nowhere/">Nowhere</a></footer>'))
    broken = run(copy, *INVOKE, "check")
    assert broken.returncode == 1
    assert ": error: /nowhere/ leads to nothing" in broken.stdout


def test_publish_refuses_a_silent_edit_and_takes_one_that_is_told(copy):
    """The story, the difference and the line to add are shown; whitespace and the order of fields do not count."""
    story = copy / "content/stories/2025/claimed-koksan-strike-luhansk.md"
    first = run(copy, *INVOKE, "publish")
    assert first.returncode == 0, first.stdout + first.stderr
    assert (copy / "public/2025/claimed-koksan-strike-luhansk/index.html").is_file()
    text = story.read_text()
    head, field, rest = text.partition("kind: report\n")
    story.write_text(
        head + rest.replace("\n---\n\n", f"\n{field}---\n\n\n").replace("A video was shared.", "A video\nwas  shared.")
    )
    assert run(copy, *INVOKE, "publish").returncode == 0
    before = files(copy / "public")
    story.write_text(text.replace("around 200 artillery", "around 300 artillery"))
    silent = run(copy, *INVOKE, "publish")
    assert silent.returncode == 1
    assert "claimed-koksan-strike-luhansk.md:1: error: the story was changed" in silent.stdout
    assert re.search(
        r"- \{date: \d{4}-\d\d-\d\d, kind: correction, text: \"What was changed and why\.\"\}", silent.stdout
    )
    removed, added = re.findall(r"^[-+](?![-+]).*$", silent.stdout, re.MULTILINE)
    assert "around 200 artillery" in removed
    assert "around 300 artillery" in added
    assert files(copy / "public") == before
    told = story.read_text().replace("\nclaims:", "\nmodified: 2025-02-21\nclaims:")
    story.write_text(told)
    assert run(copy, *INVOKE, "publish").returncode == 0


def test_a_port_in_use_is_told_with_a_free_one(copy):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = sentence(run(copy, *INVOKE, "preview", "--port", str(port)))
    assert said.startswith(f"Port {port} is in use: end what uses it, or add `--port ")


def test_what_pelican_warns_of_is_told_at_each_build_of_a_process():
    """Pelican itself says each thing once: the second build would go out with the fault."""

    def build():
        with explained(ROOT) as warnings:
            logging.getLogger("pelican.contents").warning("Nobody wrote this")
            warnings.raise_any()

    for _ in range(2):
        with pytest.raises(BuildError, match="Nobody wrote this"):
            build()
