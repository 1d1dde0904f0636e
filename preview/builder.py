"""The process that builds: requests come as lines of JSON on its standard input, answers go to its standard output.

A request {"build": [paths]} names files that may have changed, {"build": null} says that anything may have;
{"notes": "a name in the output"} asks what `check` would say of it. Every answer has a key "is":

- "ready" comes first, with the `folders` to be watched as a whole, and the folder `root` to be watched itself;
- "built" with the names `read`, `rendered`, `written` and `removed`, which are null where that is not known, with the
  `line` that sums it up, and `notices`;
- "failed" with the `problems`, each a dict as problems.described gives it; with `over` the process has ended;
- "unchanged" where nothing of the site has changed;
- "stale" where the process has ended `because` of something: it is to be started anew;
- "notes" with the `notes`, sentences.
"""

import gc
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from invoke import Exit
from pelican import Pelican
from pelican.settings import read_settings

import building
from plugins.incremental.tracing import INSTALLED
from preview import STARTED, notes, problems
from preview.watching import usual


class Builder:
    """A site that is built again and again into the folder `output`."""

    def __init__(self, settings_file, output, overrides, *, strict):
        self.settings_file, self.output = Path(settings_file).resolve(), Path(output)
        self.overrides, self.strict = overrides, strict
        self._loaded = {}
        with building.told(strict=strict) as warnings:
            self.settings = read_settings(
                str(self.settings_file), override={**overrides, "OUTPUT_PATH": str(self.output)}
            )
            self.site = building.class_of(self.settings["PELICAN_CLASS"])(self.settings)
            warnings.raise_any()

    def code(self):
        """The paths of the settings file, of every module that is not installed, and of what they read at once."""
        files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        own = {file for file in files if file and file.endswith(".py") and not file.startswith(INSTALLED)}
        return own | {str(self.settings_file)} | set(getattr(self.site, "early", ()))

    def stale(self):
        """The first file of the code that is not as it was when it was loaded, or None."""
        now = time.time()
        for path in sorted(self.code()):
            with suppress(OSError):
                status = os.stat(path)  # noqa: PTH116 - a hundred of them at each save
                stamp = status.st_size, status.st_mtime_ns, status.st_ctime_ns
                is_new = path not in self._loaded and STARTED < status.st_ctime <= now
                if not is_new and self._loaded.setdefault(path, stamp) == stamp:
                    continue
            return path
        return None

    def folders(self):
        """The folders of which every file below may change the site."""
        root = self.settings_file.parent
        told = [self.settings["PATH"], self.settings["THEME"], *self.settings["THEME_TEMPLATES_OVERRIDES"]]
        packages = {root / Path(path).relative_to(root).parts[0] for path in self.code() if _is_below(path, root)}
        found = {Path(folder).absolute() for folder in (*told, *packages)} - {root}
        return sorted(str(folder) for folder in found if folder.is_dir() and not _is_below(folder, *found - {folder}))

    def answer(self, request):
        """What there is to say to a request, as a dict."""
        if "notes" in request:
            return {"is": "notes", "notes": notes.of(request["notes"], self.output, self.settings)}
        changed = request["build"]
        stale = self.stale()
        if stale:
            return {"is": "stale", "because": f"{os.path.relpath(stale, self.settings_file.parent)} changed"}
        if type(self.site) is Pelican:
            return self._build_all()
        if changed is not None:
            changed = self.site.memory.relevant(changed)
            if not changed:
                return {"is": "unchanged"}
        self.site.memory.touch(changed)
        with building.told(strict=self.strict) as warnings:
            report = building.run(self.site, warnings)
        return {
            "is": "built",
            "written": report.written,
            "removed": report.removed,
            "read": report.read,
            "rendered": report.rendered,
            "line": report.summary(),
            "notices": report.notices,
        }

    def _build_all(self):
        building.build(str(self.settings_file), self.output, self.overrides)
        unknown = dict.fromkeys(("read", "rendered", "written", "removed"))
        return {"is": "built", **unknown, "line": "all of it", "notices": []}


def _is_below(path, *folders):
    return any(Path(path).is_relative_to(folder) for folder in folders)


def main(settings_file, output, overrides, strict):
    """Answer requests until there are no more."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what plugins print is no answer
    root = Path(settings_file).resolve().parent

    def say(answer):
        channel.write(json.dumps(answer) + "\n")
        channel.flush()

    try:
        builder = Builder(settings_file, output, json.loads(overrides), strict=json.loads(strict))
    except Exit as failure:
        say({"is": "ready", "folders": usual(root), "root": str(root)})
        sys.stdin.readline()
        # what was wrong may have been mended before anybody watched
        mended = any(path.stat().st_ctime > STARTED for path in (*root.glob("*.py"), *root.glob("plugins/**/*.py")))
        say({"is": "stale", "because": "It was mended"} if mended else {**_failed(failure, root), "over": True})
        return
    say({"is": "ready", "folders": builder.folders(), "root": str(root)})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = builder.answer(request)
        except Exit as failure:
            answer = _failed(failure, root)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next save may mend it
            answer = _failed(building.FailureError([building.located(error)]), root)
        say({**answer, "id": request["id"]})
        if answer["is"] == "stale":
            return
        if "build" in request:
            gc.collect()  # what a build leaves refers to itself; now nobody waits


def _failed(failure, root):
    lines = getattr(failure, "lines", [str(failure)])
    return {"is": "failed", "problems": problems.described(lines, root)}


if __name__ == "__main__":
    main(*sys.argv[1:])
