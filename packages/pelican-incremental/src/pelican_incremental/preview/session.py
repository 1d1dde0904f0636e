"""A writer's session: the site is built at each change, and terminal and open pages are told what came of it.

It builds nothing itself: `process` has another process do that.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from .page import state_of
from .problems import described, printable
from .served import file_of, page_in, stamp_of
from .watching import PAUSE, Watch, has_vanished

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from .problems import Problem
    from .process import Process

PAGES = 500  # pages, at most, of which it is kept what they show
ENOUGH = 3  # times that the system's watch may break in a row
GRACE = 2  # s that a change waits for a build whose pages are shown; a new process takes about as long to start
# files that a page shows, by what their names end with
SHOWN = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".css", ".js", ".woff2")


class Session:
    """Keeps a site built into the folder `output`, and what open pages are to know of it.

    `problems` are those of the last build; while there are any, the output is that of the build before. `headers` are
    those with which the site is published. `start` gives a
    Process that builds the site, and is told what to call where pages are shown early. `say` is given lines for the
    terminal.
    """

    def __init__(
        self, output: Path, start: Callable[[Callable[[], object]], Process], say: Callable[[str], object] = print
    ) -> None:
        self.output = output
        self.say = lambda text: say(printable(text))
        self._start = partial(start, self._show)
        self._has_shown, self._polls, self._breaks = False, False, 0
        self._took_over = False  # whether the process that builds has taken over from one that had read all the site
        self.problems: list[Problem] = []
        self.headers: dict[str, str] = {}
        self._is_over = False
        self._listeners: set[asyncio.Event] = set()
        self._looks = 0
        self._shown: dict[str, dict[str, Any]] = {}
        self._asked: dict[str, int] = {}
        self._notes: dict[str, list[str]] = {}
        self._heading = ""
        self._unnoted = asyncio.Event()
        self._files: Counter[str] = Counter()

    async def keep_up(self) -> None:
        """Build, and build again at each change, until cancelled."""
        while True:
            try:
                async with self._start() as process:
                    while await self._build_on(process):
                        pass
            except OSError as error:
                self._wait_for(error)
                await asyncio.sleep(PAUSE)

    def _wait_for(self, error: OSError) -> None:
        """Tell why the site cannot be built now, once: its folder may have gone, or the system have no process left."""
        told = f"The site cannot be built now, which is tried again until it can: {error}"
        if [told] != [problem["text"] for problem in self.problems]:
            self._take({"is": "failed", "problems": described([told], self.output.parent)}, 0)

    async def _build_on(self, process: Process) -> bool:
        """Build at each change until the watch has to begin anew. Returns whether the process can go on."""
        folders, root = process.ready["folders"], process.ready["root"]
        self.headers = process.ready.get("headers", self.headers)
        made = process.ready.get("made", [f"{self.output}/"])
        async with Watch(folders, root, made, polls=self._polls) as watch:
            changed = None
            while True:
                started = time.perf_counter()
                news = asyncio.create_task(watch.changed())
                try:
                    answer = await self._built(process, changed, news)
                    if answer is None:
                        return False
                    self._take(answer, time.perf_counter() - started, is_first=changed is None)
                    if answer.get("heavy") and not self._took_over:
                        self._took_over, process.patience = True, 0
                        return False
                    since = time.time() - (time.perf_counter() - started)
                    await watch.also(answer.get("elsewhere", ()), answer.get("sought", ()), since)
                    if answer["is"] == "stale":
                        self._took_over = False
                        return False
                    noting = asyncio.create_task(self._note(process))
                    try:
                        changed = await news
                    finally:
                        noting.cancel()
                finally:
                    news.cancel()
                if answer.get("over"):
                    return False
                if changed is None:
                    self._mend(watch, root)
                    return True
                self._breaks = 0

    def _mend(self, watch: Watch, root: str) -> None:
        """Have the next watch look by itself, where the system cannot tell of changes."""
        self._breaks += watch.failure is not None
        if watch.failure is None or (has_vanished(watch.failure) and self._breaks < ENOUGH):
            return
        self._polls = True
        told = str(watch.failure).replace(f"{root}/", "")
        self.say(f"The system does not tell of all changes here, so they are looked for three times a second: {told}")

    async def _built(
        self, process: Process, changed: list[str] | None, news: asyncio.Task[Any]
    ) -> dict[str, Any] | None:
        """What the process answers to a build, or None where it was given up.

        That is so where the pages that are looked at are shown already, there are `news`, a task that waits for
        changes, and what is left to be rendered takes longer than GRACE: nobody waits for it.
        """
        self._has_shown = False
        asking = asyncio.create_task(process.ask(build=changed, first=self._looked_at()))
        try:
            await asyncio.wait({asking, news}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({asking}, timeout=GRACE)
            if not asking.done() and self._has_shown:
                self.say("What is left of that build waits for a change.")
                process.patience = 0
                return None
            return await asking
        finally:
            asking.cancel()

    def _looked_at(self) -> list[str]:
        """The names of the pages that are open in a browser."""
        # those that have asked since there was something new, or had not yet when there was something once more
        return sorted(name for name, looks in self._asked.items() if looks >= self._looks - 1)

    def _show(self) -> None:
        """Have open pages look again, although a build has not ended."""
        self._has_shown = True
        self.wake()

    def _take(self, answer: dict[str, Any], seconds: float, *, is_first: bool = False) -> None:
        """Tell terminal and pages what came of a build; `is_first` says that it was the first of its process."""
        if answer["is"] == "stale":
            self.say(f"{answer['because']}: the site is loaded anew.")
        elif answer["is"] == "failed":
            self.problems = answer["problems"]
            self.say("\n".join([*(problem["text"] for problem in self.problems), "The pages stay as they were."]))
        elif answer["is"] == "built":
            if self.problems:
                self.say("Mended.")
            self.problems = []
            self._files.update(name for name in answer["written"] if name.endswith(SHOWN))
            if not (is_first and self._took_over) or answer["written"] or answer["removed"]:
                self.say("\n".join([*answer["notices"], f"{answer['line']}, all in {seconds:.2f} s"]))
        self.wake()

    async def _note(self, process: Process) -> None:
        """Have each page that is looked at know what the site's hooks say of it."""
        self._notes = {}
        while True:
            await self._unnoted.wait()
            self._unnoted.clear()
            for name in sorted(self._shown.keys() - self._notes.keys())[: PAGES - len(self._notes)]:
                answer = await process.ask(notes=name)
                self._heading, self._notes[name] = answer.get("heading", ""), answer.get("notes", [])
                if answer["is"] == "failed":
                    self.say("\n".join(f"The notes of {name}: {problem['text']}" for problem in answer["problems"]))
                if self._notes[name]:
                    self.wake()

    def wake(self) -> None:
        """Wake the connections of all open pages, so that they look at what has changed."""
        self._shown = {}
        self._looks += 1
        self._asked = {name: looks for name, looks in self._asked.items() if looks >= self._looks - 1}
        for event in self._listeners:
            event.set()

    def close(self) -> None:
        """End the connections of all open pages, for which the server would wait before it ends."""
        self._is_over = True
        self.wake()

    async def listen(self) -> AsyncGenerator[int]:
        """Yield a number whenever there is something to look at, and one at once."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            while not self._is_over:
                yield self._looks
                await event.wait()
                event.clear()
        finally:
            self._listeners.discard(event)

    def state(self, path: str) -> dict[str, Any]:
        """What the script in an open page asks for, as a dict of what JSON has; see client.js.

        It has the digests of the page (`text`) and of its styles (`style`), its `css`, a number that grows when `files`
        that it shows were written, the `problems` of the last build, and the `notes` on the page with their `heading`.
        """
        file = file_of(self.output, path)
        name = file.relative_to(self.output).as_posix()
        if name in self._asked or len(self._asked) < PAGES:
            self._asked[name] = self._looks
        stamp = stamp_of(file)
        if self._shown.get(name, {}).get("stamp") != stamp:
            if len(self._shown) >= PAGES:
                self._shown.pop(next(iter(self._shown)))
            self._shown[name] = self._look(name, page_in(self.output, file), stamp)
            self._unnoted.set()
        return self._shown[name]

    def _look(self, name: str, html: str, stamp: str) -> dict[str, Any]:
        shown = state_of(html)
        return {
            "stamp": stamp,
            "text": shown.text,
            "style": shown.style,
            "css": shown.css,
            # pictures and other files keep their names when they change
            "files": sum(count for file, count in self._files.items() if file in html),
            "problems": self.problems,
            "heading": self._heading,
            "notes": self._notes.get(name, []),
        }
