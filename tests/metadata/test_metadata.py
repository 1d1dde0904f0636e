"""What machines read of a story is what its readers read, wherever they look."""

import json
from datetime import datetime
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from ..sites import STORY, parse

SITE = "https://railhead.example"
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
HOSTILE = "</script><script>alert(1)</script> ]]> \"quoted\" & 'so' <b>"
SCRIPTS = "Гаубицы 자주포 מדפים"


def text(element):
    return " ".join(element.text_content().split())


def json_ld(page):
    (script,) = page.cssselect('script[type="application/ld+json"]')
    return json.loads(script.text)


def open_graph(page):
    return {meta.get("property"): meta.get("content") for meta in page.cssselect("meta[property]")}


def in_page(page):
    (source,) = page.cssselect(".lead-source a")
    times = [time.get("datetime") for time in page.cssselect(".byline time")]
    rows = {row.get("id").removeprefix("claim-"): row for row in page.cssselect(".ledger li")}
    return {
        "title": text(page.cssselect("h1")[0]),
        "dek": text(page.cssselect(".dek")[0]),
        "published": times[0],
        "modified": times[1] if len(times) > 1 else None,
        "author": text(page.cssselect("[rel=author]")[0]),
        "lead source": page.cssselect(f"[id='{source.get('href')[1:]}'] a[rel=external]")[0].get("href"),
        "claims": {name: row.cssselect(":scope > .status")[0].get("data-status") for name, row in rows.items()},
    }


def in_json_ld(page):
    data = json_ld(page)
    modified = data["dateModified"] if data["dateModified"] != data["datePublished"] else None
    return {
        "title": data["headline"],
        "dek": data["description"],
        "published": data["datePublished"],
        "modified": modified,
        "author": data["author"][0]["name"],
        "lead source": data["citation"][0]["url"],
    }


def in_open_graph(page):
    data = open_graph(page)
    return {
        "title": data["og:title"],
        "dek": data["og:description"],
        "published": data["article:published_time"],
        "modified": data.get("article:modified_time"),
    }


def in_twin(output, page):
    (link,) = page.cssselect('link[type="application/json"]')
    return from_facts(json.loads((output / link.get("href").lstrip("/")).read_text(encoding="utf-8")))


def from_facts(data):
    return {
        "title": data["title"],
        "dek": data["dek"],
        "published": data["published"],
        "modified": data["modified"],
        "author": data["authors"][0]["name"],
        "lead source": data["sources"][0]["url"],
        "claims": {claim["id"]: claim["status"] for claim in data["claims"]},
    }


def in_feed(output, name, url):
    (entry,) = [e for e in feedparser.parse((output / name).read_bytes()).entries if e.link == url]
    found = {
        "title": entry.title,
        "dek": entry.summary,
        "author": entry.author,
        "published": day(entry.published_parsed),
    }
    if name.endswith("atom.xml"):
        found["modified"] = day(entry.updated_parsed) if entry.updated_parsed != entry.published_parsed else None
    found["dek"] = " ".join(lxml.html.fromstring(f"<p>{entry.summary}</p>").text_content().split())
    return found


def in_json_feed(output, url):
    (item,) = [item for item in json.loads((output / "feeds/feed.json").read_text())["items"] if item["url"] == url]
    modified = item["date_modified"] if item["date_modified"] != item["date_published"] else None
    return {
        "title": item["title"],
        "dek": item["summary"],
        "published": item["date_published"][:10],
        "modified": modified and modified[:10],
        "author": item["authors"][0]["name"],
        "lead source": item["_railhead"]["lead_source"]["url"],
        "claims": {claim["id"]: claim["status"] for claim in item["_railhead"]["claims"]},
    }


def day(moment):
    return f"{moment.tm_year}-{moment.tm_mon:02}-{moment.tm_mday:02}"


def assert_one_voice(output, address):
    """The page, JSON-LD, Open Graph, the twin and all feeds say the same of the story at `address`."""
    page = parse(output, address)
    spoken = in_page(page)
    url = open_graph(page)["og:url"]
    others = {
        "JSON-LD": in_json_ld(page),
        "Open Graph": in_open_graph(page),
        "twin": in_twin(output, page),
        "Atom": in_feed(output, "feeds/atom.xml", url),
        "RSS": in_feed(output, "feeds/rss.xml", url),
        "JSON Feed": in_json_feed(output, url),
    }
    for place, said in others.items():
        for fact, value in said.items():
            assert (place, fact, value) == (place, fact, spoken[fact])


def stories(output):
    return ["/" + path.parent.relative_to(output).as_posix() + "/" for path in sorted(output.glob("*/*/story.json"))]


def test_every_story_is_told_in_one_voice(published):
    addresses = stories(published)
    assert len(addresses) == 4
    for address in addresses:
        assert_one_voice(published, address)


@pytest.mark.parametrize("words", [HOSTILE, SCRIPTS], ids=["signs of markup", "scripts"])
def test_what_is_typed_arrives_intact_everywhere_and_executes_nowhere(site, words):
    """Titles, deks and claims may hold anything that can be read."""
    typed = json.dumps(words, ensure_ascii=False)
    story = STORY.replace("A headline", typed).replace("A sentence under it.", typed)
    site.write("stories/2024/a-story.md", story.replace("Something was seen.\n    history", f"{typed}\n    history"))
    site.build(FEED_DOMAIN=SITE, SITEURL=SITE)
    assert_one_voice(site.output, "/2024/a-story/")
    page = site.page("/2024/a-story/")
    twin = json.loads((site.output / "2024/a-story/story.json").read_text(encoding="utf-8"))
    assert twin["claims"][0]["text"] == words
    shown = words.replace("\"quoted\" & 'so'", "“quoted” & ‘so’")
    assert twin["title"] == twin["dek"] == shown
    assert text(page.cssselect(".claim")[0]).startswith(shown.split(" ]]>")[0])
    assert len(page.cssselect("script")) == 1
    assert "<script" not in (site.output / "2024/a-story/story.json").read_text(encoding="utf-8")


