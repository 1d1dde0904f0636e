"""How hosts are told of headers and redirects: nginx, Caddy, and the files that Netlify and Cloudflare Pages read.

Which headers there are is said in `headers`; no server is loaded anew, which is up to the maintainer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from railhead import address, caching, media_types

from . import headers
from .staging import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterable

# no sign that has a meaning in one of the files
ADDRESS = re.compile(r"/(?!/)[\w%.~/-]*", re.ASCII)
TEMPLATES = Path(__file__).with_name("hosts")
# read from the root of the site by hosts that know them
IN_SITE = ("_headers", "_redirects")
# so many rules, and characters a line, Cloudflare Pages takes; what is more it leaves out without a word
LIMITS = {"_headers": (100, 2000), "_redirects": (2000, 1000)}
# included by, or given to, a server of one's own
BESIDE = ("nginx.conf", "Caddyfile")


@dataclass(frozen=True)
class Serving:
    """What a server has to know: the site's absolute address, the Policies of its pages, {old address: new one}, and
    the names at the root of the site, folders with a slash.
    """

    site: str
    policies: headers.Policies
    redirects: dict[str, str]
    roots: list[str]


def texts(serving: Serving, names: Iterable[str]) -> dict[str, str]:
    """{name: text} of the files `names` out of IN_SITE and BESIDE.

    Raises PublishError for an address that has more than letters, digits and a few signs: others mean something in
    these files, and whoever makes a Serving has to escape them.
    """
    addresses = [*serving.policies.exceptions, *serving.redirects, *serving.redirects.values()]
    addresses += [f"/{root}" for root in serving.roots]
    unfit = [each for each in addresses if not ADDRESS.fullmatch(each)]
    if unfit:
        raise PublishError(f"{unfit[0]!r} cannot be an address that servers are told of.")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are no HTML; `quoted` is their escaping
    )
    environment.filters["quoted"] = quoted
    values = {
        "base": address.base(serving.site),
        "host": urlsplit(serving.site).netloc,
        "security": headers.SECURITY,
        "policies": serving.policies,
        "redirects": dict(sorted(serving.redirects.items())),
        "roots": serving.roots,
        "lasting": caching.LASTING,
        "lasting_folders": caching.LASTING_FOLDERS,
        "revalidated": caching.REVALIDATED,
        "types": media_types.AT,
    }
    return {name: environment.get_template(name).render(values) for name in names}


def left_out(name: str, text: str) -> list[str]:
    """Sentences on which rules of the `text` of the file `name`, one of IN_SITE, Cloudflare Pages would leave out."""
    most, longest = LIMITS[name]
    lines = text.splitlines()
    rules = sum(line.startswith("/") for line in lines)
    sentences = []
    if rules > most:
        sentences.append(
            f"{name} has {rules:,} rules; Cloudflare Pages takes the first {most:,} and leaves the rest out."
        )
    if any(len(line) > longest for line in lines):
        sentences.append(f"{name} has lines of more than {longest:,} characters, which Cloudflare Pages leaves out.")
    return sentences


def quoted(text: str) -> str:
    """`text` as a string in double quotes, as nginx and Caddy both read it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
