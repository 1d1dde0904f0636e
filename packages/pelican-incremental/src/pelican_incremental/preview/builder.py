"""The process that builds: requests come as lines of JSON on its standard input, answers go to its standard output.

A request {"build": [paths]} names files that may have changed, {"build": null} says that anything may have; with it
goes "first", the names of pages of the output that are looked at;
{"notes": "a name in the output"} asks what there is to say of it. Every answer has a key "is":

- "ready" comes first, with the `folders` to be watched as a whole, and the folder `root` to be watched itself, and with
  what paths begin as where a build makes files (`made`), and the `headers` of the hooks, where these could be had;
- "shown" comes before the answer to a build, where pages that are looked at are there before all others;
- "built" with the names `read`, `rendered`, `written` and `removed`, with the `line` that sums it up, and `notices`,
  and with the files and folders `elsewhere` that are to be watched as well, and places `sought`, of which only whether
  something is there counts, and where it leads; `heavy` says that this process has read so much that it holds several
  times the memory of one that takes over from here, and would look through all of it at the next builds;
- "failed" with the `problems`, each a dict as problems.described gives it; with `over` the process has ended;
- "unchanged" where nothing of the site has changed;
- "stale" where the process has ended `because` of something: it is to be started anew;
- "notes" with the `notes`, sentences, and their `heading`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import sys
import time
from functools import partial
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING, Any, TypeAlias

from pelican import Pelican
from pelican.settings import read_settings
from watchfiles import DefaultFilter

from .. import IncrementalPelican, rendered
from ..failures import BuildError, explained, located, shortened
from ..rendering.staging import STAGING
from ..site import shown
from ..tracing.files import file_digest, told_apart
from ..tracing.installed import is_installed
from ..tracing.looks import looks_told
from ..tracing.recorder import LINKED, SOUGHT, Asked, recorder
from . import STARTED, problems
from .watching import usual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..protocols import StrPath
    from ..report import Report

    Answer: TypeAlias = dict[str, Any]  # or a request, as JSON has it

HEAVY = 500  # sources read in one build, from which on it pays that another process takes over
# RFC 9110, 5.1 and 5.5
FIELD = re.compile(r"[\w!#$%&'*+.^`|~-]+: [ -~]*", re.ASCII)


class Builder:
    """A site that is built again and again into the folder `output`; `hooks` names a class of Hooks.

    `folders` are those of which every file below may change the site. What a build makes itself lies at paths that
    begin as one of `made`.
    """

    def __init__(self, settings_file: str, output: str, overrides: dict[str, Any], hooks: str) -> None:
        self.settings_file, self.output = Path(settings_file).resolve(), Path(output)
        self.root = self.settings_file.parent
        self._loaded: dict[str, object] = {}
        self._early: set[str] = set()
        place = self.output.absolute()
        self.made: tuple[str, ...] = (f"{place}/", f"{place.parent}/{STAGING}")
        with explained(self.root) as warnings:
            self.hooks = _named(hooks.replace(":", "."), "--hooks")()
            warnings.strict = self.hooks.strict
            _check_headers(self.hooks.headers)
            given = {**self.hooks.settings, **overrides, "OUTPUT_PATH": str(self.output)}
            with looks_told(), recorder.asked_by(Asked()) as asked:
                self.settings = read_settings(str(self.settings_file), override=given)
                published = read_settings(str(self.settings_file), override=overrides)["OUTPUT_PATH"]
            self._early |= asked.files
            self.made += (f"{Path(self.settings['CACHE_PATH']).absolute()}/",)
            self._check_output(Path(published).resolve())
            kind = self.settings["PELICAN_CLASS"]
            kind = _named(kind, "PELICAN_CLASS") if isinstance(kind, str) else kind
            # a site that does not name the class is previewed by it all the same: it builds what Pelican would
            kind = IncrementalPelican if kind is Pelican else kind
            if not (isinstance(kind, type) and issubclass(kind, IncrementalPelican)):
                named = f"PELICAN_CLASS names `{getattr(kind, '__name__', kind)}`, by which the preview cannot build"
                raise BuildError([f"{named}: base it on pelican_incremental.IncrementalPelican."])
            with looks_told(), recorder.asked_by(Asked()):
                self.site = kind(self.settings)
            self.site.hidden.add(str(self.output.absolute()))  # it may lie among the sources
            warnings.raise_any()
        self.folders = self._whole_folders()

    def _check_output(self, published: Path) -> None:
        """Raise BuildError where the preview would be written over sources, or over `published`, the site itself."""
        output = self.output.resolve()
        sources = [self.settings["PATH"], self.settings["THEME"], *self.settings["THEME_TEMPLATES_OVERRIDES"]]
        folders = {self.root, *(Path(source).resolve() for source in sources)}
        if any(_is_below(folder, output) for folder in folders) or _is_below(output, *(folders - {self.root})):
            raise BuildError([f"--output names {self.output}, where sources of the site lie: name another folder."])
        if output == published:
            why = "because the addresses in a preview are not those of the site"
            raise BuildError([f"--output names {self.output}, to which the site is built: name another, {why}."])

    def code(self) -> set[str]:
        """The paths of the settings file, of every module that is not installed, and of what they read at once."""
        files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        own = {file for file in files if file and file.endswith(".py") and not is_installed(file)}
        early, _ = told_apart(self._early | self.site.early)
        return own | {str(self.settings_file), *(path for path in early if not f"{path}/".startswith(self.made))}

    def sought(self) -> set[str]:
        """The places of which code asked, as it was loaded, whether something is there, or where they lead."""
        _, sought = told_apart(self._early | self.site.early)
        return {path for path in sought if not f"{path}/".startswith(self.made)}

    def stale(self) -> str | None:
        """The first file of the code that is not as it was when it was loaded, or None."""
        for path in sorted(self.code()):
            stamp, changed = _stamp(path, self.made)
            is_new = path not in self._loaded and STARTED < changed <= time.time()
            if is_new or self._loaded.setdefault(path, stamp) != stamp:
                return path
        for path in sorted(self.sought()):
            found = [file_digest(f"{what}{path}") for what in (LINKED, SOUGHT)]
            if self._loaded.setdefault(f"{SOUGHT}{path}", found) != found:
                return path
        return None

    def _whole_folders(self) -> list[str]:
        root = self.root
        told = [self.settings["PATH"], self.settings["THEME"], *self.settings["THEME_TEMPLATES_OVERRIDES"]]
        parts = {Path(path).relative_to(root).parts[:1] for path in self.code() if _is_below(path, root)}
        # such as .git are never looked at as a whole, though settings may read a file there
        packages = {Path(root, *part) for part in parts if not {*part} & {*DefaultFilter.ignore_dirs}}
        # the root itself only if the sources lie right in it
        others = {Path(folder).absolute() for folder in (*told[1:], *packages)} - {root}
        found = {Path(told[0]).absolute(), *others}
        return sorted(str(folder) for folder in found if folder.is_dir() and not _is_below(folder, *found - {folder}))

    def answer(self, request: Answer) -> Answer:
        """What there is to say to a request, as a dict."""
        if "notes" in request:
            said = self.hooks.notes(request["notes"], self.output, self.settings)
            return {"is": "notes", "notes": said, "heading": self.hooks.heading}
        changed = request["build"]
        stale = self.stale()
        if stale:
            return {"is": "stale", "because": f"{_told(stale, self.root)} changed"}
        if changed is not None:
            changed = self.site.memory.relevant(changed)
            if not changed:
                return {"is": "unchanged"}
        self.site.memory.touch(changed)
        self.site.memory.first = frozenset(request.get("first", ()))
        report, warnings = self._build()
        return {
            "is": "built",
            "written": report.written,
            "removed": report.removed,
            "read": report.read,
            "rendered": report.rendered,
            "line": report.summary(),
            # what Pelican warns of fails a strict build, and is told after any other
            "notices": [*report.notices, *warnings],
            "elsewhere": self._outside(self.code() | self.site.elsewhere),
            "sought": self._outside(self.sought() | self.site.sought),
            "heavy": len(report.read) >= HEAVY and self.site.is_kept,
        }

    def _outside(self, found: Iterable[str]) -> list[str]:
        """Those of the full paths `found` that lie outside `folders`, sorted."""
        return sorted(path for path in found if not _is_below(path, *self.folders, self.output))

    def _build(self) -> tuple[Report, list[str]]:
        """Build the site; (the Report, what Pelican warned of, in lines). Raises BuildError, and leaves the output
        as it was, where anything is wrong.
        """
        with explained(self.root, strict=self.hooks.strict, output=self.output) as warnings:
            with rendered.connected_to(lambda _site: warnings.raise_any()):
                self.site.run()
            return self.site.report, shortened(warnings.lines)


def _told(path: str, root: StrPath) -> str:
    """A path as it is told of: from the folder of the settings, which goes by its own name."""
    below = os.path.relpath(path, root)
    return below if below != "." else f"{Path(root).absolute().name}/"


def _stamp(path: str, made: tuple[str, ...]) -> tuple[object, float]:
    """(what differs when a file is another, when it was changed last); of a folder the names in it count, but for those
    of what was made.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - a hundred of them at each save
        if S_ISDIR(status.st_mode):
            names = os.listdir(path)  # noqa: PTH208 - as above
            return sorted(name for name in names if not f"{path}/{name}/".startswith(made)), 0
    except OSError:
        return None, 0
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns), status.st_ctime


