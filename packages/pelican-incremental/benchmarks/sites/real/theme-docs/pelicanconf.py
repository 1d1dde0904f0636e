"""The documentation of a theme, with many plugins."""

SITENAME = "Example theme"
SITEURL = "https://example.org"
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["callouts", "jinja_globals", "neighbors", "reading_time", "related", "tag_cloud"]
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
DEFAULT_PAGINATION = 12
RELATED_MAX = 5
TAG_CLOUD_STEPS = 5


def _shorten(text, length=40):
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


JINJA_FILTERS = {"shorten": _shorten}
