"""The blog of a scientist, with formulas, figures and typographic quotes."""

AUTHOR = "Dee Specimen"
SITENAME = "Notes on measurements"
SITEURL = "https://example.org"
PATH = "content"
STATIC_PATHS = ["figures"]
THEME = "theme"
TIMEZONE = "Europe/Berlin"
LOCALE = ["C"]
DEFAULT_LANG = "en"
TYPOGRIFY = True
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["formulas"]
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
DEFAULT_PAGINATION = 10
DISPLAY_PAGES_ON_MENU = True
TAG_CLOUD_STEPS = 4
