"""What pages may load and run, said once: the Content-Security-Policy of each page and of the headers.

A policy is a dict of directives, each with its sources in one string, in the order in which they are written
(https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Policy = dict[str, str]

PAGE: Policy = {
    "default-src": "'none'",
    "img-src": "'self'",
    "font-src": "'self'",
    # for auditors such as Lighthouse, which fetch robots.txt from within the page
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}

# The search page alone runs scripts: its own and Pagefind's, which compiles WebAssembly. What they ask for, the
# index, connect-src has let through already.
SEARCH: Policy = {**PAGE, "script-src": "'self' 'wasm-unsafe-eval'"}

_SHEETS = re.compile(r"'sha256-[\w+/]{43}='( 'sha256-[\w+/]{43}=')*", re.ASCII)
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def with_style(policy: Policy, css: str) -> Policy:
    """The policy that lets a page be styled by the bytes of `css` as well, set into it as one <style>."""
    return {**policy, "style-src": f"'{style_digest(css)}'"}


@cache  # all pages of a kind have one
def style_digest(css: str) -> str:
    """The digest by which a policy names the stylesheet `css`, as `sha256-` and base64."""
    return f"sha256-{b64encode(sha256(css.encode()).digest()).decode()}"


def written(policy: Policy) -> str:
    """A policy as the text of a Content-Security-Policy."""
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


def of_page(html: str) -> Policy | None:
    """The policy in the <meta> of a page, or None."""
    found = _META.search(html)
    if not found:
        return None
    return dict(directive.partition(" ")[::2] for directive in unescape(found[1]).split("; "))


def is_own(policy: Policy) -> bool:
    """Whether a policy is PAGE or SEARCH with nothing added but digests of stylesheets."""
    rest = {name: sources for name, sources in policy.items() if name != "style-src"}
    return rest in (PAGE, SEARCH) and ("style-src" not in policy or bool(_SHEETS.fullmatch(policy["style-src"])))


def styles(html: str) -> list[str]:
    """The CSS of each <style> of a page."""
    return _STYLE.findall(html)


def restyled(before: str, after: str) -> str:
    """The page `after` with a policy that fits its styles; `before` is the page as its policy was written for it."""
    pairs = [(style_digest(old), style_digest(new)) for old, new in zip(styles(before), styles(after), strict=True)]

    def renewed(policy: re.Match[str]) -> str:
        text = policy[0]
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return _META.sub(renewed, after, count=1)


def union(policies: Iterable[Policy]) -> Policy:
    """One policy that allows what each of `policies` does, whatever their order; what most need stands first."""
    sources: dict[str, Counter[str]] = {}
    # most of ten thousand pages share a few
    times = Counter(map(tuple, map(dict.items, policies)))
    for policy, count in sorted(times.items(), key=lambda item: written(dict(item[0]))):
        for name, allowed in policy:
            sources.setdefault(name, Counter()).update(dict.fromkeys(allowed.split(), count))
    return {
        name: " ".join(sorted(counts, key=lambda source: (-counts[source], source))) for name, counts in sources.items()
    }
