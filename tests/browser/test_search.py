"""The search page with its index, as published: in Chromium, served at the top of a host and below a path."""

import re
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from railhead import csp as policy
from railhead.publish.search import SearchError, index

from ..sites import PAGES, STORY, STORY_ADDRESS, Site, files, run_pelican
from .screens import PHONE, SCHEMES, SIZES

pytestmark = pytest.mark.slow

POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*')


@contextmanager
def served(folder, base=""):
    """The address of a server of the folder, below the path `base`."""
    app = Starlette(routes=[Mount(base or "/", StaticFiles(directory=folder, html=True))])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}{base}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def searchable(tmp_path_factory):
    """The published site with its index."""
    folder = tmp_path_factory.mktemp("searchable")
    run_pelican(folder, "publishconf.py")
    index(folder, folder / "pagefind")
    return folder


@pytest.fixture(scope="module")
def address(searchable):
    with served(searchable) as address:
        yield address


def found(page):
    return page.locator(".story-list > li")


def says(page, text):
    expect(page.get_by_role("status")).to_have_text(text)


def narrow(page, label, value):
    if not page.get_by_label("Section").is_visible():
        page.get_by_text("Narrow and sort").first.click()
    page.get_by_label(label).select_option(value)


def query(page):
    return page.url.partition("?")[2]


def test_typing_finds_the_main_story_with_what_a_list_says_of_it(visit):
    """Headline with its link, section, date, source, how firmly its claims stand, and the words that were looked for."""
    page = visit("/search/")
    page.get_by_label("Words to look for").press_sequentially("advertise")
    says(page, "1 story found.")
    story = found(page)
    link = story.get_by_role("link")
    assert link.inner_text().replace("\u00a0", " ").startswith("Another batch of North Korean Koksan guns reported")
    assert link.get_attribute("href") == STORY_ADDRESS
    assert story.locator(".kicker").inner_text() == "Breaking News"
    assert story.locator("time").get_attribute("datetime") == "2024-12-19"
    assert story.locator("time").inner_text().replace("\u00a0", " ") == "19 December 2024"
    assert story.locator(".lead-source").inner_text() == "Source: Army Recognition"
    assert "1 claim confirmed, 8 reported, 5 assessed, 1 disputed." in story.locator(".tally").inner_text()
    assert story.locator("mark").first.inner_text() == "advertise"
    assert story.locator(".excerpt").inner_text().startswith("For Pyongyang, as the publication sees it, ")
    link.click()
    page.wait_for_url("**" + STORY_ADDRESS)


def test_a_claim_is_never_quoted_without_how_firmly_it_stands(visit):
    """An excerpt begins where the sentence does, and a claim of the ledger with its status."""
    excerpt = found(visit("/search/?q=destabilising+cooperation+governments+instability")).locator(".excerpt")
    expect(excerpt).to_be_visible()
    assert excerpt.inner_text().startswith(
        ("◐ Reported: Western governments", "Western governments, none of them named")
    )
    excerpt = found(visit("/search/?q=instability")).locator(".excerpt")
    expect(excerpt).to_contain_text("◐ Reported: Western governments are following")


@pytest.mark.parametrize("word", ["JSON", "railhead", "delivers"], ids=["colophon", "how to cite", "sources"])
def test_words_around_a_story_are_not_found(visit, word):
    page = visit(f"/search/?q={word}")
    says(page, "No story found. Try fewer or other words.")


def test_filters_narrow_and_combine(visit):
    page = visit("/search/?q=koksan")
    says(page, "4 stories found.")
    narrow(page, "Source", "RKS News")
    says(page, "2 stories found.")
    narrow(page, "With a claim that is", "Disputed")
    says(page, "1 story found.")
    expect(found(page).get_by_role("link")).to_have_attribute("href", STORY_ADDRESS)
    page.get_by_label("Words to look for").fill("zeppelin")
    says(page, "No story found. Try fewer filters.")
    page.get_by_role("button", name="Clear all").click()
    expect(page).to_have_url(re.compile("/search/$"))
    expect(found(page)).to_have_count(0)


def test_a_filter_needs_no_words_and_shows_the_newest_first(visit):
    page = visit("/search/?section=Breaking+News")
    expect(found(page)).to_have_count(4)
    days = [time.get_attribute("datetime") for time in found(page).locator("time").all()]
    assert days == sorted(days, reverse=True)


def test_the_newest_may_come_first(visit):
    page = visit("/search/?q=train")
    expect(found(page)).to_have_count(3)
    narrow(page, "Order", "newest")
    expect(page.get_by_role("status")).to_have_text("3 stories found.")
    expect(found(page).locator("time").first).to_have_attribute("datetime", re.compile("^2025-"))
    days = [time.get_attribute("datetime") for time in found(page).locator("time").all()]
    assert days == sorted(days, reverse=True)


