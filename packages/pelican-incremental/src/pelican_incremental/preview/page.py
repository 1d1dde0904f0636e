"""A page as the writer sees it: what publishing writes, and a script that keeps it up to date.

The script itself is `client.js`, and which file a page is made of is found in `served`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from html import escape, unescape

META = re.compile(r"<meta\s[^<>]*>", re.IGNORECASE)
IS_POLICY = re.compile(r"""\shttp-equiv\s*=\s*["']?content-security-policy["'\s/>]""", re.IGNORECASE)
CONTENT = re.compile(r"""(?<=\s)content\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
# with one of these, scripts that stand in the page itself are run only by nonce or digest
ONE_BY_ONE = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")
SCRIPT = "/-/preview.js"


@dataclass(frozen=True)
class State:
    """What a page shows: `text` and `style` are digests that differ when it does, `css` is what it is styled with."""

    text: str
    style: str
    css: str


def state_of(html: str) -> State:
    """The State of a page."""
    rest, styles = _parted(html)
    css = "".join(styles)
    rest = META.sub(lambda tag: "" if IS_POLICY.search(tag[0]) else tag[0], rest)
    return State(_digest(rest), _digest(css), css)


def _parted(html: str) -> tuple[str, list[str]]:
    """(the page without its `<style>` elements, what stands in them), in one pass whatever the page holds."""
    rest, styles, at = [], [], 0
    while (start := html.find("<style>", at)) >= 0 and (end := html.find("</style>", start)) >= 0:
        rest.append(html[at:start])
        styles.append(html[start + len("<style>") : end])
        at = end + len("</style>")
    return "".join([*rest, html[at:]]), styles


def with_script(html: str, state: State, nonce: str) -> str:
    """The page with the script of the preview, which its policies let run; `state` is what it shows."""

    def allow(tag: re.Match[str]) -> str:
        return CONTENT.sub(allow_in, tag[0]) if IS_POLICY.search(tag[0]) else tag[0]

    def allow_in(content: re.Match[str]) -> str:
        return f'content="{escape(_allowing(unescape(content[1][1:-1]), nonce))}"'

    tag = f'<script nonce="{nonce}" src="{SCRIPT}" data-text="{state.text}" data-style="{state.style}"></script>'
    html = META.sub(allow, html)
    before, body, after = html.rpartition("</body>")
    return f"{before}{tag}{body}{after}" if body else html + tag


def _allowing(policy: str, nonce: str) -> str:
    """A Content-Security-Policy that allows the script, and the questions that it asks, and forbids nothing more."""
    rules: dict[str, list[str]] = {}
    for name, *values in filter(None, (rule.split() for rule in policy.split(";"))):
        rules.setdefault(name.lower(), values)  # the first of a name counts
    scripts = "script-src-elem" if "script-src-elem" in rules else "script-src"
    for name, own in ((scripts, f"'nonce-{nonce}'"), ("connect-src", "'self'")):
        allowed = rules.get(name, rules.get("default-src"))
        if allowed is None:
            continue  # all is allowed, and would be no more if anything were named
        if name == scripts and "'unsafe-inline'" in allowed and not any(v.startswith(ONE_BY_ONE) for v in allowed):
            own = "'self'"  # noqa: PLW2901 - a nonce would forbid the page's own
        rules[name] = [*(value for value in allowed if value != "'none'"), *([own] if own not in allowed else [])]
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
