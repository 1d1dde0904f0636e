"""Serves the output as a web server would, and below `/-/` what only the preview has. It builds nothing."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import secrets
from errno import EMFILE, ENFILE
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from .page import SCRIPT, state_of, with_script
from .served import decoded, found_at, instead, lacks_slash, read, type_of

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncGenerator
    from types import FrameType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .session import Session

CLIENT = Path(__file__).with_name("client.js")
# descriptors that are left for building and watching, and the most connections that are taken at once
RESERVED, AT_ONCE = 64, 64
# of every answer; what a page may load, it says itself
ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


class Headers:
    """Gives every answer the headers of all: those of the preview, and those of the site's own for which it asks."""

    def __init__(self, app: ASGIApp, session: Session) -> None:
        self.app, self.session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({**self.session.headers, **ALWAYS})
            await send(message)

        await self.app(scope, receive, send_with)


class _HeldResponse(FileResponse):
    """A file that is open while it is sent, so that a build which puts another into its place does not mix the two."""

    def __init__(self, path: Path, status: int) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed when it is sent
        held = os.fstat(self._file.fileno())
        super().__init__(f"/dev/fd/{self._file.fileno()}", status, media_type=type_of(path), stat_result=held)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


def _page(html: str, status: int) -> HTMLResponse:
    shown = with_script(html, state_of(html), secrets.token_urlsafe(12))
    return HTMLResponse(shown.encode("utf-8", "surrogateescape"), status)


def _answer(output: Path, raw: bytes, query: str) -> Response:
    """What is served of the output at an address, fresh at every visit; pages with the script of the preview."""
    path = decoded(raw)
    file = found_at(output, path)
    if file and lacks_slash(path, file):
        # below this host, whatever the address begins with
        return Response(status_code=307, headers={"Location": f"/{raw.decode().lstrip('/')}/{query and '?'}{query}"})
    status = 200 if file else 404
    file = file or output / "404.html"
    try:
        return _page(read(file), status) if type_of(file) == "text/html" else _HeldResponse(file, status)
    except OSError as error:
        if error.errno in {EMFILE, ENFILE}:
            return PlainTextResponse("Too many files are open.", 503)
        return _page(instead(output), 404)  # it went meanwhile, or may not be read


def app(session: Session, hosts: list[str]) -> Starlette:
    """The server of a Session, for requests that name one of `hosts`."""

    async def events(request: Request) -> Response:
        """Server-sent events: a number whenever pages are to ask for their state again."""

        async def told() -> AsyncGenerator[str]:
            async for number in session.listen():
                yield f"data: {number}\n\n"

        headers = {"X-Accel-Buffering": "no"}  # has a server in front of this pass on each at once
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=headers)
        return StreamingResponse(told(), media_type="text/event-stream", headers=headers)

    async def state(request: Request) -> Response:
        path = decoded(request.query_params.get("page", "/").encode("utf-8", "surrogateescape"))
        # in ASCII, for texts may have bytes that are no letters
        return Response(json.dumps(session.state(path)), media_type="application/json")

    async def script(_request: Request) -> Response:
        return FileResponse(CLIENT, media_type="text/javascript")

    def page(request: Request) -> Response:
        return _answer(session.output, request.scope["raw_path"], request.scope["query_string"].decode("latin-1"))

    return Starlette(
        routes=[
            Route("/-/events", events),
            Route("/-/state", state),
            Route(SCRIPT, script),
            Route("/{path:path}", page),
        ],
        middleware=[
            Middleware(Headers, session=session),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        ],
    )


def room() -> int:
    """How many connections there may be: each may have a file open, and something has to be left for the builds."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(8, (min(soft, 4096) - RESERVED) // 2)


class _Connection(H11Protocol):
    """A connection. Where there are too many, the oldest is closed; if it is that of a page, the page opens another."""

    _numbers = count()

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self.number = next(self._numbers)
        if len(self.connections) > room():
            # all are of this class
            oldest = min(self.connections, key=lambda connection: connection.number)  # ty: ignore[missing-attribute]
            oldest.transport.abort()
            self.connections.discard(oldest)


class Server(uvicorn.Server):
    """Ends at a signal although pages are still listening."""

    def __init__(self, session: Session, hosts: list[str]) -> None:
        super().__init__(
            uvicorn.Config(
                app(session, hosts),
                # and not what other packages happen to bring, so that the tests try what maintainers run
                loop="asyncio",
                http=_Connection,
                ws="none",
                backlog=AT_ONCE,
                server_header=False,
                log_level="warning",
                lifespan="off",
                timeout_graceful_shutdown=1,
            )
        )
        self._session = session

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._session.close()
        super().handle_exit(sig, frame)

    async def run_with(self, listeners: list[socket.socket]) -> None:
        """Serve at sockets while the site is kept built, until a signal ends both."""
        self._building = asyncio.create_task(self._session.keep_up())
        self._building.add_done_callback(self._end)
        await self.serve(sockets=listeners)
        if not self._building.cancelled():
            self._building.result()

    def _end(self, _building: asyncio.Task[None]) -> None:
        self._session.close()
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # here, because afterwards the signal takes its course
        self._building.cancel()
        await asyncio.wait([self._building])
        await super().shutdown(sockets)
