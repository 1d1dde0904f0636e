"""`python -m preview SETTINGS OUTPUT PORT`: any Pelican site at 127.0.0.1; what Pelican warns of is let be."""

import asyncio
import socket
import sys
from contextlib import suppress

from .server import Server
from .session import Session

settings, output, port = sys.argv[1:]
session = Session(settings, output, {"SITEURL": f"http://127.0.0.1:{port}"}, strict=False)
with socket.create_server(("127.0.0.1", int(port))) as listener, suppress(KeyboardInterrupt):
    asyncio.run(Server(session, ["127.0.0.1"]).run_with(listener))
