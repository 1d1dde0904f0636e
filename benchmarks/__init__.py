"""Builds of this site's generator beside those of others: `tasks.py bench`."""
