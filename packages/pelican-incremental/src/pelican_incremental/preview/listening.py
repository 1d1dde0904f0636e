"""Where the preview can be reached."""

import socket

from . import PreviewError


def listen(host: str, port: str | int) -> socket.socket:
    """A socket that listens.

    Raises PreviewError for a port in use, with one that is free, and for an address that is not this machine's.
    """
    if not str(port).isdecimal() or not 0 < int(port) < 65536:  # noqa: PLR2004 - TCP's own limit
        raise PreviewError(f"{port} is no port: give a number from 1 to 65535.")
    if not _can_bind(host, 0):
        raise PreviewError(f"{host} is no address of this machine: leave --host out to serve at 127.0.0.1.")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
    except OSError:
        listener.close()
        free = next((other for other in range(int(port) + 1, 65536) if _can_bind(host, other)), 0)
        hint = f"add `--port {free}` to the command" if free else "choose a lower one with --port"
        raise PreviewError(f"Port {port} is in use: end what uses it, or {hint}.") from None
    return listener


def _can_bind(host: str, port: int) -> bool:
    with socket.socket() as other:
        try:
            other.bind((host, port))
        except OSError:
            return False
    return True


def addresses() -> list[str]:
    """The name and the address by which other machines know this one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        try:
            other.connect(("192.0.2.1", 9))  # RFC 5737: nobody's; nothing is sent, but a way to it is chosen
        except OSError:
            return [socket.gethostname()]
        return [socket.gethostname(), other.getsockname()[0]]