def _named(name: str, what: str) -> type:
    """The class called `name`, as "module.attribute", which `what` names. Raises BuildError if there is none."""
    module, _, attribute = name.rpartition(".")
    found = getattr(importlib.import_module(module), attribute, None) if module else None
    if not isinstance(found, type):
        raise BuildError([f"{what} names {name!r}, and there is no such class."])
    return found


def _check_headers(headers: Mapping[str, object]) -> None:
    """Raise BuildError for what cannot be sent as a header."""
    wrong = [
        name for name, text in headers.items() if not (FIELD.fullmatch(f"{name}: {text}") and isinstance(text, str))
    ]
    if wrong:
        raise BuildError([f"--hooks: {name!r} is no header with a text of one line." for name in wrong])


def _is_below(path: StrPath, *folders: StrPath) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)


def main(settings_file: str, output: str, overrides: str, hooks: str) -> None:
    """Answer requests from standard input until it ends."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what plugins print is no answer
    root = Path(settings_file).resolve().parent

    def say(answer: Answer) -> None:
        channel.write(json.dumps(answer) + "\n")
        channel.flush()

    try:
        builder = Builder(settings_file, output, json.loads(overrides), hooks)
    except BuildError as failure:
        say({"is": "ready", "folders": usual(root), "root": str(root)})
        sys.stdin.readline()
        # what was wrong may have been mended before anybody watched
        code = [*root.glob("*.py"), *(path for folder in usual(root) for path in Path(folder).rglob("*.py"))]
        mended = any(path.stat().st_ctime > STARTED for path in code)
        say({"is": "stale", "because": "It was mended"} if mended else {**_failed(failure, root), "over": True})
        return
    folders, headers = builder.folders, {**builder.hooks.headers}
    say({"is": "ready", "folders": folders, "root": str(root), "made": builder.made, "headers": headers})
    tell = partial(_tell_of_shown, say)
    shown.connect(tell)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = builder.answer(request)
        except BuildError as failure:
            answer = _failed(failure, root)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next save may mend it
            answer = _failed(BuildError([located(error, root)]), root)
        say({**answer, "id": request["id"]})
        if answer["is"] == "stale":
            return
        if "build" in request:
            gc.collect()  # builds leave reference cycles: collect them now, while no request waits


def _tell_of_shown(say: Callable[[Answer], object], _site: object, *, names: list[str]) -> None:
    say({"is": "shown", "names": names})


def _failed(failure: BuildError, root: Path) -> Answer:
    return {"is": "failed", "problems": problems.described(failure.lines, root)}


if __name__ == "__main__":
    main(*sys.argv[1:])
