"""A directive of reStructuredText for remarks in a box."""

from docutils import nodes
from docutils.parsers.rst import Directive, directives


class Callout(Directive):
    """A box with a heading."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        """Make the box."""
        box = nodes.container("", classes=["callout"])
        box += nodes.paragraph("", self.arguments[0], classes=["callout-title"])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def register():
    """Make the directive known."""
    directives.register_directive("callout", Callout)
