"""The preview of any Pelican site: a server for one writer, and a process beside it that keeps the site built.

It is no server for a published site: it adds to every page a script that readers are not to have.

| module      | process | what it does                                                               |
|-------------|---------|----------------------------------------------------------------------------|
| `command`   | server  | `pelican-preview`: the command line                                        |
| `listening` | server  | where the server can be reached                                            |
| `session`   | server  | has the site built at each change, and tells terminal and open pages of it |
| `watching`  | server  | notices changes                                                            |
| `polling`   | server  | notices them where the system cannot tell                                  |
| `process`   | server  | starts, asks and ends the process that builds                              |
| `served`    | server  | what of the output is at a path                                            |
| `server`    | server  | serves the output as a web server would, and what is only for the preview  |
| `page`      | server  | a page as the writer sees it, and what tells two of its states apart       |
| `client.js` | browser | shows changes and problems in an open page                                 |
| `builder`   | builder | holds the site in memory and builds it when asked                          |
| `problems`  | builder | what went wrong, with its place and the lines around it                    |

The two processes are apart so that nothing a plugin does ends the server, and so that code which changed can be
imported anew while pages stay open. The extra `preview` of the package installs what this needs.
"""

from __future__ import annotations

import asyncio
import importlib.util
import time
from contextlib import suppress
from functools import partial
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STARTED = time.time()  # before anything of the site is imported, which may change

__all__ = ["Hooks", "PreviewError", "serve"]


class PreviewError(Exception):
    """The preview cannot be served; the message says why, and what to do, in a sentence."""


class Hooks:
    """What a site adds to its preview: subclass it, and name the class as `MODULE:CLASS`.

    `settings` are put over those of the settings file, such as a `DRAFT_SAVE_AS` where only the preview writes drafts.
    With `strict`, a build in which Pelican warns of something has failed. `headers` go with every answer, for a site
    that is published with some; those that a preview has of its own come before them.
    """

    settings: ClassVar[Mapping[str, Any]] = {}
    strict: ClassVar[bool] = False
    headers: ClassVar[Mapping[str, str]] = {}
    heading: ClassVar[str] = "Preview: about this page"

    def notes(self, name: str, output: Path, settings: Mapping[str, Any]) -> list[str]:  # noqa: ARG002 - for subclasses
        """Sentences about the page called `name` in the folder `output`, shown at its foot under `heading`."""
        return []


def serve(
    settings_file: str | Path,
    *,
    output: str | Path,
    host: str = "127.0.0.1",
    port: str | int = 8000,
    hooks: str = f"{__name__}:Hooks",
    hint: str = "",
    say: Callable[[str], object] = print,
) -> None:
    """Keep the site of a settings file built into the folder `output`, and serve it until Ctrl-C.

    `hooks` names a class of Hooks as `MODULE:CLASS`, which is looked for beside the settings file too. `say` is given
    the lines for the terminal; that with the address has the `hint` as well. The port 0 stands for any that is free.
    Raises PreviewError where the address cannot be had, or there is no module of hooks.
    """
    from . import listening  # noqa: PLC0415 - the process that builds imports this package, and needs no server

    try:
        from .process import Process  # noqa: PLC0415
        from .server import Server  # noqa: PLC0415
        from .session import Session  # noqa: PLC0415
    except ModuleNotFoundError:
        message = 'The preview needs more packages: install them with `pip install "pelican-incremental[preview]"`.'
        raise PreviewError(message) from None

    _check_name(hooks, Path(settings_file).resolve().parent)
    settings_file, output = Path(settings_file).resolve(), Path(output).resolve()
    listeners = listening.listen(host, port)
    port = listeners[0].getsockname()[1]
    address = f"http://{listening.shown(host)}:{port}"
    # links that name the host lead to where it listens
    site = f"http://127.0.0.1:{port}" if listening.is_everywhere(listeners[0]) else address
    start = partial(Process, settings_file, output, {"SITEURL": site}, hooks)
    session = Session(output, start, say)
    hosts = [listening.shown(host), "127.0.0.1", "localhost", "[::1]"]
    if not all(map(listening.is_own, listeners)):
        say("Others can reach this address, and with it everything in preview, drafts as well.")
        hosts += listening.addresses()
    say("The site is being built, which takes longest at first: its pages are there when that is said here.")
    say(f"Preview: {address}/{f', {hint}' if hint else ''} (Ctrl-C ends it)")
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(Server(session, hosts).run_with(listeners))
    except OSError as error:
        message = f"The preview cannot be served here ({error}): mend that, then try again."
        raise PreviewError(message) from None


def _check_name(hooks: str, root: Path) -> None:
    """Raise PreviewError where nothing can be called `hooks`; what is wrong with a module the builder tells."""
    form = "name a class of Hooks as MODULE:CLASS, in a module beside the settings file or an installed one."
    module, _, name = hooks.partition(":")
    if not all(part.isidentifier() for part in (*module.split("."), name)):
        raise PreviewError(f"`{hooks}` is no name of hooks: {form}")
    top = module.partition(".")[0]
    if not PathFinder.find_spec(top, [str(root)]) and not importlib.util.find_spec(top):
        raise PreviewError(f"There is no module {top}: {form}")
