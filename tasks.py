"""The site's tasks: `python3 tasks.py TASK` on a fresh machine, `invoke TASK` in its environment."""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
UV = "uv==0.13.9"
AUDIT = "pip-audit==2.10.1"

# The bootstrap. Everything down to the imports of invoke runs on a bare Python, and parses on an old one, so that
# each can be told what is missing.


def install(group="site"):
    """Install the packages that uv.lock fixes for a dependency group, unless this lock file has been through."""
    wanted = (HERE / "uv.lock").read_bytes()
    done = VENV / (".installed-" + group)
    if done.is_file() and done.read_bytes() == wanted:
        return
    print("Setting up: installing Python packages for the " + group + " (once) ...", flush=True)
    if not (VENV / "bin" / "uv").is_file():
        try:
            import ensurepip  # noqa: F401 - Debian packs it, and with it a working venv, apart
        except ImportError:
            sys.exit("Python's venv module is not complete: run `apt install python3-venv`, then try again.")
        _set_up(sys.executable, "-m", "venv", "--clear", str(VENV))
        _set_up(str(PYTHON), "-m", "pip", "install", "--retries", "1", "--timeout", "15", UV)
    groups = [] if group == "site" else ["--group", group]
    # inexact: one group must not remove the packages of another
    # compiled, because a machine may be set up so that Python does not keep what it compiles: half a second a start
    _set_up(str(VENV / "bin" / "uv"), "sync", "--frozen", "--inexact", "--compile-bytecode", *groups)
    done.write_bytes(wanted)


