"""The search page where the index has shards: it finds what it finds in one index, and says what it could not ask."""

import random
import re
import shutil
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from ..publish import indexes
from .screens import SCHEMES, SIZES
from .test_search import (  # noqa: F401 - the tests of the search page hold for shards as well
    address,
    found,
    narrow,
    says,
    served,
    test_a_claim_is_never_quoted_without_how_firmly_it_stands,
    test_a_filter_needs_no_words_and_shows_the_newest_first,
    test_a_filter_without_words_loads_no_words,
    test_a_search_asks_only_this_host_and_tells_it_nothing_of_the_words,
    test_an_index_that_does_not_arrive_is_told_of,
    test_axe_finds_nothing_among_results,
    test_choices_say_how_many_stories_they_leave,
    test_each_thing_that_the_policy_allows_is_needed,
    test_filters_narrow_and_combine,
    test_only_a_reader_who_searches_loads_the_index,
    test_the_address_keeps_the_search_and_back_works,
    test_the_keyboard_is_enough,
    test_the_newest_may_come_first,
    test_typing_finds_the_main_story_with_what_a_list_says_of_it,
    test_words_around_a_story_are_not_found,
)

pytestmark = pytest.mark.slow

SEED = 5
STORIES, YEARS = 60, range(2018, 2024)
SHARDS = {"one": 1000, "two": 30, "three": 15}
COMMON = [
    "gun", "guns", "train", "trains", "depot", "crew", "convoy", "river", "bridge", "bridged", "station", "winter",
    "report", "claim", "photograph",
]  # fmt: skip
# each in one story alone, and one that begins like another; "gun" and the like begin some that are nowhere
RARE = {3: "Krasnoyarsk", 17: "Zeppelin", 31: "Luhansk", 58: "Krasnodar"}
QUERIES = [
    *({"q": word} for word in RARE.values()),
    *({"q": word} for word in ["gun", "bridge", "kras", "it", "winter report", "claim Zeppelin", "M-1978", "gun gun"]),
    *({"q": word} for word in ['"train depot"', '"depot train"', '"Krasnoyarsk"', '"gunx train"', '"nowhere train"']),
    *({"q": word} for word in ["nowhere", "gunnery", "Krasnoyarskiy", "gun nowhere", "nowhere else", "-", "Krasnodar Luhansk"]),
    {"section": "Analysis"},
    {"q": "gun", "section": "Analysis"},
    {"q": "gun", "section": "Analysis", "year": "2020"},
    {"q": "Zeppelin", "year": "2022"},
    {"q": "nowhere", "section": "Analysis"},
]  # fmt: skip


@pytest.fixture(scope="module")
def searchable(output, tmp_path_factory):
    """The frozen site with an index of a shard for each year."""
    folder = tmp_path_factory.mktemp("sharded")
    shutil.copytree(output, folder / "public")
    indexes.put(output, folder / "index", 2)
    shutil.copytree(folder / "index" / "pagefind", folder / "public" / "pagefind")
    return folder / "public"


