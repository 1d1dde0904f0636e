"""The socket at which the preview listens, and the addresses at which it can be reached.

What is answered there is in `server`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from . import PreviewError

if TYPE_CHECKING:
    from collections.abc import Iterable

    Place: TypeAlias = tuple[int, tuple[Any, ...]]  # a family of addresses, and one of these

ANY_PORT = 0  # has the system choose one that is free
LARGEST = 65535
TRIES = 20  # times that a port is looked for which is free in both families


def listen(host: str, port: str | int) -> list[socket.socket]:
    """Sockets that listen at all addresses of a host, at one port: `localhost` has one of each family, as a rule.

    Raises PreviewError for a port in use, with one that is free, and for an address that is not this machine's.
    """
    if not re.fullmatch("[0-9]{1,5}", str(port)) or int(port) > LARGEST:
        raise PreviewError(f"{port} is no port: give a number from 1 to {LARGEST}, or 0 for any that is free.")
    places = [place for place in _places(host) if _can_bind(place, ANY_PORT)]
    if not places:
        raise PreviewError(f"{host} is no address of this machine: leave --host out to serve at 127.0.0.1.")
    listeners = _bound(places, int(port))
    if listeners:
        return listeners
    free = next((other for other in range(int(port) + 1, LARGEST + 1) if all(_can_bind(p, other) for p in places)), 0)
    hint = f"add `--port {free}` to the command" if free else "choose a lower one with --port"
    raise PreviewError(f"Port {port} is in use: end what uses it, or {hint}.")


def _places(host: str) -> list[Place]:
    """[(family, address)] of a host by name or number, which may stand in brackets; none where there is no such."""
    bare = host.removeprefix("[").removesuffix("]")
    with suppress(OSError, UnicodeError):
        found = socket.getaddrinfo(bare, 0, type=socket.SOCK_STREAM)
        places = dict.fromkeys((family, address) for family, *_, address in found)
        if bare.lower() == "localhost":  # by RFC 6761, whatever the system's own list says
            places |= dict.fromkeys([(socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_INET6, ("::1", 0, 0, 0))])
        return [*places]
    return []


def _bound(places: Iterable[Place], port: int) -> list[socket.socket]:
    """Sockets that are bound to a port at all places, or none where one cannot be had."""
    for _ in range(1 if port else TRIES):
        made, number = [], port
        try:
            for place in places:
                made.append(_bind(place, number))
                number = made[0].getsockname()[1]
        except OSError:
            for listener in made:
                listener.close()
        else:
            return made
    return []


def _bind(place: Place, port: int, *, listens: bool = True) -> socket.socket:
    family, (host, _, *rest) = place
    listener = socket.socket(family)
    try:
        if listens:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)  # `::` stands for both families
        listener.bind((host, port, *rest))
        if listens:
            listener.listen()  # now, so that no other can have the port, and a visit waits for the server
    except OSError:
        listener.close()
        raise
    return listener


def _can_bind(place: Place, port: int) -> bool:
    try:
        _bind(place, port, listens=False).close()
    except OSError:
        return False
    return True


def shown(host: str) -> str:
    """A host as it stands in an address: in brackets where it is a number of IPv6."""
    bare = host.removeprefix("[").removesuffix("]")
    return f"[{bare}]" if ":" in bare else bare


def is_everywhere(listener: socket.socket) -> bool:
    """Whether a socket listens at all addresses of this machine."""
    return _address(listener).is_unspecified


def is_own(listener: socket.socket) -> bool:
    """Whether a socket listens to this machine alone, which no other can reach."""
    return _address(listener).is_loopback


def _address(listener: socket.socket) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(listener.getsockname()[0].partition("%")[0])


def addresses() -> list[str]:
    """The name and the addresses by which other machines know this one."""
    # documentation's own (RFC 5737, RFC 3849): nothing is sent, but a way to it is chosen
    known = (_own_address(socket.AF_INET, "192.0.2.1"), _own_address(socket.AF_INET6, "2001:db8::1"))
    return [socket.gethostname(), *(shown(address) for address in known if address)]


def _own_address(family: int, other: str) -> str:
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((other, 9))
        return asking.getsockname()[0]
    return ""
