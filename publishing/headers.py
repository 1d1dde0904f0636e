"""The headers that go with every file, once: hosts.py writes them down for each host in its own terms."""

from collections import Counter
from dataclasses import dataclass

from . import caching

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
ONLY_IN_HEADER = "frame-ancestors 'none'"


@dataclass(frozen=True)
class Policies:
    """The Content-Security-Policy of all pages, and those of `exceptions`, {address: policy}."""

    common: str
    exceptions: dict[str, str]


def policies(pages):
    """The Policies for {address: the policy in the page's own <meta>}.

    A page that runs a script is an exception; all others share one policy, which allows each of their stylesheets.
    """
    exceptions = {address: policy for address, policy in pages.items() if "script-src" in policy}
    shared = [policy for address, policy in pages.items() if address not in exceptions]
    return Policies(
        _with_ending(_union(shared)), {address: _with_ending(policy) for address, policy in exceptions.items()}
    )


def caching_of(lasting):
    return caching.LASTING if lasting else caching.REVALIDATED


def _with_ending(policy):
    return f"{policy}; {ONLY_IN_HEADER}"


def _union(policies):
    """One policy that allows what each of `policies` does; what most pages need stands first."""
    sources = {}
    for policy, count in Counter(policies).most_common():
        for directive in policy.split("; "):
            name, *allowed = directive.split()
            for source in allowed:
                sources.setdefault(name, Counter())[source] += count
    return "; ".join(
        " ".join([name, *sorted(allowed, key=lambda source: (-allowed[source], source))])
        for name, allowed in sources.items()
    )
