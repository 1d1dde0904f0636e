"""Pelican's settings of this site: what its owner decides. publishconf.py changes what differs on the live site.

All other settings are in railhead/settings.py; one that is given here as well counts here.
"""

import sys
from pathlib import Path

here = str(Path(__file__).resolve().parent)
if here not in sys.path:
    sys.path.insert(0, here)  # so that Pelican's own command finds the plugins

from railhead.settings import *  # noqa: E402, F403 - all of them

SITENAME = "Railhead"
SITESUBTITLE = "Sourced reporting on arms transfers"
AUTHOR = "Railhead desk"
CONTACT = None  # an e-mail address, or a page on the web, at which readers reach the desk
SECTIONS = []  # those that the menu has, in its order, such as ["News", "Analysis"]
SITEURL = "http://127.0.0.1:8000"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"

FEED_DOMAIN = SITEURL
FEED_ID_PREFIX = "tag:railhead.example,2024:"  # RFC 4151; never changes, not even when the site moves
FEED_JSON_OBJECT = "_railhead"  # in an item of the JSON feed, what that does not know; as permanent
WEBSUB_HUB = None  # the address of a hub, once the site has one
