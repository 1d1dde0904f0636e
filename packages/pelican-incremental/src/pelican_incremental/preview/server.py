"""Serving the output as a web server would, with what is only for the preview under /-/."""

import asyncio
import os
import resource
import secrets
import socket
from itertools import count
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from .page import SCRIPT, state_of, with_script
from .served import instead, read
from .session import Session

CLIENT = Path(__file__).with_name("client.js")
FRESH = {"Cache-Control": "no-store"}
# descriptors that are left for building and watching, and the most connections that are taken at once
RESERVED, AT_ONCE = 64, 64


class Pages(StaticFiles):
    """Files of the site, fresh at every visit; pages with the script of the preview."""

    async def check_config(self):
        """The folder may be there only when the first build is done."""

    async def get_response(self, path, scope):
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:  # noqa: PLR2004 - HTTP's own number
                raise
            response = _page(instead(Path(self.directory or "")), 404)
        if isinstance(response, FileResponse):
            if str(response.path).endswith(".html"):
                response = _page(read(response.path), response.status_code)
            else:
                response = _HeldResponse(response)
        response.headers.update(FRESH)
        return response


class _HeldResponse(FileResponse):
    """A file as it is now: a build may put another in its place before all of it is sent."""

    def __init__(self, response):
        self._file = Path(response.path).open("rb")  # noqa: SIM115 - closed when it is sent
        status = os.fstat(self._file.fileno())
        super().__init__(f"/dev/fd/{self._file.fileno()}", media_type=response.media_type, stat_result=status)

    async def __call__(self, scope, receive, send):
        with self._file:
            await super().__call__(scope, receive, send)


def _page(html, status):
    shown = with_script(html, state_of(html), secrets.token_urlsafe(12))
    return HTMLResponse(shown.encode("utf-8", "surrogateescape"), status)


def app(session: Session, hosts: list[str]) -> Starlette:
    """The server of a Session, for requests that name one of `hosts`."""

    async def events(_request):
        """Server-sent events: a number whenever pages are to ask for their state again."""

        async def told():
            async for number in session.listen():
                yield f"data: {number}\n\n"

        return StreamingResponse(told(), media_type="text/event-stream", headers=FRESH)

    async def state(request):
        return JSONResponse(session.state(request.query_params.get("page", "/")), headers=FRESH)

    async def script(_request):
        return FileResponse(CLIENT, media_type="text/javascript", headers=FRESH)

    return Starlette(
        routes=[
            Route("/-/events", events),
            Route("/-/state", state),
            Route(SCRIPT, script),
            Mount("/", Pages(directory=session.output, html=True, check_dir=False)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)],
    )


def room() -> int:
    """How many connections there may be: each may have a file open, and something has to be left for the builds."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(8, (min(soft, 4096) - RESERVED) // 2)


class _Connection(H11Protocol):
    """Where there is room for no more, the oldest connection ends: its page, if it is one, asks for another."""

    _numbers = count()

    def connection_made(self, transport):
        super().connection_made(transport)
        self.number = next(self._numbers)
        if len(self.connections) > room():
            oldest = min(self.connections, key=lambda connection: connection.number)
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
                backlog=AT_ONCE,
                log_level="warning",
                lifespan="off",
                timeout_graceful_shutdown=1,
            )
        )
        self._session = session

    def handle_exit(self, sig, frame):
        self._session.close()
        super().handle_exit(sig, frame)

    async def run_with(self, listeners: list[socket.socket]) -> None:
        """Serve at sockets while the site is kept built, until a signal ends both."""
        self._building = asyncio.create_task(self._session.keep_up())
        self._building.add_done_callback(self._end)
        await self.serve(sockets=listeners)
        if not self._building.cancelled():
            self._building.result()

    def _end(self, _building):
        self._session.close()
        self.should_exit = True

    async def shutdown(self, sockets=None):
        # here, because afterwards the signal takes its course
        self._building.cancel()
        await asyncio.wait([self._building])
        await super().shutdown(sockets)
