"""Programs of the system that the tests and `deploy` start: which are missing, and installing them from Debian."""

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .errors import SiteError

NGINX_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


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
