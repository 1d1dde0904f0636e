"""The error that a deploy ends with: its message tells a maintainer in a sentence what went wrong."""

from railhead.errors import SiteError


class DeployError(SiteError):
    """Stops a deploy; its text is a sentence for the maintainer."""