def test_choices_say_how_many_stories_they_leave(visit):
    page = visit("/search/?q=advertise")
    says(page, "1 story found.")
    page.get_by_text("Narrow and sort").first.click()
    # of several shards, they are counted when they come into sight
    expect(page.get_by_label("Year").locator("option")).to_have_text(["Any", "2025 (0)", "2024 (1)"])
    assert page.get_by_label("Year").locator("option[value='2025']").is_disabled()
    statuses = page.get_by_label("With a claim that is").locator("option").all_inner_texts()
    assert statuses[:3] == ["Any", "● Confirmed (1)", "◐ Reported (1)"]


def test_the_address_keeps_the_search_and_back_works(visit):
    page = visit("/search/")
    page.get_by_label("Words to look for").fill("koksan")
    says(page, "4 stories found.")
    assert query(page) == "q=koksan"
    narrow(page, "Source", "RKS News")
    says(page, "2 stories found.")
    assert query(page) == "q=koksan&source=RKS+News"
    page.go_back()
    says(page, "4 stories found.")
    assert page.get_by_label("Source").input_value() == ""
    page.go_forward()
    says(page, "2 stories found.")
    found(page).get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/20\d\d/"))
    page.go_back()
    says(page, "2 stories found.")
    assert page.get_by_label("Words to look for").input_value() == "koksan"
    assert page.get_by_label("Source").input_value() == "RKS News"
    assert page.get_by_label("Source").is_visible()


def test_the_keyboard_is_enough(visit):
    page = visit("/search/")
    for _ in range(7):  # past the wordmark and the navigation
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("koksan")
    page.keyboard.press("Enter")
    says(page, "4 stories found.")
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "[document.activeElement.name || document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline == "solid"
        reached.append(name)
        if name == "Narrow and sort":
            page.keyboard.press("Enter")
    assert reached[:8] == ["Search", "Narrow and sort", "section", "source", "status", "year", "sort", "Clear all"]
    page.get_by_label("Year").focus()
    page.keyboard.type("2024")
    page.keyboard.press("Enter")
    says(page, "2 stories found.")
    page.get_by_role("button", name="Clear all").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.story-list') !== null")


@SIZES
@SCHEMES
def test_axe_finds_nothing_among_results(visit, viewport, scheme):
    page = visit("/search/?q=koksan&year=2024", viewport=viewport, color_scheme=scheme)
    says(page, "2 stories found.")
    rules = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
    violations = Axe().run(page, options={"rules": rules}).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations] == []


def test_results_fit_the_narrowest_phone(visit):
    page = visit("/search/?q=koksan&year=2024", viewport={"width": 320, "height": 640})
    says(page, "2 stories found.")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_without_script_there_is_no_form_but_ways_to_every_story(visit):
    page = visit("/search/?q=koksan", java_script_enabled=False)
    assert page.get_by_role("search").count() == 0
    assert page.locator("noscript p").first.inner_text() == "Searching needs a script, which your browser does not run."
    links = page.locator(".search-else a")
    assert [link.get_attribute("href") for link in links.all()] == ["/archive/", "/sections/", "/tags/", "/sources/"]


def test_a_search_asks_only_this_host_and_tells_it_nothing_of_the_words(visit, address):
    requests = []
    page = visit("about:blank", on_request=requests.append)
    page.goto(address + "/search/")
    page.get_by_label("Words to look for").fill("koksan")
    says(page, "4 stories found.")
    assert all(request.startswith(address) for request in requests)
    assert not any("koksan" in request.rpartition("/")[2] for request in requests)
    assert not any("worker" in request for request in requests)


def test_only_a_reader_who_searches_loads_the_index(visit, address):
    requests = []
    page = visit("about:blank", on_request=requests.append)
    page.goto(address + "/search/", wait_until="networkidle")
    assert not any("/pagefind/" in request for request in requests)
    with page.expect_request("**/pagefind/pagefind.js"):
        page.get_by_label("Words to look for").focus()


@pytest.mark.parametrize(
    ("name", "without"), [(name, source) for name in ("script-src", "connect-src") for source in policy.SEARCH[name].split()]
)  # fmt: skip
def test_each_thing_that_the_policy_allows_is_needed(visit, address, name, without):
    """With less, the search does not work, and says so."""
    less = " ".join(source for source in policy.SEARCH[name].split() if source != without) or "'none'"

    def answer(route):
        css = re.search("<style>(.*?)</style>", body := route.fetch().text(), re.DOTALL)[1]
        text = policy.written(policy.with_style({**policy.SEARCH, name: less}, css))
        route.fulfill(body=POLICY.sub(lambda match: match[1] + text, body), content_type="text/html")

    page = visit("about:blank", expect_errors=True)
    page.route("**/search/?*", answer)
    page.goto(address + "/search/?q=koksan")
    if name == "script-src" and without == "'self'":
        assert page.get_by_label("Words to look for").is_disabled()
    else:
        says(page, "The index could not be loaded. Load this page again, or look in the archive.")
    assert found(page).count() == 0