def _set_up(*command):
    environment = dict(os.environ, VIRTUAL_ENV=str(VENV), UV_PROJECT_ENVIRONMENT=str(VENV))
    result = subprocess.run(command, cwd=str(HERE), env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        said = result.stderr.strip() or result.stdout.strip()
        causes = re.findall("cause: (.*)", said) or said.splitlines() or ["no reason given"]
        if re.search("connect|resolve|fetch|matching distribution", said, re.IGNORECASE):
            sys.exit("Packages cannot be fetched from PyPI (" + causes[-1] + "): check the network, then try again.")
        sys.exit("Set-up stopped at `" + " ".join(command[1:4]) + "`: " + causes[-1])


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        version = "%d.%d" % sys.version_info[:2]
        sys.exit("Python 3.11 or newer is needed and this is " + version + ": start tasks.py with a newer python3.")
    install()
    os.chdir(str(HERE))
    os.execv(str(PYTHON), [str(PYTHON), "-m", "invoke", *(sys.argv[1:] or ["--list"])])  # noqa: S606

import json
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

from invoke import Exit, task

NGINX_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
PUBLIC = HERE / "public"
ONLY_IN_PREVIEW = {
    "DRAFT_SAVE_AS": "drafts/{slug}/index.html",
    "DRAFTS_SAVE_AS": "drafts/index.html",
    "STYLE_GUIDE_SAVE_AS": "style-guide/index.html",
}


@task(
    help={
        "drafts": "build what preview shows, with drafts and the style guide, into .preview/",
        "why": "a page, such as /2024/second-koksan-shipment/: say why it was rendered, or that it was not",
        "cluster": "the address of a Dask scheduler whose workers read what has to be read",
    }
)
def build(_context, drafts=False, why="", cluster=""):
    """Build into output/ what changed since the last build; anything wrong stops it and leaves the output as it was."""
    if cluster:
        install("cluster")
    from building import build as built

    started = time.perf_counter()
    target = HERE / (".preview" if drafts else "output")
    overrides = {**(ONLY_IN_PREVIEW if drafts else {}), "INCREMENTAL_CLUSTER": cluster or None}
    _, report = built("pelicanconf.py", target, overrides)
    if report is None:
        print(f"{target.name}/: all of it built in {time.perf_counter() - started:.1f} s")
        return
    for notice in report.notices:
        print(notice)
    print(f"{target.name}/: {report.summary()}, all in {time.perf_counter() - started:.1f} s")
    if why:
        page = why.lstrip("/") + ("" if why.lstrip("/") and not why.endswith("/") else "index.html")
        print("\n".join(report.why(page) or [f"{page} was not rendered: nothing that it read has changed."]))


@task(
    help={
        "port": "the port to serve at",
        "host": "the address to serve at; one that others can reach shows them drafts",
    }
)
def preview(_context, port="8000", host="127.0.0.1"):
    """Serve the site with drafts, show at once what is saved, and what is wrong with it, until Ctrl-C."""
    import asyncio

    install("check")
    from preview import listening
    from preview.server import Server
    from preview.session import Session

    listener = listening.listen(host, port)
    session = Session(
        HERE / "pelicanconf.py",
        HERE / ".preview",
        {**ONLY_IN_PREVIEW, "SITEURL": f"http://127.0.0.1:{port}"},
        say=lambda line: print(line, flush=True),
    )
    hosts = [host, "127.0.0.1", "localhost"]
    if host not in hosts[1:]:
        print("Others can reach this address, and with it everything in preview, drafts as well.")
        hosts += listening.addresses()
    print(f"Preview: http://{host}:{port}/, drafts at /drafts/ (Ctrl-C ends it)", flush=True)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(Server(session, hosts).run_with(listener))
    except OSError as error:
        raise Exit(
            f"Changes cannot be noticed here ({error}): end programs that watch files, then try again."
        ) from None


@task(help={"external": "try links to other sites as well, one a second"})
def check(_context, external=False):
    """Build as for publishing and look for everything that can be wrong with it."""
    with _alone():
        from going_live import checked

        checked(external)


@task
def publish(_context):
    """Put the site as it goes live into public/, unless check finds an error, and record what was published."""
    with _alone():
        from going_live import publish as published

        published()


@task(
    help={
        "to": "the target, instead of DEPLOY_TO in publishconf.py: folder:PATH, rclone:REMOTE:PATH or github:",
        "dry-run": "say what would be done, and change nothing",
        "all": "upload also what the target should already have",
    }
)
def deploy(_context, to="", dry_run=False, all_=False):
    """Take what publish made to where readers get it: only what changed, and never a page before what it needs."""
    install("publish")
    from pelican.settings import read_settings

    from deploying import running
    from deploying.problem import DeployError

    settings = read_settings(str(HERE / "publishconf.py"))
    notation = to or settings.get("DEPLOY_TO") or ""
    if not notation:
        raise Exit(f"Say where to deploy to, with --to or as DEPLOY_TO in publishconf.py: {running.FORMS}.")
    if notation.startswith("rclone:") and os.environ.get("CI"):  # a machine that only runs tasks
        _install_programs("deploy", lambda: [] if shutil.which("rclone") else ["rclone"])
    try:
        target = running.target_of(notation, HERE, settings["SITEURL"])
        say = partial(print, flush=True)  # a first deploy takes a while
        with _alone():
            running.deploy(PUBLIC, target, say, dry_run=dry_run, everything=all_)
    except DeployError as error:
        raise Exit(str(error)) from None


@task(
    help={
        "title": "the headline",
        "section": "the section, such as Breaking News",
        "source": "the address of the lead source",
        "publisher": "who published it",
    }
)
def new(_context, title="", section="", source="", publisher=""):
    """Write a new story, a draft that builds, asking for what is not given."""
    from pelican.settings import read_settings

    from plugins.story import consistency
    from plugins.story.reader import read_all
    from plugins.story.skeleton import skeleton

    questions = {"title": title, "section": section, "source": source, "publisher": publisher}
    try:
        answers = {name: given or input(f"{name.capitalize()}: ") for name, given in questions.items()}
    except (EOFError, KeyboardInterrupt):
        raise Exit("\nNo story was written: give all four, as options or when asked.") from None
    path, text = skeleton(answers, datetime.now(UTC).date())
    target = HERE / "content" / path
    if target.exists():
        raise Exit(f"content/{path} is there already: choose another title.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", errors="surrogateescape")
    readings, problems = read_all(read_settings(str(HERE / "pelicanconf.py")))
    for rule in (consistency.repeated_ids, consistency.ambiguous_names, consistency.contradicting_sources):
        # last, so that what is there already is right and what is new is told of
        problems += rule(sorted(readings, key=lambda reading: reading.document.path == f"content/{path}"))
    own = [problem for problem in problems if problem.path == f"content/{path}"]
    if own:
        target.unlink()
        raise Exit("\n".join([*(f"{problem.wrong}; {problem.right}" for problem in own), "No story was written."]))
    print(f"content/{path} is written, as a draft.")


@task(
    help={
        "what": "`build`, `preview`, `publish`, `serve` measure; `report` puts figures into README.md and growth.svg",
        "articles": "how many articles each tool builds",
        "repeats": "how many turns each takes, of which slow ones take fewer, or how many saves",
        "only": "names of tools, with commas between, instead of all",
    }
)
def bench(_context, what, articles=1000, repeats=7, only=""):
    """Measure builds, or saves in preview, beside those of other tools, which it installs into .cache/bench/."""
    from benchmarks import build as builds
    from benchmarks import preview as previews
    from benchmarks import publish as publishes
    from benchmarks import report, serving

    if what not in {"build", "preview", "publish", "serve", "report"}:
        raise Exit(f"bench has no part `{what}`: it has `build`, `preview`, `publish`, `serve` and `report`.")
    if what == "report":
        report.update_readme(HERE / "README.md")
        report.write_plot()
        return
    names = only.split(",") if only else ()
    try:
        if what == "serve":
            story, file, ratio = serving.run()
            print(f"A story: {story:,.0f} requests a second; a bare file of its size: {file:,.0f}; ratio {ratio:.2f}.")
        elif what == "publish":
            install("publish")
            print(report.publishing([publishes.run(articles)]))
        elif what == "preview":
            print(previews.table(previews.run(articles, repeats, names)))
        else:
            print(report.table(builds.run(articles, repeats, names)))
    except ValueError as error:
        raise Exit(str(error)) from None


@task(
    help={
        "pytest": "more arguments for pytest, such as '-k ledger'",
        "deep": "let the tests of builds take thousands of random steps instead of hundreds",
    }
)
def test(_context, pytest="", deep=False):
    """Lint, check types and run all tests, after installing what they need."""
    install("test")
    _install_programs("test", _missing)
    for command in (
        ["ruff", "check", "--quiet"],
        ["ruff", "format", "--check", "--quiet"],
        ["ty", "check", "--quiet"],
        ["pytest", *pytest.split(), *(["--deep"] if deep else [])],
    ):
        status = subprocess.run([PYTHON, "-m", *command], cwd=HERE, check=False).returncode
        if status:
            raise Exit(f"`{' '.join(command)}` found something to mend.", status)


@task
def audit(_context):
    """Ask PyPI whether a vulnerability is known in any package that uv.lock fixes; no answer is an error too."""
    uv = str(VENV / "bin" / "uv")
    with tempfile.TemporaryDirectory() as folder:
        locked = str(Path(folder, "requirements.txt"))
        export = [uv, "export", "--quiet", "--frozen", "--all-groups", "--output-file", locked]
        ask = [uv, "tool", "run", "--quiet", AUDIT, "--requirement", locked, "--disable-pip", "--format", "json"]
        for command in (export, [*ask, "--progress-spinner", "off"]):
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
            if done.returncode and not done.stdout:
                causes = re.findall(r"(?:error|cause|caused by):(?:pip_audit\S*:)? *(.*)", done.stderr, re.IGNORECASE)
                raise Exit(f"PyPI cannot be asked ({(causes or ['no reason given'])[-1]}): try again where it can.")
    print(_audited(json.loads(done.stdout)["dependencies"]))


def _audited(packages):
    """What pip-audit found of `packages`, in a sentence if that is nothing; else an Exit with a line for each find."""
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}; "
        + (f"mended in {', '.join(flaw['fix_versions'])}" if flaw["fix_versions"] else "not mended yet")
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    # a service that does not know a package says so and is content
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if unknown:
        names = ", ".join(unknown[:3]) + (", ..." if unknown[3:] else "")
        found.append(
            f"PyPI told nothing of {len(unknown)} of {len(packages)} packages ({names}): try again where it does."
        )
    if found:
        raise Exit("\n".join(found))
    return f"No vulnerability is known in any of {len(packages)} packages."


