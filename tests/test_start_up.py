"""`python3 tasks.py TASK` wherever it is started and whatever it is told: what it was asked for, or a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from railhead import __main__ as starting
from railhead import build as builds
from railhead import setting_up

from .sites import ROOT, files

PYTHON = sys.base_prefix + "/bin/python3"


def run(folder, *arguments, through='exec "$@"', **environment):
    """Run tasks.py by a bare Python, through a line of shell; what is None is not in the environment."""
    told = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    command = ["sh", "-c", through, "sh", PYTHON, "tasks.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=told, errors="replace")


SURROUNDINGS = {
    "a home that is no folder": {"HOME": "/dev/null"},
    "no home": {"HOME": None},
    "an empty home": {"HOME": ""},
    "a home within the project": {"HOME": "{copy}", "XDG_STATE_HOME": None},
    "no folder for temporary files": {"TMPDIR": "/nowhere"},
    "modules of another project": {"PYTHONPATH": "shadows", "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error"},
    "another environment": {"VIRTUAL_ENV": "/nowhere", "PIP_TARGET": "/nowhere", "UV_PYTHON": "3.99"},
    "settings of invoke": {"INVOKE_RUN_DRY": "nonsense", "INVOKE_TASKS_EXECUTOR_CLASS": "a.b", "INVOKE_RUNTIME_CONFIG": "x"},
    "settings of git": {"GIT_DIR": "/nowhere", "GIT_CONFIG_COUNT": "nonsense"},
}  # fmt: skip
STREAMS = {
    "no input": 'exec "$@" <&-',
    "no output": 'exec "$@" >&-',
    "none at all": 'exec "$@" <&- >&- 2>&-',
    "an output that is full": 'exec "$@" >/dev/full',
    "a reader who has gone": '{ "$@"; echo $? > status; } | true; exit $(cat status)',
}  # fmt: skip


@pytest.mark.slow
def test_a_task_does_what_it_is_asked_for_in_any_surroundings(copy):
    (copy / "shadows").mkdir()
    (copy / "shadows/pelican.py").write_text("raise SystemExit('another project')\n")
    (copy / "invoke.yaml").write_text("tasks: {executor_class: a.b}\n")
    first = run(copy, "build")
    assert (first.returncode, first.stderr) == (0, "")
    expected = files(copy / "output")
    for name, environment in SURROUNDINGS.items():
        told = {key: value and value.replace("{copy}", str(copy)) for key, value in environment.items()}
        done = run(copy, "build", through='umask 077; exec "$@"', **told)
        assert (name, done.returncode, done.stderr) == (name, 0, "")
    for name, through in STREAMS.items():
        done = run(copy, "build", through=through)
        assert (name, done.returncode, done.stderr) == (name, 0, "")
    assert files(copy / "output") == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["caf\u00e9 %41#?'\"& $x", "\u0440\u0435\u043b\u044c\u0441\u044b"])
def test_a_folder_may_have_any_name_whatever_the_locale(copy, name):
    """Where no locale says that names are UTF-8, as under a Latin-1 one."""
    assert run(copy, "build").returncode == 0
    expected = files(copy / "output")
    moved = copy.rename(copy.with_name(name))
    for kept in ("output", ".cache"):
        (moved / kept).rename(copy.with_name(f"{kept}-before"))
    done = run(moved, "build", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert files(moved / "output") == expected


def test_a_folder_whose_name_is_no_text_is_told_of(copy):
    moved = copy.rename(Path(os.fsdecode(os.fsencode(copy.parent) + b"/caf\xe9")))
    done = run(moved, "--list")
    assert done.returncode == 1
    assert done.stderr == (
        "The name of the project's folder is not UTF-8: rename it, or move the project, then try again.\n"
    )


TYPED = {
    "no such task": (["nonsense"], "No idea what 'nonsense' is! The tasks are adopt, audit, bench, build, check, "),
    "a task that no other follows": (["build", "chekc"], "No idea what 'chekc' is! The tasks are adopt, audit, "),
    "no such option": (["build", "--nonsense"], "No idea what '--nonsense' is!"),
    "an option of invoke's": (["--prompt-for-sudo-password"], "No idea what '--prompt-for-sudo-password' is!"),
    "no value": (["preview", "--port"], "needed value and was not given one"),
    "a value where there is none": (["test", "--quick=3"], "No idea what '3' is!"),
    "no number": (["bench", "preview", "--stories", "many"], "A number is needed, and 'many' is none."),
    "no number for a list": (["--list-depth", "many"], "A number is needed, and 'many' is none."),
    "no form of a list": (["--list-format", "table"], "--list-format cannot be table: use one of flat, nested, json."),
    "no shell": (["--print-completion-script", "csh"], "--print-completion-script cannot be csh: use one of bash, zsh, fish."),
    "no port": (["preview", "--port", "0x50"], "0x50 is no port"),
    "no host": (["preview", "--host", "nowhere.invalid"], "nowhere.invalid is no address of this machine"),
    "no target": (["deploy", "--to", "s3://bucket"], "This is no target to deploy to"),
    "nothing to measure": (["bench", "nonsense"], "bench has no part `nonsense`"),
    "nobody to ask": (["new"], "No story was written: give all four"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "said"), TYPED.values(), ids=TYPED.keys())
def test_what_cannot_be_done_is_told_in_a_sentence(clone_to_ask, typed, said):
    done = run(clone_to_ask, *typed, through='exec "$@" </dev/null')
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.fixture(scope="module")
def clone_to_ask(tmp_path_factory, clone):
    return clone(tmp_path_factory.mktemp("asked"))


def test_ctrl_c_ends_a_task_with_a_word(monkeypatch, capsys):
    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(builds, "build_and_tell", interrupt)
    assert starting.main(["build"]) == 130
    assert capsys.readouterr().err == "\nInterrupted.\n"


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """A folder for the environment of another project; what would be started is noted in its list `started`."""
    folder, started = tmp_path / "project/.venv", []
    folder.parent.mkdir()
    monkeypatch.setattr(setting_up, "ROOT", folder.parent)
    monkeypatch.setattr(setting_up, "VENV", folder)
    monkeypatch.setattr(setting_up, "PYTHON", folder / "bin/python")
    monkeypatch.setattr(setting_up, "_set_up", lambda *command: started.append(command))
    (folder.parent / "uv.lock").write_bytes((ROOT / "uv.lock").read_bytes())
    return folder, started


def made(folder, python=PYTHON, version=f"{sys.version_info.major}.{sys.version_info.minor}"):
    for name in ("bin", f"lib/python{version}/site-packages"):
        (folder / name).mkdir(parents=True)
    (folder / "bin/uv").touch()
    (folder / "pyvenv.cfg").touch()
    (folder / "bin/python").symlink_to(python)
    (folder / ".installed-site").write_bytes((ROOT / "uv.lock").read_bytes())


BROKEN = {
    "a Python that is gone": {"python": "/nowhere/python3"},
    "a Python that is none": {"python": "/etc/passwd"},
    "a Python that does not start": {"python": "/bin/false"},
    "a Python of another version": {"version": "3.9"},
}


@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN.keys())
def test_an_environment_that_does_not_work_is_made_anew(environment, how):
    folder, started = environment
    made(folder, **how)
    setting_up.install()
    assert [command[1:3] for command in started][:2] == [("-m", "venv"), ("-m", "pip")]


def test_an_environment_that_works_stays(environment):
    folder, started = environment
    made(folder)
    setting_up.install()
    assert started == []


@pytest.mark.parametrize("own", ["a file", "a folder"])
def test_what_is_no_environment_is_left_alone(environment, own):
    folder, started = environment
    if own == "a file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / "thesis.txt").write_text("mine")
    with pytest.raises(SystemExit) as ended:
        setting_up.install()
    assert ended.value.code == ".venv is no environment of Python's: move it away, then try again."
    assert started == []


@pytest.mark.slow
def test_packages_that_are_not_whole_are_told_of(copy):
    (copy / "railhead/__main__.py").write_text(
        re.sub("import tasks\n", "import nothing_of_the_kind\n", (copy / "railhead/__main__.py").read_text())
    )
    done = run(copy, "build")
    assert done.returncode == 1
    assert done.stderr == (
        "The packages in .venv are not whole (No module named 'nothing_of_the_kind'): remove .venv, then try again.\n"
    )
