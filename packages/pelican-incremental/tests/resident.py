"""A site that stays in one process from build to build, and is told what changed."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from .commands import environment

BUILDER = "pelican_incremental.preview.builder"
NOTHING = {"read": [], "rendered": [], "written": [], "removed": []}


class Resident:
    """Builds a World in a process that stays; it is started anew where a preview would do so."""

    def __init__(self, world):
        self.world = world
        self._process = None
        self._sources, self._made = {}, {}
        self.shown = 0  # pages that were there before all others
        self.kept = 0  # builds in which only what was touched was looked at
        world.functions += "\nimport pelican_incremental.build\n\npelican_incremental.build.FEW_STALE = 0\n"
        world.configure(OUTPUT_PATH="published")  # a preview does not build over what is published

    def build(self):
        """Build, and return what the process said of it."""
        sources, made = self._snapshot()
        changed = sorted(
            str(p) for p in sources.keys() | self._sources.keys() if sources.get(p) != self._sources.get(p)
        )
        if made != self._made:
            self.close()  # the preview does not watch what it has made
        answer = self._ask(changed) if self._process else None
        if answer is None or answer["is"] == "stale":
            self.close()
            self._start()
            answer = self._ask(None)
        else:
            self.kept += 1
        assert answer["is"] in {"built", "unchanged"}, answer
        self._sources, self._made = self._snapshot()
        return SimpleNamespace(**NOTHING | answer)

    def _snapshot(self):
        """The stamps of all sources, and of all that was made of them, by path."""
        folders = {self.world.output, self.world.cache}
        found = {}, {}
        for path in self.world.folder.rglob("*"):
            is_made = any(path.is_relative_to(folder) for folder in folders)
            if (
                path.is_file()
                and "__pycache__" not in path.parts
                and not path.is_relative_to(self.world.folder / "stock")
            ):
                status = path.stat()
                found[is_made][path] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        return found

    def _start(self):
        settings = self.world.folder / "worldconf.py"
        self._process = subprocess.Popen(
            [sys.executable, "-m", BUILDER, str(settings), str(self.world.output), "{}", "pelican_incremental.preview:Hooks"],
            cwd=self.world.folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert json.loads(self._process.stdout.readline())["is"] == "ready"

    def _ask(self, changed):
        """The answer to a build, in which every third page of the output is shown before the others."""
        pages = sorted(path.relative_to(self.world.output).as_posix() for path in self.world.output.rglob("*.html"))
        self._process.stdin.write(json.dumps({"build": changed, "first": pages[::3], "id": 1}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if answer["is"] == "shown":
            assert set(answer["names"]) <= set(pages[::3])
            self.shown += len(answer["names"])
            answer = json.loads(self._process.stdout.readline())
        return answer

    def memory(self):
        """What the process holds, in pages of memory."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])

    def close(self):
        """End the process."""
        if self._process:
            self._process.communicate()
        self._process = None