def test_a_news_article_has_what_search_engines_and_the_trust_project_ask_for(published):
    """Rules written out from Google's Article guide and schema.org's NewsArticle and NewsMediaOrganization."""
    for address in stories(published):
        data = json_ld(parse(published, address))
        assert data["@context"] == "https://schema.org"
        assert data["@type"] in {"ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle"}
        assert data["mainEntityOfPage"] == SITE + address
        assert 0 < len(data["headline"]) <= 110
        for moment in (data["datePublished"], data["dateModified"]):
            assert datetime.fromisoformat(moment)
        assert data["dateModified"] >= data["datePublished"]
        assert all(author["@type"] in {"Person", "Organization"} and author["name"] for author in data["author"])
        for image in data["image"]:
            assert (published / urlsplit(image).path.lstrip("/")).is_file()
        publisher = data["publisher"]
        assert publisher["@type"] == "NewsMediaOrganization"
        for policy in ("publishingPrinciples", "correctionsPolicy", "verificationFactCheckingPolicy"):
            assert (published / urlsplit(publisher[policy]).path.lstrip("/") / "index.html").is_file()
        assert all(source["@type"] == "CreativeWork" and source["url"] for source in data["citation"])
        assert data["isAccessibleForFree"] is True


def test_corrections_stand_in_structured_data(published):
    (correction,) = json_ld(parse(published, "/2024/second-koksan-shipment/"))["correction"]
    assert correction["@type"] == "CorrectionComment"
    assert correction["datePublished"] == "2025-02-19"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("report", "ReportageNewsArticle"), ("analysis", "AnalysisNewsArticle"), ("explainer", "BackgroundNewsArticle")],
)
def test_the_kind_of_a_story_is_told_to_machines(site, kind, expected):
    site.write("stories/2024/a-story.md", STORY.replace("id: a-story", f"id: a-story\nkind: {kind}"))
    site.build()
    assert json_ld(site.page("/2024/a-story/"))["@type"] == expected


def locations(path):
    return lxml.etree.parse(str(path)).xpath("//s:loc/text()", namespaces=NAMESPACES)


def test_sitemaps_name_every_story_once_and_news_only_the_latest(published):
    """One for each year: a sitemap may name 50,000 pages, and a correction has only its own made anew."""
    parts = locations(published / "sitemap.xml")
    assert parts == [f"{SITE}/sitemaps/{part}.xml" for part in ("pages", "2025", "2024")]
    by_part = {part: locations(published / part.removeprefix(f"{SITE}/")) for part in parts}
    places = [place for part in by_part.values() for place in part]
    assert len(places) == len(set(places))
    assert {SITE + address for address in stories(published)} <= set(places)
    assert all(f"/{year}/" in place for year in (2024, 2025) for place in by_part[f"{SITE}/sitemaps/{year}.xml"])
    assert not any("404" in place for place in places)
    news = lxml.etree.parse(str(published / "news-sitemap.xml"))
    assert news.xpath("//s:loc/text()", namespaces=NAMESPACES) == [f"{SITE}/2025/claimed-koksan-strike-luhansk/"]
    assert news.xpath("//n:publication_date/text()", namespaces=NAMESPACES) == ["2025-02-19"]
    assert news.xpath("//n:name/text()", namespaces=NAMESPACES) == ["Railhead"]


def test_claims_of_the_whole_site_stand_in_a_file_for_each_year(published):
    years = json.loads((published / "claims.json").read_text(encoding="utf-8"))["claims_by_year"]
    assert years == {year: f"{SITE}/claims/{year}.json" for year in ("2025", "2024")}
    claims = [
        claim
        for year in years
        for claim in json.loads((published / f"claims/{year}.json").read_text("utf-8"))["claims"]
    ]
    assert len(claims) == 29
    (combat,) = [claim for claim in claims if claim["id"] == "combat"]
    assert [entry["status"] for entry in combat["history"]] == ["unconfirmed", "reported", "reported"]
    assert [entry["as_of"] for entry in combat["history"]] == ["2024-12-19", "2025-01", "2025-02-18"]


def test_an_id_outlives_an_address(site):
    """A story that is renamed keeps its place in feed readers."""
    ids = []
    for name in ("one", "two"):
        path = site.write(f"stories/2024/{name}.md", STORY)
        site.build()
        ids.append([entry.id for entry in feedparser.parse((site.output / "feeds/atom.xml").read_bytes()).entries])
        path.unlink()
    assert ids[0] == ids[1] == ["tag:railhead.example,2024:a-story"]


def test_a_hub_is_named_when_there_is_one(site):
    site.write("stories/2024/a-story.md", STORY)
    site.build(WEBSUB_HUB="https://hub.example/")
    assert site.page("/").cssselect("link[rel=hub]")[0].get("href") == "https://hub.example/"
    feed = json.loads((site.output / "feeds/feed.json").read_text())
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
