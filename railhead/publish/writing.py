"""Takes each file of the built site to what is published of it, and works out what servers are told.

The index for searching, the checksums and the servers' files are not written here, but by `indexing`, `sums` and
`hosts`.
"""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from railhead import address, compression, csp
from railhead.caching import original
from railhead.progress import shown
from railhead.remembered import Remembered, code_of, key_of

from . import assets, headers, hosts
from .indexing import Searched
from .staging import PublishError, Staging

if TYPE_CHECKING:
    from collections.abc import Iterable

# what has a page searched through, and the year of its story
INDEXED, YEAR = "data-pagefind-body", re.compile('data-pagefind-filter="year:([0-9]+)"')
SHOWN = 5  # pages that are named where there may be many
CODE = [Path(__file__).parent, Path(csp.__file__).parent]


@dataclass(frozen=True)
class Page:
    """What is remembered of a text file that is published.

    `digest` is that of its published bytes. `names` has, for each asset that the text refers to, the name that it
    is published under, or None where there is no such file. A page may have a `policy`, its Content Security
    Policy; if it is searched through, `indexed` is the year of its story, or "" where it has none.
    """

    digest: str
    names: dict[str, str | None]
    policy: csp.Policy | None = None
    indexed: str | None = None


@dataclass(frozen=True)
class Written:
    """What was written: the policies of pages, and those that are searched through, by name, and how many files were
    not taken over.
    """

    policies: dict[str, csp.Policy]
    indexed: dict[str, Searched]
    made: int = 0


def write(site: Path, staging: Staging, address_of_site: str, remembered: Remembered) -> Written:
    """Put the site built into the folder `site` for an absolute address into the staging directory, and return the
    Written.

    Files that the staging directory can take over are not made again; what is known of these is `remembered`. Raises
    PublishError for a page with a Content Security Policy that is none of this site's own: servers are told the
    policies of pages, and no page may have them told another.
    """
    built = remembered.files(site).digests
    lasting = {name: assets.lasting_name(name, digest) for name, digest in built.items() if assets.is_asset(name)}
    addresses = assets.Addresses(lasting, address_of_site)
    texts = {name: built[name] for name in built if name not in lasting and compression.is_text(name)}
    code = key_of(code_of(*CODE), address_of_site)
    keys = {name: key_of(code, digest) for name, digest in texts.items()}
    stale = set(remembered.stale("published", keys))
    pages = {name: Page(**json.loads(value)) for name, value in remembered.values("published") if name not in stale}

    def is_there(name: str) -> bool:
        page, digest = pages.get(name), built[name]
        if name in texts:
            is_known = page and page.names == {old: lasting.get(old) for old in page.names}
            digest = page.digest if is_known else ""
        return staging.take(lasting.get(name, name), digest)

    def write_one(name: str) -> None:
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
    policies = {name: page.policy for name, page in sorted(pages.items()) if page.policy}
    foreign = [name for name, policy in policies.items() if not csp.is_own(policy)]
    if foreign:
        raise PublishError(
            f"{', '.join(foreign[:SHOWN])}: a page cannot bring a policy of its own; take its <meta> out."
        )
    indexed = {
        name: Searched(page.digest, page.indexed) for name, page in sorted(pages.items()) if page.indexed is not None
    }
    return Written(policies, indexed, len(missing))


def serving(written: Written, names: Iterable[str], moved: dict[str, str], address_of_site: str) -> hosts.Serving:
    """What servers are told of a site at an absolute address: `names` are those of its files, and `moved` are the
    {old address: address} of its stories.

    Nothing of it is read from pages, which hold what others have written, but for policies that are known.
    """
    base = address.base(address_of_site)
    policies = headers.policies({_address_of(base, name): policy for name, policy in written.policies.items()})
    redirects = {f"{base}{old}": f"{base}{new}" for old, new in moved.items()}
    # of old addresses there may be more than hosts take rules for
    leading = {f"{old}index.html" if old.endswith("/") else old for old in (old.lstrip("/") for old in moved)}
    tops = {
        (top, bool(rest)) for name in names if original(name) not in leading for top, _, rest in [name.partition("/")]
    }
    roots = sorted(f"{quote(top)}/" if rest else quote(top) for top, rest in tops)
    roots = ["" if root == "index.html" else root for root in roots if not root.endswith(compression.SUFFIXES)]
    return hosts.Serving(address_of_site, policies, redirects, roots)


def _published(name: str, data: bytes, addresses: assets.Addresses) -> tuple[bytes, Page]:
    """(the published bytes of a text file, its Page)."""
    built = data.decode()
    text, names = addresses.published(name, built)
    if not name.endswith(".html"):
        made = text.encode()
        return made, Page(sha256(made).hexdigest(), names)
    text = csp.restyled(built, text)
    made = text.encode()
    return made, Page(sha256(made).hexdigest(), names, csp.of_page(text), _year(text))


def _year(text: str) -> str | None:
    """The year of the story on a page, or "" where none is told; None for a page that is not searched through."""
    found = YEAR.search(text)
    return (found[1] if found else "") if INDEXED in text else None


def _address_of(base: str, name: str) -> str:
    """The path at which readers ask for a page, for a site below `base`."""
    return f"{base}/{quote(name.removesuffix('index.html'))}"
