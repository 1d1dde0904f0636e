"""docs/templates.md: it lists what templates may read, as the code has it, and templates read nothing else."""

import re

import pytest
from jinja2 import Environment, nodes
from pelican import signals

from docs import make_templates
from railhead.story.reader import StoryReader

from ..sites import ROOT, SITE, STORY, settings_of

# what Pelican puts into the context, in small letters, and the engine's
OF_PELICAN = {
    "articles", "authors", "categories", "dates", "drafts", "generated_content", "hidden_articles", "hidden_pages",
    "draft_pages", "pages", "period_archives", "static_content", "static_links", "staticfiles", "tags", "translations",
    "all_articles", "related_posts",
}  # fmt: skip
# attributes that Pelican's writer and generators read, and templates have no use for
FOR_PELICAN = {"template", "save_as", "url", "author"}


def _listed(*names):
    return {attribute for name in names for attribute in make_templates.attributes(name)}


def test_the_lists_are_those_of_the_code():
    text = make_templates.FILE.read_text()
    assert text == make_templates.text(text), "run `python -m docs.make_templates`"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("stories/2024/second-koksan-shipment.md", ["StoryArticle"]),
        ("equipment/m1989-koksan.md", ["SitePage", "EquipmentPage"]),
        ("threads/koksan-transfers.md", ["SitePage", "ThreadPage"]),
        ("pages/about.md", ["SitePage"]),
    ],
)
def test_what_the_reader_gives_is_listed(path, kind):
    _, metadata = StoryReader(settings_of()).read(str(SITE / "content" / path))
    listed = _listed("KeptContent", "SourceContent", *kind)
    assert metadata.keys() <= listed | FOR_PELICAN
    # Pelican sets these of what the reader gives, or of the file
    assert _listed(*kind) - metadata.keys() <= {"modified"}


def test_templates_read_only_what_is_listed():
    seen = _listed(*make_templates.SEEN) | {"locale_date"}
    read = {}
    for path in (ROOT / "theme" / "templates").rglob("*.*ml"):
        for node in Environment(autoescape=True).parse(path.read_text()).find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name in {"article", "page"}:
                read[node.attr] = path.name
    assert {"title", "claims", "specification"} <= read.keys()
    assert {attribute: path for attribute, path in read.items() if attribute not in seen} == {}


def test_names_in_the_context_are_listed(site):
    site.write("stories/2024/a-headline.md", STORY)
    contexts = []

    def note(generator, **_):
        contexts.append(set(generator.context))

    with signals.article_writer_finalized.connected_to(note):
        site.build()
    text = make_templates.FILE.read_text().partition("## Articles and pages")[0]
    listed = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert {name for name in contexts[0] if name.islower()} - OF_PELICAN == listed