@pytest.fixture(scope="module")
def addresses(output, tmp_path_factory):
    """{name in SHARDS: address of a site of STORIES, of which the index has so many shards}."""
    folder = tmp_path_factory.mktemp("many")
    chance = random.Random(SEED)  # noqa: S311 - any words will do
    for n in range(STORIES):
        year = YEARS[n * len(YEARS) // STORIES]
        words = chance.choices(COMMON, k=chance.randrange(30, 120)) + ([RARE[n]] if n in RARE else [])
        chance.shuffle(words)
        title = " ".join(chance.sample(COMMON, 3))
        section = chance.choice(["News", "Analysis"])
        day = f"{year}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        indexes.write(folder / "site", f"{year}/story-{n}", " ".join(words), title=title, section=section, day=day)
    for name, size in SHARDS.items():
        indexes.put(folder / "site", folder / name, size)
        shutil.copytree(output / "search", folder / name / "search")
        shutil.copytree(output / "scripts", folder / name / "scripts")
        shutil.copytree(output / "fonts", folder / name / "fonts")
        (folder / name / "favicon.svg").write_bytes((output / "favicon.svg").read_bytes())
    with served(folder / "one") as one, served(folder / "two") as two, served(folder / "three") as three:
        yield {"one": one, "two": two, "three": three}


@pytest.fixture(scope="module")
def look(chromium, addresses):
    """Search one of the sites; (how many stories the page says it has found, the addresses of all, in their order).

    All tests have one page for each site, since a new one takes longer than to search.
    """
    pages = {name: chromium.new_page() for name in addresses}

    def look(name, query):
        page = pages[name]
        page.goto(f"{addresses[name]}/search/?{urlencode(query)}")
        status = page.get_by_role("status")
        expect(status).to_have_text(re.compile("found"))
        while page.locator(".search-more").is_visible():
            before = found(page).count()
            page.locator(".search-more").click()
            expect(found(page)).not_to_have_count(before)
        number = re.match(r"\d+", status.inner_text())
        links = found(page).get_by_role("link").evaluate_all("links => links.map((link) => link.pathname)")
        return int(number[0]) if number else 0, links

    yield look
    for page in pages.values():
        page.close()


@pytest.mark.parametrize("query", QUERIES, ids=urlencode)
def test_the_same_stories_are_found_however_many_shards_there_are(look, query):
    """In one order as well: Pagefind's own counts words by how rare they are in each shard."""
    number, links = look("one", query)
    assert number == len(links)
    two, three = look("two", query), look("three", query)
    assert {number} == {two[0], three[0]}
    assert set(links) == set(two[1])
    assert two[1] == three[1]


@pytest.mark.parametrize("query", [{"q": "gun"}, {"q": "winter report"}, {"q": "Zeppelin"}, {"section": "News"}], ids=urlencode)  # fmt: skip
def test_the_newest_are_first_across_shards(look, query):
    one = look("one", {**query, "sort": "newest"})
    assert look("two", {**query, "sort": "newest"}) == one
    assert look("three", {**query, "sort": "newest"}) == one


def test_choices_count_the_stories_of_all_shards(visit, addresses):
    """All stories first, then those that were found, also if the choices are opened after that."""

    def choices(page):
        return [page.get_by_label(label).locator("option").all_inner_texts() for label in ("Section", "Year")]

    told = {}
    for name, host in addresses.items():
        page = visit("about:blank")
        page.goto(f"{host}/search/")
        page.get_by_text("Narrow and sort").first.click()
        expect(page.get_by_label("Year").locator("option")).to_have_count(len(YEARS) + 1)
        every = choices(page)
        page.goto(f"{host}/search/?q=bridge+winter")
        expect(page.get_by_role("status")).to_have_text(re.compile("found"))
        page.get_by_text("Narrow and sort").first.click()
        expect(page.get_by_label("Year").locator("option").nth(1)).not_to_have_text(re.compile(r"\(0\)"))
        told[name] = every, choices(page)
    assert told["one"] == told["two"] == told["three"]


def of_shards(requests):
    return {found[1] for request in requests if (found := re.search(r"/(?:pagefind\.)?(\d+)-en_[^/]*$", request))}


@pytest.mark.parametrize(
    ("query", "shards"),
    [
        ("q=Zeppelin", {"2018"}),
        ("q=Krasnodar", {"2022"}),
        ("q=kras", {"2018", "2022"}),
        ("q=nowhere", set()),
        ("q=gun&year=2021", {"2020"}),
    ],
)
def test_only_shards_with_the_words_are_asked(visit, addresses, query, shards):
    """Of "Zeppelin" and "Krasnodar", all others have words that are only like it."""
    requests = []
    page = visit("about:blank", on_request=requests.append)
    page.goto(f"{addresses['three']}/search/?{query}")
    expect(page.get_by_role("status")).to_have_text(re.compile("found"))
    assert of_shards(requests) == shards


def test_what_shards_share_is_loaded_once(visit, addresses):
    requests = []
    page = visit("about:blank", on_request=requests.append)
    page.goto(f"{addresses['three']}/search/?q=gun")
    expect(page.get_by_role("status")).to_have_text(re.compile("found"))
    assert of_shards(requests) == {"2018", "2020", "2022"}
    names = [request.rpartition("/")[2].partition("?")[0] for request in requests if "/pagefind/" in request]
    assert {name: names.count(name) for name in ("pagefind.js", "pagefind-entry.json", "wasm.en.pagefind")} == {
        "pagefind.js": 1,
        "pagefind-entry.json": 1,
        "wasm.en.pagefind": 1,
    }
    assert len(names) == len(set(names))


MISSING = "Stories of 2020 to 2021 could not be looked through: load this page again."


@pytest.mark.parametrize("status", [None, 503], ids=["cut off", "refused"])
@pytest.mark.parametrize("lost", ["pagefind.2020-*.pf_meta", "index/2020-*"])
def test_a_shard_that_does_not_arrive_is_passed_over_and_told_of(visit, addresses, lost, status):
    page = visit("about:blank", expect_errors=True)
    page.route(f"**/pagefind/{lost}", lambda route: route.fulfill(status=status) if status else route.abort())
    page.goto(f"{addresses['three']}/search/?q=kras")
    says(page, "2 stories found.")  # of other shards
    page.get_by_label("Words to look for").fill("gun")
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^\d+ stories found, 10 shown\. {MISSING}$"))
    partly = int(page.get_by_role("status").inner_text().split()[0])
    page.get_by_role("button", name="More stories").click()
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{partly} stories found, 20 shown\. {MISSING}$"))
    page.get_by_label("Words to look for").fill("Luhansk")
    expect(page.get_by_role("status")).to_have_text(re.compile(f"^No story found in other years. {MISSING}$"))
    page.unroute_all()
    page.get_by_role("button", name="Search").click()  # asks it anew
    says(page, "1 story found.")


def test_a_shard_that_never_answers_is_not_waited_for_for_ever(visit, addresses):
    page = visit("about:blank", expect_errors=True)
    page.clock.install()
    held = []
    page.route("**/pagefind/pagefind.2020-*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.goto(f"{addresses['three']}/search/?q=gun&year=2018")
    for year in ("2018", "2022"):  # what the other shards need is loaded before the clock is moved
        narrow(page, "Year", year)
        expect(found(page).first.get_by_role("link")).to_have_attribute("href", re.compile(f"/{year}/"))
    with page.expect_request("**/pagefind/pagefind.2020-*"):
        narrow(page, "Year", "")
    page.clock.fast_forward(10_000)
    expect(page.get_by_role("status")).to_have_text(re.compile(f"{MISSING}$"))
    assert held


@SIZES
@SCHEMES
def test_what_is_said_of_a_missing_shard_fits(visit, addresses, viewport, scheme):
    page = visit("about:blank", expect_errors=True, viewport=viewport, color_scheme=scheme)
    page.route("**/pagefind/pagefind.2020-*", lambda route: route.abort())
    page.goto(f"{addresses['three']}/search/?q=gun")
    expect(page.get_by_role("status")).to_contain_text(MISSING)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
