"""What goes wrong with a deploy."""

from railhead.errors import SiteError


class DeployError(SiteError):
    """Stops a deploy; its text is a sentence for the maintainer."""
