"""A page as the writer sees it: what publishing writes, and a script that keeps it up to date."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from html import escape, unescape

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')
SCRIPT = "/-/preview.js"


@dataclass(frozen=True)
class State:
    """What a page shows: `text` and `style` are digests that differ when it does, `css` is what it is styled with."""

    text: str
    style: str
    css: str


def state_of(html: str) -> State:
    """The State of a page."""
    css = "".join(STYLE.findall(html))
    rest = POLICY.sub("", STYLE.sub("", html))
    return State(_digest(rest), _digest(css), css)


def with_script(html: str, state: State, nonce: str) -> str:
    """The page with the script of the preview, which its policy lets run by the nonce; `state` is what it shows."""

    def allow(match):
        return match[1] + escape(_allowing(unescape(match[2]), nonce)) + match[3]

    tag = f'<script nonce="{nonce}" src="{SCRIPT}" data-text="{state.text}" data-style="{state.style}"></script>'
    html = POLICY.sub(allow, html, count=1)
    before, body, after = html.rpartition("</body>")
    return f"{before}{tag}{body}{after}" if body else html + tag


def _allowing(policy, nonce):
    """A Content-Security-Policy that allows the script, and the questions that it asks, as well."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";") if rule.strip())
    for name, own in (("script-src", f"'nonce-{nonce}'"), ("connect-src", "'self'")):
        allowed = rules.get(name, rules.get("default-src", "'self'")).replace("'none'", "").split()
        rules[name] = " ".join([*allowed, *([own] if own not in allowed else [])])
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items())


def _digest(text):
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
