"""Mistakes in what a maintainer types are told in sentences, without a traceback and with nothing written."""

import subprocess
import sys

import pytest

from .small_world import put, small
from .test_any_site import with_code

WRONG = {
    'INCREMENTAL_PROCESSES = "two"': "INCREMENTAL_PROCESSES is 'two': it has to be a whole number",
    "INCREMENTAL_PROCESSES = 0": "INCREMENTAL_PROCESSES is 0",
    "INCREMENTAL_PROCESSES = True": "INCREMENTAL_PROCESSES is True",
    'INCREMENTAL_DIGESTS = "no"': "INCREMENTAL_DIGESTS is 'no': it has to be True or False",
    "INCREMENTAL_EXPLAIN = 1": "INCREMENTAL_EXPLAIN is 1",
    'INCREMENTAL_CLUSTER = "scheduler:8786"': "INCREMENTAL_CLUSTER is 'scheduler:8786': it has to be the address",
    "INCREMENTAL_PROCESES = 2": "There is no setting INCREMENTAL_PROCESES; there are INCREMENTAL_CLUSTER,",
}
OURS = ["-m", "pelican", "-s", "worldconf.py", "-e", 'PELICAN_CLASS="pelican_incremental.IncrementalPelican"']


def told(world, *command):
    """(exit status, what was said) of a build in a process of its own."""
    done = subprocess.run([sys.executable, *command], cwd=world.folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_all_wrong_settings_are_told_at_once(tmp_path):
    world = small(tmp_path, "Nothing.")
    for lines in ([*WRONG][0::3], [*WRONG][1::3], [*WRONG][2::3]):
        settings = world.folder / "wrong.py"
        settings.write_text("from worldconf import *\n" + "\n".join(lines))
        status, said = told(world, *OURS[:2], *OURS[4:], "-s", "wrong.py")
        assert status == 1
        assert "Traceback" not in said
        for line in lines:
            assert WRONG[line] in said
    assert not (world.folder / "output").exists()


@pytest.mark.parametrize(("name", "text"), [("probe.html", "{% endblok %}"), ("probe.html", "{{ page.nope.more }}")])
def test_the_command_tells_an_error_in_a_line_with_its_place(tmp_path, name, text):
    world = small(tmp_path, "Nothing.")
    put(f"theme/templates/{name}", f"\n{text}")(world)
    status, said = told(world, "-m", "pelican_incremental", "-s", "worldconf.py")
    assert status == 1
    assert f"theme/templates/{name}:2: " in "".join(said.split("\n"))
    assert "Traceback" not in said
    assert "pelican_incremental" not in said


def test_a_build_where_nothing_costs_says_so_when_it_is_asked(tmp_path):
    world = small(tmp_path, "Nothing.")
    _, said = told(world, "-m", "pelican_incremental", "--explain", "-s", "worldconf.py")
    assert "Nothing makes the builds of this site slower" in " ".join(said.split())


SLOW = """
import sys

from pelican import signals

def wait(_site):
    print("It is finished but for this.", flush=True)
    sys.stdin.readline()

def register():
    signals.finalized.connect(wait)
"""


def test_a_build_that_waits_for_another_says_so(tmp_path):
    world = with_code(tmp_path, SLOW)

    def start(stdin):
        command = [sys.executable, *OURS]
        return subprocess.Popen(command, cwd=world.folder, stdin=stdin, stdout=subprocess.PIPE, text=True)

    with start(subprocess.PIPE) as first:
        assert "It is finished" in first.stdout.readline()
        with start(subprocess.DEVNULL) as second:
            assert "Another build of this output folder runs" in second.stdout.readline()
            first.communicate("\n")
            second.communicate()
    assert (first.returncode, second.returncode) == (0, 0)


@pytest.mark.parametrize("returned", ["None", "5"])
def test_a_function_that_returns_no_text_is_named(tmp_path, returned):
    code = f"""
from pelican import signals
from pelican_incremental import write_output

def made():
    return {returned}

def write(generator, writer):
    write_output(writer, "x.json", made)

def register():
    signals.article_writer_finalized.connect(write)
"""
    with pytest.raises(TypeError, match=rf"made returned {returned} for x.json"):
        with_code(tmp_path, code).build()


def test_settings_of_a_module_are_not_changed_by_a_build(tmp_path, monkeypatch):
    """As with `pelican -lr`, which reads the settings file again and again, and what that imports once."""
    (tmp_path / "common_settings.py").write_text("MARKDOWN = {'output_format': 'html5'}\n")
    monkeypatch.syspath_prepend(tmp_path)
    world = small(tmp_path, "Nothing.")
    world.functions += "\nfrom common_settings import MARKDOWN\n"
    world.configure()
    world.build()
    report = world.build()
    assert (report.notices, report.rendered) == ([], [])
