"""What the tasks tell a maintainer in a sentence instead of a traceback."""


class SiteError(Exception):
    """Something that a maintainer can mend; the message says what is wrong and what to do."""
