"""The error that a deploy ends with: its message tells a maintainer in a sentence what went wrong.

What is wrong with the site itself is found before that, by `check` and `publish`.
"""

from railhead.errors import SiteError


class DeployError(SiteError):
    """Stops a deploy; its text is a sentence for the maintainer."""
