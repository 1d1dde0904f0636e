"""What goes wrong with a deploy."""

from railhead.errors import SiteError


class DeployError(SiteError):
    """A deploy that stopped; its text is a sentence for the maintainer."""
