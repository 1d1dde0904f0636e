"""The index of the search page."""

import subprocess
import sys


def index(site, target):
    """Write Pagefind's index of the site built into the folder `site` into the folder `target`."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(target)]
    subprocess.run(command, check=True, capture_output=True)
