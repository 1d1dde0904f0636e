"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

# all that depends on colours: enough for a page's second scheme
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced"]}}


def violations(page, options):
    """(rule, elements) of each violation that axe finds on a page of Playwright's, with axe's own options."""
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
