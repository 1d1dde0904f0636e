"""Pelican's settings for the live site: pelicanconf.py with the address that readers use."""

from pelicanconf import *  # noqa: F403 - the whole of it, less what follows

SITEURL = "https://railhead.example"  # put the site's own host here: .example is reserved and serves nothing
FEED_DOMAIN = SITEURL
DEPLOY_TO = None  # folder:/srv/www/site, rclone:REMOTE:BUCKET/PATH or github:, as `tasks.py deploy --to` takes it
