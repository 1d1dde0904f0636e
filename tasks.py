"""The site's tasks: `python3 tasks.py TASK` on a fresh machine, `invoke TASK` in its environment.

Each task is a thin function; the work is done in the package railhead, and for two of them in tests/ and benchmarks/.
"""

import os
import signal
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# what of Python's own settings does not change what a task does
HARMLESS = {"PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED"}

# The bootstrap. Everything down to the imports of invoke runs on a bare Python, and parses on an old one, so that
# each can be told what is missing.


def _have_streams() -> None:
    """Have input, output and errors, if only to nowhere: else the next file that is opened takes the place of one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _main() -> None:
    if sys.version_info < (3, 11):
        version = "%d.%d" % sys.version_info[:2]
        sys.exit("Python 3.11 or newer is needed and this is " + version + ": start tasks.py with a newer python3.")
    _have_streams()
    try:
        os.fsencode(str(HERE)).decode("utf-8")
    except UnicodeDecodeError:
        sys.exit("The name of the project's folder is not UTF-8: rename it, or move the project, then try again.")
    sys.path.insert(0, str(HERE))
    from railhead.files import NoFileError
    from railhead.setting_up import PYTHON, install

    try:
        install()
    except KeyboardInterrupt:
        sys.exit("\nThe set-up was interrupted: start the task again, and it begins anew.")
    except OSError as error:
        what = "read" if isinstance(error, (FileNotFoundError, NoFileError)) else "write"
        sys.exit(
            "The set-up cannot " + what + " " + str(error.filename) + " (" + str(error.strerror) + "): mend that first."
        )
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "INVOKE_"))}
    settings.update((name, value) for name, value in os.environ.items() if name in HARMLESS)
    # the names of files are UTF-8, whatever the locale is; a terminal is not
    settings.update(PYTHONUTF8="1", LC_ALL="C.UTF-8")
    if sys.stdout and sys.stdout.encoding.lower() != "utf-8":
        settings["PYTHONIOENCODING"] = sys.stdout.encoding + ":backslashreplace"
    os.chdir(str(HERE))
    # Ctrl-C waits until there is somebody to tell of it
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        os.execve(str(PYTHON), [str(PYTHON), "-m", "railhead", *(sys.argv[1:] or ["--list"])], settings)  # noqa: S606
    except OSError as error:
        sys.exit(".venv/bin/python cannot be run (" + str(error.strerror) + "): remove .venv, then try again.")


if __name__ == "__main__":
    _main()

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from invoke import Context, Exit, task

from railhead.characters import printable
from railhead.setting_up import VENV, install

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any


def say(text: object) -> None:
    """Tell the maintainer a text, at once: some tasks take a while. Where nobody reads any more, the task goes on.

    It is printed as a terminal can show it: names and words in it may be anybody's.
    """
    try:
        print(printable(str(text), getattr(sys.stdout, "encoding", None) or "utf-8"), flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def stopped(error: object) -> Exit:
    """What ends a task with the sentences of an error, or with others."""
    return Exit(printable(str(error)))


@contextmanager
def _told() -> "Generator[None]":
    """Have whatever stops a task end it in sentences, without a traceback."""
    from pelican_incremental import BuildError, explained
    from pelican_incremental.preview import PreviewError

    from railhead.errors import SiteError
    from railhead.files import NoFileError

    try:
        yield
    except (SiteError, BuildError, PreviewError) as error:
        raise stopped(error) from None
    except NoFileError as error:
        raise stopped("\n".join(error.problems)) from None
    except SyntaxError as error:  # a plugin that does not parse, where a task needs it before a build does
        try:
            with explained(HERE):
                raise error from None
        except BuildError as told:
            raise stopped(told) from None


@contextmanager
def _alone() -> "Generator[None]":
    """Let no other check, publish or deploy run at the same time: they build into one folder, or read another."""
    from railhead import files, paths
    from railhead.errors import SiteError

    lock = ExitStack()
    try:
        lock.enter_context(files.alone(paths.LOCK))
    except BlockingIOError:
        raise SiteError("Another check, publish or deploy is under way: wait until it ends, then try again.") from None
    except OSError as error:
        raise SiteError(f"{paths.LOCK.name} cannot be written ({error.strerror}): mend that, then try again.") from None
    with lock:
        yield


@task(
    help={
        "drafts": "build what preview shows, with drafts and the style guide, into .preview/",
        "why": "a page, such as /2024/second-koksan-shipment/: say why it was rendered, or that it was not",
        "cluster": "the address of a Dask scheduler whose workers read what has to be read",
    }
)
def build(_context: Context, drafts: bool = False, why: str = "", cluster: str = "") -> None:
    """Build into output/ what changed since the last build; anything wrong stops it and leaves the output as it was."""
    if cluster:
        install("cluster")
    with _told():
        from railhead import build as builds
        from railhead import paths
        from railhead.preview import ONLY_IN_PREVIEW

        target = paths.PREVIEW if drafts else paths.OUTPUT
        overrides = {**(ONLY_IN_PREVIEW if drafts else {}), "INCREMENTAL_CLUSTER": cluster or None}
        builds.build_and_tell(paths.SETTINGS, target, overrides, say, why=why)


@task(
    help={
        "port": "the port to serve at",
        "host": "the address to serve at; one that others can reach shows them drafts",
    }
)
def preview(_context: Context, port: str = "8000", host: str = "127.0.0.1") -> None:
    """Serve the site with drafts, show at once what is saved, and what is wrong with it, until Ctrl-C."""
    install("check")
    with _told():
        from pelican_incremental.preview import serve

        from railhead import files, paths

        files.expect(paths.SETTINGS)
        site = {"output": paths.PREVIEW, "hooks": "railhead.preview:Preview", "hint": "drafts at /drafts/"}
        serve(paths.SETTINGS, host=host, port=port, say=say, **site)


@task(help={"external": "try links to other sites as well, one a second"})
def check(_context: Context, external: bool = False) -> None:
    """Build as for publishing and look for everything that can be wrong with it."""
    install("publish")
    with _told(), _alone():
        from railhead.check import steps

        steps.check(say, external=external)


@task(help={"all": "make everything anew, as on a fresh machine"})
def publish(_context: Context, all_: bool = False) -> None:
    """Put the site as it goes live into public/, unless check finds an error, and record what was published."""
    install("publish")
    with _told(), _alone():
        from railhead.check import steps as checking
        from railhead.publish.anew import forget

        if all_:
            forget()
        checked = checking.check(say)
        from railhead.publish import steps  # after the build, which tells of a plugin that does not parse

        steps.publish(checked.settings, checked.stories, checked.seconds, say, everything=all_)


@task(
    help={
        "to": "the target, instead of DEPLOY_TO in publishconf.py: folder:PATH, rclone:REMOTE:PATH or github:",
        "dry-run": "say what would be done, and change nothing",
        "all": "upload also what the target should already have",
        "install": "have Debian's apt-get install rclone, as root, where the target needs it and it is missing",
    }
)
def deploy(_context: Context, to: str = "", dry_run: bool = False, all_: bool = False, install_: bool = False) -> None:
    """Take what publish made to where readers get it: only what changed, and never a page before what it needs."""
    install("publish")
    with _told(), _alone():
        from railhead.deploy import steps

        steps.deploy_to(to, say, dry_run=dry_run, everything=all_, installing=install_)


@task(
    help={
        "title": "the headline",
        "section": "the section, such as Breaking News",
        "source": "the address of the lead source",
        "publisher": "who published it",
    }
)
def new(_context: Context, title: str = "", section: str = "", source: str = "", publisher: str = "") -> None:
    """Write a new story, a draft that builds, asking for what is not given."""
    with _told():
        from railhead.build import settings_in
        from railhead.paths import SETTINGS
        from railhead.story.new import write_new

        settings = settings_in(SETTINGS)
        given = {"title": title, "section": section, "source": source, "publisher": publisher}
        try:
            answers = {
                name: answer or _asked(name, partial(_fault_of_new, name, settings)) for name, answer in given.items()
            }
        except (EOFError, KeyboardInterrupt, RuntimeError, UnicodeError):  # nobody there, or no text
            raise Exit("\nNo story was written: give all four, as options or when asked.") from None
        say(f"{write_new(settings, answers)} is written, as a draft.")


def _fault_of_new(name: str, settings: "Mapping[str, Any]", answer: str) -> "str | None":
    """What is wrong with an answer that `new` was given; None if nothing is."""
    from railhead.story.new import fault, sections_of
    from railhead.story.reader import read_all

    return fault(name, answer, sections_of(read_all(settings)[0], settings) if name == "section" else set())


def _asked(name: str, fault: "Callable[[str], str | None]") -> str:
    """The answer to a question; whoever sits at a terminal is asked until `fault` finds nothing wrong with it."""
    while True:
        answer = input(f"{name.capitalize()}: ")
        wrong = fault(answer) if sys.stdin.isatty() else None
        if not wrong:
            return answer
        say(wrong)


@task(
    help={
        "story": "its file, its id, or its address",
        "kind": "correction, update or clarification",
        "text": "what was changed and why, in a sentence or two, for readers",
    }
)
def correct(_context: Context, story: str, kind: str = "", text: str = "") -> None:
    """Note in a published story that it was changed, and why, asking for what is not given."""
    with _told():
        from railhead.build import settings_in
        from railhead.paths import ROOT, SETTINGS
        from railhead.story import correcting

        path = correcting.find(settings_in(SETTINGS), story)
        given = {"kind": kind, "text": text}
        try:
            answers = {name: answer or _asked(name, partial(correcting.fault, name)) for name, answer in given.items()}
        except (EOFError, KeyboardInterrupt, RuntimeError, UnicodeError):
            raise Exit("\nNothing was written: give kind and text, as options or when asked.") from None
        line = correcting.note(path, **answers)
        say(f"{path.relative_to(ROOT)}:{line}: the {answers['kind']} is noted. Mend the text, then publish.")


@task(
    help={
        "name": "the name of the site",
        "subtitle": "what it is about, in a line",
        "address": "where readers will find it, such as https://paper.example",
        "time-zone": "the desk's, such as Europe/Berlin",
        "contact": "an e-mail address, or a page on the web, at which readers reach the desk",
        "desk": "who writes, where a story names nobody",
        "sections": "their names, in the order of the menu, with commas between",
        "accent": "the colour of links, such as 0b3d66",
        "remove-stories": "take the project's own stories out, and leave an example",
    }
)
def adopt(
    _context: Context,
    name: str = "",
    subtitle: str = "",
    address: str = "",
    time_zone: str = "",
    contact: str = "",
    desk: str = "",
    sections: str = "",
    accent: str = "",
    remove_stories: bool = False,
) -> None:
    """Make the site your own, asking at a terminal for what is not given: name, address, colours, pages."""
    given = {"name": name, "subtitle": subtitle, "address": address, "time_zone": time_zone}
    given |= {"contact": contact, "desk": desk, "sections": sections, "accent": accent}
    with _told():
        from railhead.adopt import steps

        try:
            steps.adopt(given, say, input if sys.stdin.isatty() else None, remove_stories=remove_stories)
        except (EOFError, KeyboardInterrupt, UnicodeError):
            raise Exit("\nNothing was written: answer all questions, or give options.") from None


@task(
    help={
        "what": "`build`, `preview`, `publish`, `site` or `serve`; `report` puts figures into docs/benchmarks.md",
        "stories": "how many stories are generated beside the site's own",
        "repeats": "how many saves `preview` and `site` measure",
    }
)
def bench(_context: Context, what: str, stories: int = 1000, repeats: int = 7) -> None:
    """Measure the site with generated stories: builds, saves, publishing, these beside Hugo, or how it is served."""
    install("publish")
    with _told():
        from benchmarks import bench as benchmarks

        benchmarks.run(what, stories, repeats, say)


@task(
    help={
        "pytest": "more arguments for pytest, such as '-k ledger'",
        "quick": "leave out what starts browsers, servers and many builds: an answer in two minutes",
        "deep": "run the tests that take thousands of random steps as well",
        "install": "have Debian's apt-get install, as root, those programs that the tests start and that are missing",
    }
)
def test(_context: Context, pytest: str = "", quick: bool = False, deep: bool = False, install_: bool = False) -> None:
    """Lint, check types and run all tests."""
    install("test")
    with _told():
        from tests import running

        running.run(say, pytest.split(), quick=quick, deep=deep, installing=install_)


@task(help={"page": "the address of the page that is shown"})
def picture(_context: Context, page: str = "/2024/second-koksan-shipment/") -> None:
    """Take the picture in README.md, docs/story-*.png, of a page that `build` has made, in Chromium."""
    install("test")
    with _told():
        from railhead import paths
        from tests import picture

        for path in picture.take(paths.OUTPUT, page, HERE / "docs"):
            say(path.relative_to(HERE))


@task
def audit(_context: Context) -> None:
    """Ask PyPI whether a vulnerability is known in any package pinned in uv.lock; no answer is an error too."""
    with _told():
        from railhead.audit import audit as audited

        say(audited(str(VENV / "bin" / "uv")))