def browser():
    """The path of an installed Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def _install_programs(group, find_missing):
    missing = find_missing()
    if not missing:
        return
    print(f"Setting up: installing {', '.join(missing)} for the {group} (once) ...", flush=True)
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", *missing]):
        with suppress(OSError):  # what is missing then is told below
            subprocess.run([*as_root, *command], check=False, capture_output=True, stdin=subprocess.DEVNULL)
    missing = find_missing()
    if missing:
        raise Exit(f"The {group} starts programs: run `sudo apt install {' '.join(missing)}`, then try again.")


def _missing():
    """Those of Debian's packages that the tests need and that are not there."""
    folders = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])  # where servers are is not on every PATH
    programs = {"caddy": "caddy", "faketime": "faketime", "nginx-light": "nginx", "rclone": "rclone"}
    missing = [package for package, program in programs.items() if not shutil.which(program, path=folders)]
    missing += [] if browser() else ["chromium"]
    return missing + ([] if NGINX_BROTLI.is_file() else ["libnginx-mod-http-brotli-static"])


@contextmanager
def _alone():
    """Let no other check, publish or deploy run at the same time: they build into one folder, or read another."""
    install("publish")
    from publishing.release import ReleaseError, alone

    try:
        with alone(PUBLIC):
            yield
    except ReleaseError as error:
        raise Exit(str(error)) from None