@pytest.mark.parametrize("status", [None, 503], ids=["cut off", "refused"])
@pytest.mark.parametrize(
    "lost", ["pagefind.js", "pagefind-entry.json?*", "*.pf_meta", "wasm.en.pagefind", "*.pf_index", "*.pf_fragment"]
)
def test_an_index_that_does_not_arrive_is_told_of(visit, address, lost, status):
    """A part that is lost on the way is never taken for a search that finds nothing."""
    page = visit("about:blank", expect_errors=True)
    page.route(f"**/pagefind/**/{lost}", lambda route: route.fulfill(status=status) if status else route.abort())
    page.goto(address + "/search/?q=koksan")
    says(page, "The index could not be loaded. Load this page again, or look in the archive.")
    assert page.get_by_role("status").get_by_role("link").get_attribute("href") == "/archive/"
    page.unroute_all()
    page.reload()
    says(page, "4 stories found.")


def test_where_nothing_is_published_yet_the_page_says_so(visit, output):
    with served(output) as unpublished:
        page = visit("about:blank", expect_errors=True)
        page.goto(unpublished + "/search/")
        page.get_by_label("Words to look for").focus()
        says(page, "There is no index here: search comes with publishing. Every story is in the archive.")


def test_a_site_below_a_path_is_searched_there(visit, tmp_path):
    site = Site(tmp_path)
    site.write("stories/2024/a-story.md", STORY)
    for n in range(11):
        site.write(f"stories/2024/story-{n}.md", STORY.replace("id: a-story", f"id: story-{n}"))
    for name in ("about", "privacy", "verification", "corrections-policy"):
        site.write(f"pages/{name}.md", "---\ntitle: A page\ndek: Of words.\n---\n")
    site.write("extra/favicon.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    site.build(SITEURL="https://host.example/news")
    index(site.output, site.output / "pagefind")
    with served(site.output, "/news") as address:
        page = visit("about:blank", viewport=PHONE)
        page.goto(address + "/search/?q=something")
        says(page, "12 stories found, 10 shown.")
        page.get_by_role("button", name="More stories").click()
        says(page, "12 stories found.")
        assert found(page).count() == 12
        expect(found(page).nth(10).get_by_role("link")).to_be_focused()
        assert not page.get_by_role("button", name="More stories").is_visible()
        found(page).first.get_by_role("link").click()
        page.wait_for_url(address + "/2024/**")
        assert page.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ") == "A headline"


def test_one_site_gives_one_index_wherever_it_lies(searchable, tmp_path):
    """Byte for byte: a site that did not change is not sent to its host again."""
    first = files(searchable / "pagefind")
    for n in range(5):
        target = tmp_path / str(n) / "index"
        target.mkdir(parents=True)
        (target / "stale").touch()
        index(searchable, target)
        assert files(target) == first
    assert {path.name.partition(".")[0] for path in first if len(path.parts) == 1} == {
        "pagefind",
        "pagefind-entry",
        "wasm",
    }


def test_a_program_that_fails_is_told_of_in_its_own_words(tmp_path):
    """What stood there before stays."""
    target = tmp_path / "pagefind"
    target.mkdir()
    (target / "last").touch()
    with pytest.raises(SearchError, match=r"could not be made; Pagefind says: .*not able to build an index"):
        index(tmp_path / "nothing", target)
    assert [path.name for path in target.iterdir()] == ["last"]


def test_only_the_search_page_has_a_script(searchable):
    with_script = [
        page.relative_to(searchable).as_posix()
        for page in searchable.rglob("*.html")
        if re.search(r"<script(?! type=\"application/ld\+json\")", page.read_text(encoding="utf-8"))
        or "script-src" in page.read_text(encoding="utf-8")
    ]
    assert with_script == [PAGES["search"].strip("/") + "/index.html"]


def test_a_filter_without_words_loads_no_words(visit, address):
    """There are more of these than of all else."""
    requests = []
    page = visit("about:blank", on_request=requests.append)
    page.goto(address + "/search/?section=Breaking+News")
    says(page, "4 stories found.")
    assert not any("/index/" in request for request in requests)
    page.get_by_label("Words to look for").fill("advertise")
    says(page, "1 story found.")
    assert any("/index/" in request for request in requests)
