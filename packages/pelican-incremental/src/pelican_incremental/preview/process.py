"""Starts, asks and ends the process that builds, for the server. What that process does is in `builder`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .watching import usual

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

PATIENCE = 3  # seconds that it has to end by itself
LINE = 1 << 26  # bytes that an answer may have


class Process:
    """`builder` in a process of its own, as long as the context lasts; see there for requests and answers.

    `on_shown` is called where pages that are looked at are there before a build has ended. `patience` are the seconds
    that the process has to end by itself. `ready` is its first answer, which is no "ready" if it ended before that.
    """

    patience = PATIENCE

    def __init__(
        self,
        settings_file: Path,
        output: Path,
        overrides: dict[str, Any],
        hooks: str,
        on_shown: Callable[[], object] = lambda: None,
    ) -> None:
        self._on_shown = on_shown
        self._arguments = [str(settings_file), str(output), json.dumps(overrides), hooks]
        self._root = str(Path(settings_file).resolve().parent)
        self._turn = asyncio.Lock()
        self._requests: Any = None
        self._answers: Any = None
        self._asked = 0

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", f"{__package__}.builder", *self._arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=self._root,  # from where the site's own modules, and its hooks, are imported
            start_new_session=True,  # Ctrl-C is for the server, which ends this and all that it has started
            limit=LINE,
        )
        self._requests, self._answers = self._process.stdin, self._process.stdout
        try:
            self.ready = await self._answer()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._requests.close()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), self.patience)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to a request, both as `builder` describes them. Requests are answered one after the other.

        Where the process has ended, the answer is "failed" with `over`, or "stale" if it had answered before.
        """
        async with self._turn:
            self._asked += 1
            with suppress(ConnectionError):
                self._requests.write(json.dumps({**request, "id": self._asked}).encode() + b"\n")
                await self._requests.drain()
            while True:
                answer = await self._answer()
                if answer["is"] == "shown":
                    self._on_shown()
                    continue
                # who asked before may not have waited
                if answer.get("id", self._asked) == self._asked:
                    return answer

    async def _answer(self) -> dict[str, Any]:
        line = await self._answers.readline()
        if line.endswith(b"\n"):
            return json.loads(line)
        status = await self._process.wait()
        how = f"by the signal {signal.Signals(-status).name}" if status < 0 else f"with the status {status}"
        because = f"The process that builds was ended {how}"
        text = f"{because}: it is started anew at the next change."
        problem = {"text": text, "place": "", "what": text, "excerpt": []}
        watched = {"folders": usual(Path(self._root)), "root": self._root}
        answer = {"is": "failed", "problems": [problem], "over": True, **watched}
        # one that has built before is given another chance at once
        return answer if self._asked < 2 else {"is": "stale", "because": because}  # noqa: PLR2004
