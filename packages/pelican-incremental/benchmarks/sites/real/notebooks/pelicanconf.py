"""A blog of notebooks."""

AUTHOR = "Cy Placeholder"
SITENAME = "Notebooks"
SITEURL = "https://example.org"
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
IGNORE_FILES = ["**/.*", ".ipynb_checkpoints"]
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["notebook"]
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
DEFAULT_PAGINATION = 10
