"""What pages may load and run: the one place that says it, for their <meta> and for HTTP headers.

A policy is a dict of directives, each with its sources, in the order in which they are written.
"""

from base64 import b64encode
from hashlib import sha256

PAGE = {
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
SEARCH = {**PAGE, "script-src": "'self' 'wasm-unsafe-eval'"}


def with_style(directives, css):
    """The policy that lets a page be styled by the bytes of `css` as well, set into it as one <style>."""
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return {**directives, "style-src": f"'sha256-{digest}'"}


def written(directives):
    """A policy as the text of a Content-Security-Policy."""
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
