"""A writer's session: the site is built at each change, and terminal and open pages are told what came of it."""

import asyncio
import time
from collections import Counter

from .page import state_of
from .process import Process
from .server import file_of, page_at
from .watching import Watch


class Session:
    """Keeps the site of a settings file built into the folder `output`, and what open pages are to know of it.

    `problems` are those of the last build; while there are any, the output is that of the build before. Where it is
    `strict`, what Pelican warns of is one.
    """

    def __init__(self, settings_file, output, overrides, *, strict=True, say=print):
        self.output, self.say = output, say
        self._site = {"settings_file": settings_file, "output": output, "overrides": overrides, "strict": strict}
        self.problems = []
        self._is_over = False
        self._listeners = {}
        self._shown = {}
        self._notes = {}
        self._unnoted = asyncio.Event()
        self._files = Counter()

    async def keep_up(self):
        """Build, and build again at each change, until cancelled."""
        while True:
            async with Process(**self._site) as process:
                while await self._build_on(process):
                    pass

    async def _build_on(self, process):
        """Build at each change until the watch has to begin anew. Returns whether the process can go on."""
        async with Watch(process.ready["folders"], process.ready["root"]) as watch:
            changed = None
            while True:
                started = time.perf_counter()
                answer = await process.ask(build=changed)
                self._take(answer, time.perf_counter() - started)
                if answer["is"] == "stale":
                    return False
                noting = asyncio.create_task(self._note(process))
                try:
                    changed = await watch.changed()
                finally:
                    noting.cancel()
                if answer.get("over"):
                    return False
                if changed is None:
                    return True

    def _take(self, answer, seconds):
        """Tell terminal and pages what came of a build."""
        if answer["is"] == "stale":
            self.say(f"{answer['because']} changed: the site is loaded anew.")
        elif answer["is"] == "failed":
            self.problems = answer["problems"]
            self.say("\n".join([*(problem["text"] for problem in self.problems), "The pages stay as they were."]))
        elif answer["is"] == "built":
            if self.problems:
                self.say("Mended.")
            self.problems = []
            self._files.update(name for name in answer["written"] or () if not name.endswith(".html"))
            self.say("\n".join([*answer["notices"], f"{answer['line']}, all in {seconds:.2f} s"]))
        self.wake()

    async def _note(self, process):
        """Have each page that is opened know what a check would say of it."""
        self._notes = {}
        while True:
            for path in sorted(set(self._listeners.values()) - self._notes.keys()):
                name = file_of(self.output, path).relative_to(self.output).as_posix()
                self._notes[path] = (await process.ask(notes=name)).get("notes", [])
                self.wake()
            await self._unnoted.wait()
            self._unnoted.clear()

    def wake(self):
        """Have all that listen look again."""
        self._shown = {}
        for event in self._listeners:
            event.set()

    def close(self):
        """End what listens, so that the server can end."""
        self._is_over = True
        self.wake()

    async def listen(self, path):
        """Yield what a page at a path is to know, now and whenever it changes, as a dict."""
        event, last = asyncio.Event(), None
        self._listeners[event] = path
        self._unnoted.set()
        try:
            while not self._is_over:
                state = self._state(path)
                if state != last:
                    yield state
                    last = state
                await event.wait()
                event.clear()
        finally:
            del self._listeners[event]

    def _state(self, path):
        if path not in self._shown:
            html = page_at(self.output, path)
            shown = state_of(html)
            # pictures and other files keep their names when they change
            files = sum(count for name, count in self._files.items() if name in html)
            self._shown[path] = {
                "text": shown.text,
                "style": shown.style,
                "css": shown.css,
                "files": files,
                "problems": self.problems,
                "notes": self._notes.get(path, []),
            }
        return self._shown[path]
