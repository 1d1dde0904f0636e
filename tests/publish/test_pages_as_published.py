"""Published pages in a browser: the same documents as before."""

import pytest

pytestmark = pytest.mark.slow

# every element with its attributes, as a browser understands the text, and all that is written
PARSED = """text => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const elements = [...page.querySelectorAll("*")].map(element => [
        element.tagName,
        ...[...element.attributes].map(a => `${a.name}=${a.value.replace(/\\s+/g, " ").trim()}`).sort(),
    ]);
    page.querySelectorAll("style, script").forEach(element => element.remove());
    return {elements, words: page.documentElement.textContent.replace(/\\s+/g, "")};
}"""
# policies, and names of assets
CHANGED_ON_PURPOSE = ("content=default-src", "/assets/")


def comparable(document):
    """A parsed document without what publishing is meant to change."""
    elements = [[part for part in e if not any(c in part for c in CHANGED_ON_PURPOSE)] for e in document["elements"]]
    return elements, document["words"]


@pytest.fixture(scope="module")
def built(published_project):
    folder = published_project.folder / ".publishing"
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.html"))}


def test_every_page_is_the_same_document(published_project, built, chromium):
    page = chromium.new_page()
    try:
        for name, before in built.items():
            after = (published_project.public / name).read_text()
            was, now = comparable(page.evaluate(PARSED, before)), comparable(page.evaluate(PARSED, after))
            without_lasting = [
                [part for part in e if not part.endswith((".js", ".png", ".svg", ".woff2"))] for e in was[0]
            ]
            assert now[0] == without_lasting, name
            assert now[1] == was[1], name
    finally:
        page.close()
