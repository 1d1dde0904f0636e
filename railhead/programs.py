"""Programs of the system: which are missing, and starting one with nothing in its environment but what is named."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from .errors import SiteError

# what any program needs to start, to find its user's files and to get through to other machines
_NEEDED = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH"),
    *("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)
NGINX_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def environment(passing: Iterable[str] = ()) -> dict[str, str]:
    """What a program is told of this process's environment: what all need, and what the patterns `passing` name.

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
    """The path of an installed Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def missing_for_tests() -> list[str]:
    """Those of Debian's packages that the tests need and that are not there."""
    folders = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])  # where servers are is not on every PATH
    programs = {"caddy": "caddy", "faketime": "faketime", "nginx-light": "nginx", "rclone": "rclone"}
    missing = [package for package, program in programs.items() if not shutil.which(program, path=folders)]
    missing += [] if browser() else ["chromium"]
    return missing + ([] if NGINX_BROTLI.is_file() else ["libnginx-mod-http-brotli-static"])


def missing_for_deploy() -> list[str]:
    """Those of Debian's packages that `deploy` needs for a target `rclone:` and that are not there."""
    return [] if shutil.which("rclone") else ["rclone"]


def install(what_for: str, find_missing: Callable[[], list[str]]) -> None:
    """Install the packages that `find_missing` names. Raises SiteError, with the command, for those that cannot be."""
    missing = find_missing()
    if not missing:
        return
    print(f"Setting up: installing {', '.join(missing)} for the {what_for} (once) ...", flush=True)
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", *missing]):
        with suppress(OSError):  # what is missing then is told below
            subprocess.run([*as_root, *command], check=False, capture_output=True, stdin=subprocess.DEVNULL)
    missing = find_missing()
    if missing:
        command = f"sudo apt install {' '.join(missing)}"
        raise SiteError(f"Programs for the {what_for} are missing: run `{command}`, then try again.")
