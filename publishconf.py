"""Pelican's settings for the live site: pelicanconf.py with the address that readers use."""

import sys
from pathlib import Path

here = str(Path(__file__).resolve().parent)
if here not in sys.path:
    sys.path.insert(0, here)  # so that Pelican's own command finds the other settings

from pelicanconf import *  # noqa: E402, F403 - all of them, less what follows

SITEURL = "https://railhead.example"  # the site's own; one below .example is reserved and serves nothing
FEED_DOMAIN = SITEURL
DEPLOY_TO = None  # folder:/srv/www/site, rclone:REMOTE:BUCKET/PATH or github:, as `tasks.py deploy --to` takes it
