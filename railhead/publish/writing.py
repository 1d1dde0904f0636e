"""From the built site to the site as it goes live."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import quote

from railhead import address, csp
from railhead.caching import original

from . import assets, compression, headers, hosts

MOVED = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')


def write(site, staging, site_address):
    """Put the site built into the folder `site` for the absolute address `site_address` into a Staging directory.

    Returns the hosts.Serving for it.
    """
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    lasting = {name: assets.lasting_name(name, (site / name).read_bytes()) for name in names if assets.is_asset(name)}
    addresses = assets.Addresses(lasting, site_address)
    base = address.base(site_address)
    policies, redirects = {}, {}

    def address_of(name):
        return f"{base}/{quote(name.removesuffix('index.html'))}"

    def write_one(name):
        data = (site / name).read_bytes()
        if name in lasting:
            staging.put(lasting[name], data)
        elif name.endswith(".html"):
            built = data.decode()
            text = csp.restyled(built, addresses.published(built))
            of_page = address_of(name)
            if policy := csp.of_page(text):
                policies[of_page] = policy
            if moved := MOVED.search(text):
                redirects[of_page] = unescape(moved[1])
            staging.put(name, text.encode())
        elif compression.is_text(name):
            staging.put(name, addresses.published(data.decode()).encode())
        else:
            staging.put(name, data)

    # pictures of one name and content are one asset
    once = {lasting.get(name, name): name for name in names}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(write_one, once.values()):
            pass
    # of old addresses there may be more than hosts take rules for
    standing = (name for name in staging.digests if address_of(original(name)) not in redirects)
    roots = sorted({f"{top}/" if rest else top for top, _, rest in (name.partition("/") for name in standing)})
    roots = ["" if root == "index.html" else root for root in roots if not root.endswith(compression.SUFFIXES)]
    return hosts.Serving(site_address, headers.policies(policies), redirects, roots)
