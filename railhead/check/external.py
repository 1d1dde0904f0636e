"""Links to other sites, tried politely: one request at a time, a pause between, and only what the head says."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .pages import Page

PAUSE, PATIENCE = 1.0, 15  # seconds between requests, and to wait for an answer
AGENT = "link check of {}/"  # who asks can be found by it


def check(pages: Iterable[Page], site: str) -> Iterator[Finding]:
    """Yield a warning for each outside link on `pages` that does not answer; each address is tried once."""
    tried = {}
    for page in pages:
        for link in page.tree.xpath("//a[@rel='external']"):
            address = link.get("href")
            if address.startswith(site):
                continue
            if address not in tried:
                tried[address] = _trouble(address, AGENT.format(site))
                time.sleep(PAUSE)
            if tried[address]:
                yield Finding(page.name, link.sourceline, Level.WARNING, f"{address}: {tried[address]}")


def _trouble(address: str, agent: str) -> str | None:
    """Why an address does not answer `agent` as it should, to be read after it; None where it does."""
    request = urllib.request.Request(address, method="HEAD", headers={"User-Agent": agent})  # noqa: S310 - http(s) only
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310 - as above
            return None
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, ValueError, HTTPException) as error:
        return f"does not answer ({error})"
