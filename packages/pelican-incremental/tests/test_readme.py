"""What README.md and docs/engine.md say is so: their examples run, and they name what there is."""

import re
import subprocess
import sys

import pelican_incremental
import pytest
from pelican_incremental import build
from pelican_incremental.preview import Hooks
from pelican_incremental.tracing.code import UNBOUND

from .commands import PACKAGE, environment
from .small_world import fields, retitle, small
from .test_any_site import with_code

README = (PACKAGE / "README.md").read_text(encoding="utf-8")
ENGINE = (PACKAGE / "docs" / "engine.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README + ENGINE, re.DOTALL)


def test_every_public_name_is_told_of():
    assert not {name for name in pelican_incremental.__all__ if f"`{name}" not in ENGINE}


def test_every_setting_and_every_signal_that_costs_something_is_named():
    settings = {name for name in UNBOUND if name.startswith("INCREMENTAL_")}
    assert settings == set(re.findall(r"\bINCREMENTAL_[A-Z]+", README))
    signals = {*build.LAST, *build.WRITTEN, *build.CONSTRUCTING}
    missing = {name for name in signals if f"`{name}`" not in README}
    assert not missing


def test_every_option_of_the_preview_is_named():
    command = [sys.executable, "-m", "pelican_incremental.preview.command", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    options = {*re.findall(r"--[a-z]+", said)} - {"--help"}
    assert len(options) > 3
    assert all(f"`{option}" in README for option in options)


def test_the_line_for_the_settings_is_all_that_a_site_needs(tmp_path):
    (line,) = [example for example in EXAMPLES if example.startswith("PELICAN_CLASS")]
    world = small(tmp_path, "Nothing.")
    world.functions += line
    world.configure()
    said = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", "worldconf.py"],
        cwd=tmp_path, capture_output=True, text=True, check=True, env=environment(),
    ).stdout  # fmt: skip
    assert " rendered, " in said


def test_the_program_that_builds_a_site_does(tmp_path):
    (program,) = [example for example in EXAMPLES if "IncrementalPelican(" in example]
    world = small(tmp_path, "Nothing.")
    (tmp_path / "pelicanconf.py").write_text((tmp_path / "worldconf.py").read_text())

    def run():
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
        )

    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "read, " in done.stdout
    for wrong, told in (("SITENAME = (\n", "SyntaxError: "), ("SITENAME = nobody\n", "NameError: ")):
        (tmp_path / "pelicanconf.py").write_text(wrong)
        done = run()
        assert done.returncode == 1
        assert done.stderr.startswith(f"pelicanconf.py:1: {told}")
        assert "Traceback" not in done.stderr
    assert world.folder == tmp_path


def test_the_plugin_makes_again_what_one_article_is_shown_by(tmp_path):
    (plugin,) = [example for example in EXAMPLES if "Index.of" in example]
    shown = "{% for title, url in articles_by_source.get('b', ()) %}{{ title }} {% endfor %}"
    world = with_code(tmp_path, plugin, shown)
    fields("a", sources="b")(world)
    world.check("the first build")
    assert world.built()["probe.html"] == b"Article a "
    retitle("b")(world)
    assert {*world.check("one that names none").rendered} == {"b.html", "cards/b.svg"}
    retitle("a")(world)
    assert {*world.check("one that is listed").rendered} == {"a.html", "cards/a.svg", "probe.html"}


@pytest.mark.parametrize(("html", "notes"), [("<p>Text.</p>", ["It has no title."]), ("<h1>Title</h1>", [])])
def test_the_hooks_are_hooks(tmp_path, html, notes):
    (example,) = [example for example in EXAMPLES if "(Hooks)" in example]
    names = {}
    exec(example, names)  # noqa: S102 - our own README
    assert issubclass(names["Preview"], Hooks)
    (tmp_path / "page.html").write_text(html)
    assert names["Preview"]().notes("page.html", tmp_path, {}) == notes
    assert {name for name in vars(Hooks) if not name.startswith("_")} == {
        name for name in vars(names["Preview"]) if not name.startswith("_")
    }


def test_the_reader_reads(tmp_path):
    (reader,) = [example for example in EXAMPLES if "class Notes" in example]
    register = "\ndef register():\n    signals.readers_init.connect(add)\n"
    add = "\ndef add(readers):\n    readers.reader_classes['note'] = Notes\n"
    world = with_code(tmp_path, f"from pelican import signals\n{reader}{add}{register}", "Nothing.")
    (tmp_path / "content" / "articles" / "kept.note").write_text("A note\n\nIts text.\n")
    world.check("a note")
    assert any(b"Its text." in page for page in world.built().values())


def test_a_file_that_has_no_say_has_none(tmp_path):
    (plugin,) = [example for example in EXAMPLES if "with untraced" in example]
    world = with_code(tmp_path, plugin.replace('"words', f'"{tmp_path}/words'), "Nothing.")
    words = tmp_path / "words-to-avoid.txt"
    words.write_text("very\n")
    world.check("the first build")
    words.write_text("much\n")
    assert not world.check("other words, as many").rendered
