"""The headers that every answer has, whatever it carries; hosts.py writes them down in the terms of each host.

Those that differ from file to file, for its type and for how long caches may keep it, are put beside them in
hosts.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from railhead import csp

if TYPE_CHECKING:
    from collections.abc import Mapping

# two years, as browsers' makers ask; for subdomains too. To be on the list that browsers ship (hstspreload.org) is the
# owner's to ask for, because there is no quick way back.
SECURITY = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# what a page's own <meta> cannot say (CSP level 3, section 3.3)
ONLY_IN_HEADER = {"frame-ancestors": "'none'"}


@dataclass(frozen=True)
class Policies:
    """The Content-Security-Policy of all pages, and those of `exceptions`, {address: policy}."""

    common: str
    exceptions: dict[str, str]


def policies(pages: Mapping[str, csp.Policy]) -> Policies:
    """The Policies for {address: the csp.Policy in the page's own <meta>}.

    A page that runs a script is an exception; all others share one policy, which allows each of their stylesheets.
    """
    exceptions = {address: policy for address, policy in pages.items() if "script-src" in policy}
    shared = csp.union(policy for address, policy in pages.items() if address not in exceptions)
    return Policies(_in_header(shared), {address: _in_header(policy) for address, policy in exceptions.items()})


def _in_header(policy: csp.Policy) -> str:
    """The text of a policy as the header has it, with what a <meta> cannot say."""
    return csp.written({**policy, **ONLY_IN_HEADER})
