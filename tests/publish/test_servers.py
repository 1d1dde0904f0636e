"""The published site as nginx and Caddy serve it, with the configuration that publish writes."""

import re

import lxml.html
import pytest
from playwright.sync_api import expect

from railhead import caching
from railhead.publish import headers

from . import web_servers
from .project import ALIASES, PAGE, Project
from .project import STORY as OLD_AND_NEW

pytestmark = pytest.mark.slow

STORY = f"/{PAGE.removesuffix('index.html')}"
TYPES = {
    "/": "text/html; charset=utf-8",
    "/feeds/atom.xml": "application/atom+xml; charset=utf-8",
    "/feeds/rss.xml": "application/rss+xml; charset=utf-8",
    "/feeds/feed.json": "application/feed+json; charset=utf-8",
    "/feeds/tags/north-korea.xml": "application/atom+xml; charset=utf-8",
    "/claims.json": "application/json",
    "/sitemap.xml": "text/xml; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/SHA256SUMS": "text/plain; charset=utf-8",
    f"{STORY}story.json": "application/json",
}
SUFFIX_TYPES = {"svg": "image/svg+xml", "png": "image/png", "woff2": "font/woff2"}


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def server(request, published_project, tmp_path_factory):
    with getattr(web_servers, request.param)(published_project, tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture(scope="module")
def assets(contents):
    """An address of an asset for each suffix."""
    names = [name for name in contents if name.startswith("assets/") and not name.endswith((".br", ".gz"))]
    return {name.rsplit(".", 1)[1]: f"/{name}" for name in names}


@pytest.mark.parametrize("path", [STORY, "/", "/nothing/here", "/assets/nothing.svg", "/feeds/atom.xml", "/2024"])
def test_every_answer_carries_every_security_header_once(server, path):
    """Pages, feeds, redirects and errors alike."""
    answer = server.get(path)
    for name, value in headers.SECURITY.items():
        assert answer.headers.get_all(name) == [value]
    (policy,) = answer.headers.get_all("Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert "unsafe" not in policy


def test_the_policy_of_the_header_allows_each_pages_own_stylesheet(server, contents):
    pages = {"/" + name.removesuffix("index.html") for name in contents if name.endswith("index.html")}
    for path in pages - set(ALIASES):
        answer = server.get(path)
        (own,) = lxml.html.document_fromstring(answer.body.decode()).xpath(
            "//meta[@http-equiv='Content-Security-Policy']/@content"
        )
        (digest,) = re.findall("'sha256-[^']+'", own)
        assert digest in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "kind"), TYPES.items())
def test_types(server, path, kind):
    for encoding in ("identity", "br"):
        served = server.get(path, Accept_Encoding=encoding).headers["Content-Type"]
        assert served.removesuffix("; charset=utf-8") == kind.removesuffix("; charset=utf-8")
        if "json" not in kind or "feed" in kind:  # JSON is UTF-8 by its standard, RFC 8259
            assert served == kind


def test_types_of_assets(server, assets):
    for suffix, kind in SUFFIX_TYPES.items():
        assert server.get(assets[suffix]).headers["Content-Type"].removesuffix("; charset=utf-8") == kind


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("identity", None), ("", None), ("zstd", None)],
)
def test_a_page_comes_in_the_best_form_that_the_browser_takes(server, contents, accepted, encoding):
    answer = server.get(STORY, Accept_Encoding=accepted)
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.decoded() == contents[PAGE]
    assert answer.headers.get_all("Vary") == ["Accept-Encoding"]


