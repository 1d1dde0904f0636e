"""Roles of reStructuredText for names of files and for keys."""

from docutils import nodes
from docutils.parsers.rst import roles


def _role(name):
    def made(_role, rawtext, text, _line, _inliner, _options=None, _content=()):
        return [nodes.literal(rawtext, text, classes=[name])], []

    return made


def register():
    """Make the roles known."""
    for name in ("file", "key"):
        roles.register_local_role(name, _role(name))
