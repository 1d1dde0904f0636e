"""What programs that the tasks start are told of the environment that a task runs in."""

import sys

import pytest

from railhead import programs


@pytest.mark.parametrize(
    "name",
    ["RCLONE_DRY_RUN", "GIT_DIR", "PAGEFIND_GLOB", "PYTHONPATH", "UV_INDEX", "PIP_TARGET", "LC_TIME", "TZ", "CI"],
)
def test_a_program_is_told_nothing_that_nobody_named(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "other")
    code = f"import os; print(os.environ.get({name!r}), os.environ['LC_ALL'], os.environ['HOME'])"
    monkeypatch.setenv("HOME", str(tmp_path))
    done = programs.run([sys.executable, "-c", code], tmp_path)
    assert done.stdout.split() == ["None", "C.UTF-8", str(tmp_path)]


def test_a_program_is_told_what_is_named_and_gets_no_folder_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("RCLONE_CONFIG_LIVE_TYPE", "s3")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    told = programs.environment(["RCLONE_CONFIG_*"])
    assert told["RCLONE_CONFIG_LIVE_TYPE"] == "s3"
    assert "TMPDIR" not in told
