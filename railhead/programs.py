"""Programs of the system: which are missing, and starting one in an environment of named variables alone.

Python's own packages are installed in `setting_up`, and what a program answers is read by whoever starts it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import SiteError, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# what any program needs to start, to find its user's files and to get through to other machines
_NEEDED = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH"),
    *("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)
NGINX_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
# Debian starts what it installs as a service of the machine, now and whenever that is started: here it does neither
INSTALLING = """
export DEBIAN_FRONTEND=noninteractive
if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
fi
apt-get update
apt-get install --yes --no-install-recommends "$@"
for package in "$@"; do
    case $package in
        nginx*) service=nginx ;;
        caddy) service=caddy ;;
        *) continue ;;
    esac
    if command -v systemctl > /dev/null; then systemctl disable "$service" || true; fi
done
"""


def environment(passing: Iterable[str] = ()) -> dict[str, str]:
    """The environment of a program that is started: of this process's, what all programs need and what the patterns
    `passing` name.

    A setting in any other variable, such as RCLONE_DRY_RUN or GIT_DIR, does not reach it. Its language is English.
    """
    names = (*_NEEDED, *passing)
    told = {name: value for name, value in os.environ.items() if any(fnmatchcase(name, kind) for kind in names)}
    if not Path(told.get("TMPDIR", "/")).is_dir():
        del told["TMPDIR"]
    return {**told, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def run(  # noqa: PLR0913 - as subprocess.run
    command: Sequence[str | Path],
    folder: Path,
    *,
    passing: Iterable[str] = (),
    told: dict[str, str] | None = None,
    given: str = "",
    errors: str = "backslashreplace",
    umask: int = -1,
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder and its `environment`, with what it is `told` besides and the input `given`.

    It has the `umask` of this process where none is given. Returns how it ended and what it wrote, of which bytes that
    are not UTF-8 are read as `errors` says. Raises OSError where it is not there.
    """
    return subprocess.run(
        command, cwd=folder, env={**environment(passing), **(told or {})}, input=given,
        capture_output=True, encoding="utf-8", errors=errors, check=False, umask=umask,
    )  # fmt: skip


def browser() -> str | None:
    """The path of an installed Chromium, or None.

    The one that has no windows of its own comes first: it opens a page in a quarter of the time.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def missing_for_tests() -> list[str]:
    """Those of Debian's packages that the tests need and that are not there."""
    folders = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])  # where servers are is not on every PATH
    programs = {"caddy": "caddy", "faketime": "faketime", "nginx-light": "nginx", "rclone": "rclone"}
    missing = [package for package, program in programs.items() if not shutil.which(program, path=folders)]
    missing += [] if browser() else ["chromium-headless-shell"]
    return missing + ([] if NGINX_BROTLI.is_file() else ["libnginx-mod-http-brotli-static"])


def missing_for_deploy() -> list[str]:
    """Those of Debian's packages that `deploy` needs for a target `rclone:` and that are not there."""
    return [] if shutil.which("rclone") else ["rclone"]


def have(what_for: str, find_missing: Callable[[], list[str]], task: str, *, installing: bool = False) -> None:
    """Make sure that the packages which `find_missing` names are there; with `installing`, install those that are not.

    Raises SiteError for what is missing still, with what to do: the option of `task` that installs it, too.
    """
    missing, said = find_missing(), ""
    if missing and installing:
        print(f"Installing {', '.join(missing)} for the {what_for} (once) ...", flush=True)
        said = _installed(missing)
        missing = find_missing()
    if missing:
        command = f"`sudo apt install {' '.join(missing)}`"
        asking = f"; apt-get says: {said}" if said else f", or `python3 tasks.py {task} --install`, which does that"
        raise SiteError(f"Programs for the {what_for} are missing: run {command}{asking}.")


def _installed(packages: Sequence[str]) -> str:
    """Install Debian's packages as root. Returns the last that was said where it failed."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    try:
        done = run([*as_root, "sh", "-euc", INSTALLING, "sh", *packages], Path("/"))
    except OSError as error:
        return f"{error.filename}: {error.strerror}"
    return plain((done.stderr.strip().splitlines() or ["nothing"])[-1]) if done.returncode else ""
