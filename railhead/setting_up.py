"""The project's environment, `.venv`: made and filled by a bare Python, before anything else is there.

It installs nothing outside that folder: programs of the system are looked for in `programs`.
"""

import os
import re
import subprocess
import sys

from railhead import files, programs
from railhead.paths import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = ROOT / "uv.txt"
# groups of pyproject.toml that bring all packages of a group along
WIDER = {
    "site": ["check", "publish", "cluster", "test"],
    "check": ["publish", "test"],
    "publish": ["test"],
    "cluster": ["test"],
}

# where packages come from and what is kept of them; what they are, uv.txt and uv.lock say by digests
INSTALLERS = (
    *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_TRUSTED_HOST", "PIP_PROXY"),
    *("PIP_CERT", "PIP_CLIENT_CERT", "PIP_CACHE_DIR", "PIP_NO_CACHE_DIR"),
    *("UV_CACHE_DIR", "UV_NO_CACHE", "UV_LINK_MODE", "UV_OFFLINE", "UV_HTTP_TIMEOUT", "UV_CONCURRENT_*"),
    *("UV_NATIVE_TLS", "UV_SYSTEM_CERTS", "UV_INSECURE_HOST"),
)


def install(group: str = "site") -> None:
    """Install the packages pinned in uv.lock for a dependency group, unless that was done with this lock file.

    Ends the process with a sentence where they cannot be installed, and raises OSError for files that cannot be read.
    """
    if VENV.is_symlink():
        return  # another checkout's, whose own tasks see to it
    works = _works()
    for path in (UV, ROOT / "pyproject.toml"):
        files.expect(path)
    wanted = files.read(ROOT / "uv.lock")
    done = VENV / (".installed-" + group)
    markers = [done] + [VENV / (".installed-" + wider) for wider in WIDER.get(group, [])]
    if works and any(marker.is_file() and marker.read_bytes() == wanted for marker in markers):
        return
    print("Setting up: installing Python packages for the " + group + " (once) ...", flush=True)
    if not works or not (VENV / "bin" / "uv").is_file():
        _make_environment()
    groups = [] if group == "site" else ["--group", group]
    # inexact: one group must not remove the packages of another
    # compiled, because a machine may be set up so that Python does not keep what it compiles: half a second a start
    _set_up(str(VENV / "bin" / "uv"), "sync", "--frozen", "--inexact", "--compile-bytecode", *groups)
    done.write_bytes(wanted)  # half of it is not what is wanted, and a folder of programs is trusted anyhow


def _works() -> bool:
    """Whether the environment has a Python that starts, for which its packages were installed."""
    if sys.prefix == str(VENV):
        return True
    command = [str(PYTHON), "-I", "-S", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False
    return (VENV / "lib" / said / "site-packages").is_dir()


def _make_environment() -> None:
    """Make .venv anew, with uv in it."""
    try:
        import ensurepip  # noqa: F401 - Debian packs it, and with it a working venv, apart
    except ImportError:
        sys.exit("Python's venv module is not complete: run `apt install python3-venv`, then try again.")
    if VENV.exists() and not (VENV / "pyvenv.cfg").is_file() and not (VENV.is_dir() and not any(VENV.iterdir())):
        sys.exit(".venv is no environment of Python's: move it away, then try again.")
    _set_up(sys.executable, "-m", "venv", "--clear", str(VENV))
    only_these = ["--require-hashes", "--only-binary=:all:", "--no-deps"]
    fetching = ["--retries", "1", "--timeout", "15", "--quiet"]
    _set_up(str(PYTHON), "-m", "pip", "install", *fetching, *only_these, "--requirement", str(UV))


def _set_up(*command: str) -> None:
    """Run a command that installs something. Ends the process with a sentence where it fails."""
    told = {
        "VIRTUAL_ENV": str(VENV),
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_NO_CONFIG": "1",
        "UV_PYTHON": str(PYTHON),
        "UV_PYTHON_DOWNLOADS": "never",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    if not os.access(os.environ.get("HOME", "/"), os.W_OK | os.X_OK):
        told["UV_NO_CACHE"] = "1"
    try:
        result = programs.run(command, ROOT, passing=INSTALLERS, told=told)
    except OSError as error:
        sys.exit("Set-up stopped: " + str(command[0]) + " cannot be run (" + str(error.strerror) + ").")
    if result.returncode:
        said = result.stderr.strip() or result.stdout.strip()
        causes = re.findall("cause: (.*)", said) or said.splitlines() or ["no reason given"]
        if re.search("hash mismatch|not match the hashes", said, re.IGNORECASE):
            sys.exit(
                "What was fetched is another package than uv.txt or uv.lock names by its digest, and was not "
                "installed: look at where packages come from (PIP_INDEX_URL, PIP_FIND_LINKS), then try again."
            )
        if re.search("connect|resolve|fetch|matching distribution", said, re.IGNORECASE):
            sys.exit("Packages cannot be fetched from PyPI (" + causes[-1] + "): check the network, then try again.")
        sys.exit("Set-up stopped at `" + " ".join(command[1:4]) + "`: " + causes[-1])