def test_assets_may_be_kept_and_pages_are_asked_for_again(server, assets):
    for address in assets.values():
        assert server.get(address).headers.get_all("Cache-Control") == [caching.LASTING]
    for path in (STORY, "/", "/feeds/atom.xml", "/nothing", "/assets/nothing.svg"):
        assert server.get(path).headers.get_all("Cache-Control") == [caching.REVALIDATED]


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip"])
def test_a_page_that_did_not_change_is_not_sent_again(server, encoding):
    first = server.get(STORY, Accept_Encoding=encoding)
    again = server.get(STORY, Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    other = server.get(STORY, Accept_Encoding=encoding, If_None_Match='"another"')
    assert other.status == 200


def test_a_broken_download_goes_on_where_it_ended(server, assets, contents):
    whole = contents[assets["png"].lstrip("/")]
    part = server.get(assets["png"], Range="bytes=100-199")
    assert (part.status, part.body) == (206, whole[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert server.get(assets["png"], Range="bytes=999999999-").status == 416


@pytest.mark.parametrize("path", ["/nothing", "/2024/nothing/", "/assets/nothing.js", "/%2e%2e/%2e%2e/etc/passwd"])
def test_what_is_not_there_is_the_404_page(server, contents, path):
    answer = server.get(path, Accept_Encoding="gzip, br")
    if answer.status == 400:
        return  # a path that leads out of the site is not even looked for
    assert answer.status == 404
    assert answer.decoded() == contents["404.html"]


@pytest.mark.parametrize("alias", ALIASES)
def test_an_old_address_redirects_for_good(server, alias):
    answer = server.get(alias)
    assert (answer.status, answer.headers["Location"]) == (301, STORY)


def test_a_missing_slash_and_a_file_name_lead_to_the_one_address(server):
    for path in (STORY.rstrip("/"), f"{STORY}index.html"):
        answer = server.get(path)
        assert answer.status in {301, 308}
        assert answer.headers["Location"].rsplit(":", 1)[-1].lstrip("0123456789") in {STORY, "./"}


@pytest.mark.parametrize("start", ["//", "///", "/\\", "/%2F", "/%5C", "//a.example/../"])
def test_no_address_leads_to_another_host(server, start):
    """Browsers take `//` and `/\\` at the beginning of an address for the beginning of a host."""
    for end in ("index.html", "/index.html", "", "/"):
        answer = server.get(f"{start}paper.example/{end}")
        assert not re.match(r"(https?:)?[/\\]{2}", answer.headers.get("Location", ""))


@pytest.mark.parametrize("folder", ["/assets/", "/feeds/", "/pagefind/index/"])
def test_a_folder_without_a_page_is_not_there(server, contents, folder):
    answer = server.get(folder)
    assert (answer.status, answer.body) == (404, contents["404.html"])
    assert answer.headers.get_all("Cache-Control") == [caching.REVALIDATED]


def test_notes_for_other_hosts_are_not_served(server):
    assert server.get("/_headers").status == server.get("/_redirects").status == 404


def test_a_head_request_has_the_headers_alone(server, contents):
    answer = server.get(STORY, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(contents[PAGE])


def test_search_works_as_published(server, chromium):
    """Its script and index by their published names, under the policy that the header adds."""
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/search/?q=Krasnoyarsk")
    expect(page.get_by_role("status")).to_contain_text("found")
    assert page.locator(".story-list a").first.get_attribute("href").startswith("/20")
    policy = server.get("/search/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "script-src" not in server.get("/").headers["Content-Security-Policy"]
    page.close()


def test_in_a_browser_the_page_is_as_it_was_designed(server, chromium):
    """Styled, in its typeface, and with nothing that a policy forbids."""
    context = chromium.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"http://127.0.0.1:{server.port}{STORY}", wait_until="load")
    assert page.evaluate("() => document.fonts.ready.then(() => document.fonts.check('16px \"Newsroom Serif\"'))")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.masthead')).display") != "block"
    assert said == []
    assert hosts == {f"127.0.0.1:{server.port}"}
    context.close()


@pytest.fixture(scope="module")
def project_below(tmp_path_factory, clone):
    """(a project whose site's address has a path, published; the folder below which its site lies at that path)."""
    folder = tmp_path_factory.mktemp("below")
    project = Project(clone(folder))
    project.edit("publishconf.py", '"https://railhead.example"', '"https://railhead.example/news"')
    project.edit(OLD_AND_NEW, "category:", f"aliases: [{', '.join(ALIASES)}]\ncategory:")
    project.publish()
    root = folder / "root"
    root.mkdir()
    (root / "news").symlink_to(project.public)
    return project, root


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_a_site_below_a_path_works_as_one_at_the_top(project_below, tmp_path, chromium, kind):
    """Pages, assets, types, redirects, policies, the search and the 404 page."""
    project, root = project_below
    with getattr(web_servers, kind)(project, tmp_path, root) as server:
        page = server.get("/news/")
        used = re.findall(r"/news/assets/[\w.-]+", page.body.decode())
        assert used
        for address in used:
            asset = server.get(address)
            assert (asset.status, asset.headers["Cache-Control"]) == (200, caching.LASTING)
        assert server.get("/news/feeds/atom.xml").headers["Content-Type"] == TYPES["/feeds/atom.xml"]
        for alias in ALIASES:
            assert server.get(f"/news{alias}").headers["Location"] == f"/news{STORY}"
        assert server.get("/news/index.html").headers["Location"] == "/news/"
        for nothing in ("/news/nothing", "/nothing", "/"):
            assert server.get(nothing).body == (project.public / "404.html").read_bytes()
        found = chromium.new_page()
        found.goto(f"http://127.0.0.1:{server.port}/news/search/?q=Krasnoyarsk")
        expect(found.locator(".story-list a").first).to_have_attribute("href", re.compile("^/news/20"))
        found.close()


@pytest.mark.parametrize("name", ["serving/nginx.conf", "serving/Caddyfile", "public/_headers", "public/_redirects"])
def test_whoever_serves_a_site_below_a_path_is_told_where_it_has_to_lie(project_below, published_project, name):
    project, _ = project_below
    said = "# The site's address is /news/: "
    assert any(line.startswith(said) for line in (project.folder / name).read_text().splitlines())
    assert said not in (published_project.folder / name).read_text()
