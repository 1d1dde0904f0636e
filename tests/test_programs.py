"""What programs that the tasks start are told of the environment that a task runs in."""

import os
import subprocess
import sys

import pytest

from railhead import programs
from railhead.errors import SiteError


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


def script(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_nothing_is_installed_without_being_asked(tmp_path, monkeypatch):
    script(tmp_path / "bin/apt-get", f"touch {tmp_path}/asked")
    script(tmp_path / "bin/sudo", f"touch {tmp_path}/asked")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SiteError) as missing:
        programs.have("tests", lambda: ["caddy", "rclone"], "test")
    assert str(missing.value) == (
        "Programs for the tests are missing: run `sudo apt install caddy rclone`, "
        "or `python3 tasks.py test --install`, which does that."
    )
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("status", [0, 1])
def test_what_is_installed_is_no_service_of_the_machine_and_nothing_is_left_of_how(tmp_path, status):
    """Debian asks policy-rc.d whether a service may be started: 101 says no."""
    script(tmp_path / "bin/apt-get", f"{tmp_path}/sbin/policy-rc.d; echo $1 $? >> {tmp_path}/said; exit {status}")
    script(tmp_path / "bin/systemctl", f'echo "$@" >> {tmp_path}/said')
    (tmp_path / "sbin").mkdir()
    installing = programs.INSTALLING.replace("/usr/sbin", str(tmp_path / "sbin"))
    told = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    command = ["sh", "-euc", installing, "sh", "nginx-light", "libnginx-mod-http-brotli-static", "caddy", "rclone"]
    done = subprocess.run(command, env=told, check=False)
    said = (tmp_path / "said").read_text().splitlines()
    assert done.returncode == status
    assert said == (["update 101", "install 101", "disable nginx", "disable caddy"] if status == 0 else ["update 101"])
    assert not list((tmp_path / "sbin").iterdir())


def test_a_policy_that_the_machine_has_stays(tmp_path):
    script(tmp_path / "sbin/policy-rc.d", "exit 0")
    script(tmp_path / "bin/apt-get", "exit 0")
    installing = programs.INSTALLING.replace("/usr/sbin", str(tmp_path / "sbin"))
    subprocess.run(
        ["sh", "-euc", installing, "sh", "rclone"], env={"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}, check=True
    )
    assert (tmp_path / "sbin/policy-rc.d").read_text() == "#!/bin/sh\nexit 0\n"
