"""From the built site to the site as it goes live."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import quote

from railhead import address, compression, csp
from railhead.caching import original
from railhead.progress import shown
from railhead.remembered import Remembered, code_of, key_of

from . import assets, headers, hosts
from .staging import Staging

MOVED = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')
INDEXED = "data-pagefind-body"
CODE = [Path(__file__).parent, Path(csp.__file__).parent]


@dataclass(frozen=True)
class Page:
    """What is remembered of a text file that is published: the digest of its published bytes, what the assets
    that it names are published as, and of a page its policy, the address that it leads on to, and whether it is
    searched through; None where it has none.
    """

    digest: str
    names: dict[str, str | None]
    policy: csp.Policy | None = None
    moved: str | None = None
    indexed: bool = False


@dataclass(frozen=True)
class Written:
    """What was written: what servers have to know, and the digests of the pages that are searched through, by name."""

    serving: hosts.Serving
    indexed: dict[str, str]


def write(site: Path, built: dict[str, str], staging: Staging, site_address: str, remembered: Remembered) -> Written:
    """Put the site built into the folder `site` for the absolute address `site_address` into the staging directory.

    `built` are the digests of its files, by name. Files that the staging directory can take over are not made again.
    """
    lasting = {name: assets.lasting_name(name, digest) for name, digest in built.items() if assets.is_asset(name)}
    addresses = assets.Addresses(lasting, site_address)
    texts = {name: built[name] for name in built if name not in lasting and compression.is_text(name)}
    code = key_of(code_of(*CODE), site_address)
    keys = {name: key_of(code, digest) for name, digest in texts.items()}
    stale = set(remembered.stale("published", keys))
    pages = {name: Page(**json.loads(value)) for name, value in remembered.values("published") if name not in stale}

    def is_there(name):
        page, digest = pages.get(name), built[name]
        if name in texts:
            is_known = page and page.names == {old: lasting.get(old) for old in page.names}
            digest = page.digest if is_known else ""
        return staging.take(lasting.get(name, name), digest)

    def write_one(name):
        data = (site / name).read_bytes()
        if name in texts:
            data, pages[name] = _published(name, data, addresses)
            remembered.keep("published", name, keys[name], json.dumps(pages[name].__dict__))
        staging.put(lasting.get(name, name), data)

    # pictures of one name and content are one asset
    once = {lasting.get(name, name): name for name in built}.values()
    missing = [name for name in once if not is_there(name)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in shown(pool.map(write_one, missing), "writing", len(missing)):
            pass
    address_of = partial(_address_of, address.base(site_address))
    policies = {address_of(name): page.policy for name, page in pages.items() if page.policy}
    redirects = {address_of(name): page.moved for name, page in pages.items() if page.moved}
    # of old addresses there may be more than hosts take rules for
    standing = (name for name in staging.digests if address_of(original(name)) not in redirects)
    roots = sorted({f"{top}/" if rest else top for top, _, rest in (name.partition("/") for name in standing)})
    roots = ["" if root == "index.html" else root for root in roots if not root.endswith(compression.SUFFIXES)]
    serving = hosts.Serving(site_address, headers.policies(policies), redirects, roots)
    return Written(serving, {name: page.digest for name, page in sorted(pages.items()) if page.indexed})


def _published(name, data, addresses):
    """(the published bytes of a text file, its Page)."""
    built = data.decode()
    text, names = addresses.published(built)
    if not name.endswith(".html"):
        made = text.encode()
        return made, Page(sha256(made).hexdigest(), names)
    text = csp.restyled(built, text)
    moved = MOVED.search(text)
    made = text.encode()
    return made, Page(
        sha256(made).hexdigest(), names, csp.of_page(text), unescape(moved[1]) if moved else None, INDEXED in text
    )


def _address_of(base, name):
    return f"{base}/{quote(name.removesuffix('index.html'))}"
