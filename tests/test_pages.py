"""What a reader finds on the built pages, a page type at a time."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from .sites import PAGES, STORY, STORY_ADDRESS, parse


def text(element):
    return " ".join(element.text_content().split())


def one(page, selector):
    """The text of the only element that `selector` finds."""
    (element,) = page.cssselect(selector)
    return text(element)


@pytest.fixture(scope="session")
def story(output):
    return parse(output, STORY_ADDRESS)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_every_page_says_what_and_where_it_is(output, address):
    """Title, description, language, canonical address, one h1, landmarks and a way past the navigation."""
    page = parse(output, address)
    assert page.get("lang") == "en"
    assert "Railhead" in page.findtext(".//title")
    assert len(page.cssselect('meta[name="description"]')[0].get("content")) > 10
    assert page.cssselect('link[rel="canonical"]')[0].get("href") == "http://127.0.0.1:8000" + address
    assert one(page, "h1")
    assert [element.tag for element in page.cssselect("body > *")] == ["a", "header", "main", "footer"]
    assert page.cssselect("body > a")[0].get("href") == "#content"


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_headings_leave_out_no_level(output, address):
    levels = [int(heading.tag[1]) for heading in parse(output, address).cssselect("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_built_pages_are_those_that_are_tested(output):
    """A new kind of page cannot go untested: only tags, stories, years and publishers come in numbers."""
    built = {"/" + path.relative_to(output).as_posix().removesuffix("index.html") for path in output.rglob("*.html")}
    many = ("/tags/", "/2024/", "/2025/", "/sources/")
    assert {page for page in built if not page.startswith(many)} == {
        page for page in PAGES.values() if not page.startswith(many)
    }


def test_the_head_of_a_story_tells_what_happened_who_says_so_and_when(story):
    head = story.cssselect(".story-head")[0]
    assert one(head, ".kicker") == "Breaking News Report"
    assert one(head, "h1") == "Another batch of North Korean Koksan guns reported on a train in Russia"
    assert one(head, ".dek").endswith("It calls their use in combat unconfirmed.")
    assert (
        one(head, ".byline") == "By Railhead desk, 19 December 2024, updated 19 February 2025. Source: Army Recognition"
    )
    assert head.cssselect("time")[0].get("datetime") == "2024-12-19"
    assert one(head, ".standing") == "As of 18 February 2025: 1 claim confirmed, 8 reported, 5 assessed, 1 disputed."


def test_the_picture_says_what_it_stands_for(story):
    figure = story.cssselect(".lead-picture")[0]
    assert figure.cssselect("[role=img]")[0].get("aria-label").startswith("Drawing of two flat railway wagons")
    assert len(figure.cssselect("svg")) == 1
    assert "still from the video" in one(figure, "figcaption")
    assert "Telegram" in one(figure, ".credit")


def test_each_claim_has_a_row_with_its_status_source_and_day(story):
    rows = {row.get("id").removeprefix("claim-"): row for row in story.cssselect(".ledger li")}
    assert len(rows) == 15
    assert one(rows["combat"], ":scope > .status").endswith("Reported")
    assert one(rows["first-photos"], ":scope > .status").endswith("Disputed")
    assert one(rows["logistics"], ".status").endswith("Confirmed")
    assert one(rows["transfer"], ".status").endswith("Assessed")
    assert one(rows["limits"], ".claim-entry") == "Army Recognition, as of 19 December 2024."


def test_a_claim_tells_how_it_stood_before(story):
    """Combat use went from unconfirmed to reported; what has been said since comes first, with its caveats."""
    entries = [text(entry) for entry in story.cssselect("#claim-combat .claim-entry")]
    assert [entry.split(". ")[0] for entry in entries] == [
        "Devdiscourse, as of 18 February 2025",
        "Earlier: ◐ Reported, Euromaidan Press, as of January 2025",
        "Earlier: ○ Unconfirmed, Army Recognition, as of 19 December 2024",
    ]
    assert all(caveat in entries[0] for caveat in ("older M-1978", "one side", "could not independently confirm"))


def test_a_citation_leads_to_its_claim_and_back(story):
    """Every row of the ledger is cited in the text, and the two point at each other."""
    for row in story.cssselect(".ledger li"):
        back = row.cssselect(".backlinks a")[0].get("href")
        (mark,) = story.cssselect(f"[id='{back[1:]}']")
        (link,), (button,) = mark.cssselect("a"), mark.cssselect("button")
        assert link.get("href") == "#" + row.get("id")
        (opened,) = story.cssselect(f"[id='{button.get('popovertarget')}'][popover]")
        assert opened.cssselect("a")[-1].get("href") == "#" + row.get("id")
        for part in (link, button):
            assert row.cssselect(".status")[0].text_content().split()[0] == part.text.split()[0]
            assert part.get("aria-label").endswith(": see the claim")


def test_the_first_mark_of_each_status_carries_its_word(story):
    marks = [text(mark) for mark in story.cssselect(".prose .cite button")]
    assert [mark for mark in marks if " " in mark] == ["◐ Reported", "≠ Disputed", "∴ Assessed", "● Confirmed"]
    assert set(marks) - {"◐ Reported", "≠ Disputed", "∴ Assessed", "● Confirmed"} == {"1", "◐", "∴"}


def test_what_a_mark_opens_leads_to_the_report(story):
    """Of a claim, and of a source that is cited by its number."""
    for name in ("about-claim-limits", "about-source-army-recognition"):
        (link,) = story.cssselect(f"#{name} a[rel=external]")
        assert urlsplit(link.get("href")).netloc == "armyrecognition.com"


def test_what_marks_open_is_in_no_feed_and_not_searched(output, story):
    for name in ("feeds/atom.xml", "feeds/rss.xml", "feeds/feed.json", "2024/second-koksan-shipment/story.json"):
        assert not re.search("popover|popup|button", (output / name).read_text(encoding="utf-8"))
    (popups,) = story.cssselect(".popups")
    assert popups.get("data-pagefind-ignore") == "all"
    assert not story.cssselect(".prose [popover]")


def test_a_source_has_its_title_and_address(story):
    source = story.cssselect(".sources li")[0]
    assert text(source).startswith("Army Recognition: Breaking News: North Korea Delivers New Batch")
    assert urlsplit(source.cssselect("a")[0].get("href")).netloc == "armyrecognition.com"


def test_tags_and_section_lead_to_their_lists(story):
    tags = {text(tag): tag.get("href") for tag in story.cssselect("a[rel=tag]")}
    assert tags["M1989 Koksan"] == "/tags/m1989-koksan/"
    assert len(tags) == 6
    assert story.cssselect(".kicker a")[0].get("href") == "/sections/breaking-news/"


def test_the_equipment_card_leads_to_a_table_with_conversions(story, output):
    card = story.cssselect(".equipment-card")[0]
    assert card.cssselect("h2 a")[0].get("href") == PAGES["equipment"]
    assert "40 km (25 miles) maximum, with a conventional shell" in text(card)
    table = parse(output, PAGES["equipment"]).cssselect(".specification")[0]
    rows = [[text(cell) for cell in row] for row in table.cssselect("tbody tr")]
    assert ["Calibre", "170 mm (6.7 in)", "Army Recognition"] in rows
    assert ["Range", "60 km (37 miles) maximum, with a rocket-assisted shell", "Army Recognition"] in rows


def test_the_timeline_runs_from_the_oldest_event(story):
    days = [time.get("datetime") for time in story.cssselect(".timeline time")]
    assert days == ["2024-11-16", "2024-11-20", "2024-11-20", "2024-12-19", "2025-01-07", "2025-02-18", "2025-03-26"]


def test_an_event_of_another_page_leads_to_its_source_there(story):
    links = [link.get("href") for link in story.cssselect(".timeline cite a")]
    assert links[0] == "/2024/koksan-guns-krasnoyarsk/#source-firstpost"
    assert links[1] == "#source-army-recognition"
    assert links[-1] == "/threads/koksan-transfers/#source-moscow-times"


def test_the_thread_has_its_stories_newest_first(output):
    thread = parse(output, PAGES["thread"])
    assert [link.get("href") for link in thread.cssselect(".story-list h2 a")] == [
        "/2025/claimed-koksan-strike-luhansk/",
        "/2025/budanov-120-koksan-guns/",
        "/2024/second-koksan-shipment/",
        "/2024/koksan-guns-krasnoyarsk/",
    ]


def test_open_claims_stand_newest_change_first_and_without_settled_ones(output):
    rows = parse(output, PAGES["claims"]).cssselect(".terms li")
    days = [row.cssselect("time")[0].get("datetime") for row in rows]
    # a month counts as its last day
    assert days == sorted(days, key=lambda day: day if day.count("-") > 1 else day + "-31", reverse=True)
    links = {row.cssselect("a")[0].get("href") for row in rows}
    assert "/2024/second-koksan-shipment/#claim-combat" in links
    assert "/2024/second-koksan-shipment/#claim-logistics" not in links  # confirmed


def test_the_register_names_each_publisher_once_with_what_rests_on_it(output):
    register = parse(output, PAGES["sources"])
    publishers = [text(heading) for heading in register.cssselect("h2")]
    assert publishers == sorted(set(publishers), key=str.casefold)
    assert len(publishers) == 8
    page = parse(output, "/sources/devdiscourse/")
    assert {link.get("href") for link in page.cssselect(".uses a")} == {
        "/2025/claimed-koksan-strike-luhansk/#source-devdiscourse",
        "/2024/second-koksan-shipment/#source-devdiscourse",
        "/equipment/m1989-koksan/#source-devdiscourse",
    }
    assert "/2024/second-koksan-shipment/#claim-combat" in page.xpath("//li/a/@href")


def test_a_source_with_an_archived_copy_carries_robust_links(site):
    more = "    archived: https://archive.example/1\n    accessed: 2024-12-20\n"
    site.write("stories/2024/a-story.md", STORY.replace("claims:", more + "claims:"))
    site.build()
    for address in ("/2024/a-story/", "/sources/", "/sources/a-paper/"):
        link = site.page(address).cssselect("a[data-originalurl]")[0]
        assert link.get("href") == link.get("data-originalurl") == "https://paper.example/report"
        assert link.get("data-versionurl") == "https://archive.example/1"
        assert link.get("data-versiondate") == "2024-12-20"


def test_a_publisher_is_shown_with_what_it_said_itself(output):
    """A claim may stand otherwise by now; that is not this publisher's word."""
    rows = [text(row) for row in parse(output, PAGES["publisher"]).cssselect(".terms li")]
    assert "○ Unconfirmed Koksan guns sent to Russia have been used in combat. Now: ◐ Reported" in rows


def test_a_correction_updates_the_story_for_everyone(site):
    """Its day is that of the last change, on the page and for machines."""
    extra = "id: a-story\ncorrections: [{date: 2025-01-02, kind: correction, text: A figure was wrong.}]\n"
    site.write("stories/2024/a-story.md", STORY.replace("id: a-story\n", extra))
    site.build()
    page = site.page("/2024/a-story/")
    assert "updated 2 January 2025" in one(page, ".byline").replace("\u00a0", " ")
    assert page.cssselect('meta[property="article:modified_time"]')[0].get("content") == "2025-01-02"


def test_corrections_are_listed_across_the_site(output):
    (entry,) = parse(output, PAGES["corrections"]).cssselect(".terms li")
    assert text(entry).startswith("19 February 2025, update in Another batch of North Korean Koksan guns")
    assert entry.cssselect("a")[0].get("href") == "/2024/second-koksan-shipment/#corrections"


def test_the_story_has_the_length_of_a_news_report(story):
    aside = sum(len(text(part).split()) for part in story.cssselect(".prose .note, .prose .cite"))
    assert 500 <= len(one(story, ".prose").split()) - aside <= 800


@pytest.mark.parametrize("kind", ["home", "section", "tag", "author", "archive", "year", "thread"])
def test_every_listing_shows_the_same_entry_for_a_story(output, kind):
    entries = {e.cssselect("h2 a")[0].get("href"): e for e in parse(output, PAGES[kind]).cssselect(".story-list > li")}
    entry = entries[STORY_ADDRESS]
    assert one(entry, ".byline") == "19 December 2024. Source: Army Recognition"
    assert one(entry, ".dek").startswith("A video posted on 19 December")


@pytest.mark.parametrize("kind", ["tags", "sections", "authors", "equipment list"])
def test_every_list_of_terms_has_entries(output, kind):
    assert all(text(entry) for entry in parse(output, PAGES[kind]).cssselect(".terms li a"))
    assert parse(output, PAGES[kind]).cssselect(".terms li")


def test_a_title_with_signs_of_html_arrives_as_text(site):
    """What is typed in front matter is shown as it was typed, in the page and in its title."""
    site.write("stories/2024/a-story.md", STORY.replace("A headline", '"</title><script>x</script> & <b>"'))
    site.build()
    page = site.page("/2024/a-story/")
    assert text(page.cssselect("h1")[0]) == "</title><script>x</script> & <b>"
    assert page.findtext(".//title") == "</title><script>x</script> & <b> – Railhead"
    assert [script.get("type") for script in page.cssselect("script")] == ["application/ld+json"]


def test_timestamps_updates_and_corrections_are_shown(site):
    extra = """id: a-story
modified: 2024-12-20T10:30:00+01:00
corrections:
  - {date: 2024-12-20, kind: correction, text: An earlier version named the wrong place.}
"""
    site.write("stories/2024/a-story.md", STORY.replace("id: a-story\n", extra))
    site.build()
    page = site.page("/2024/a-story/")
    assert one(page, ".byline").startswith("By Railhead desk, 19 December 2024, updated 20 December 2024.")
    assert page.cssselect(".byline time")[1].get("datetime") == "2024-12-20T10:30:00+01:00"
    assert one(page, ".corrections li") == "Correction, 20 December 2024: An earlier version named the wrong place."


def test_a_claim_keeps_its_history(site):
    entry = "      - {as_of: 2025-01-30, status: confirmed, source: a-paper}\n---\n\n"
    site.write("stories/2024/a-story.md", STORY.replace("---\n\n", entry))
    site.build()
    (row,) = site.page("/2024/a-story/").cssselect(".ledger li")
    assert one(row, ":scope > .status").endswith("Confirmed")
    assert [text(entry) for entry in row.cssselect(".claim-entry")] == [
        "A Paper, as of 30 January 2025.",
        "Earlier: ◐ Reported, A Paper, as of 19 December 2024.",
    ]


def test_lists_over_several_pages_cannot_collide(site):
    """Page 1 of the tag m-9, behind the first, and the tag m-91 are different pages."""
    for n in range(40):
        story = STORY.replace("id: a-story", f"id: story-{n}").replace("[artillery]", "[m 9, m 91]")
        site.write(f"stories/2024/story-{n}.md", story)
    site.build()
    second = site.page("/tags/m-9/page/1/")
    assert text(second.cssselect("h1")[0]) == "m 9"
    assert len(second.cssselect(".story-list > li")) == 20
    assert [link.get("href") for link in second.cssselect(".pagination a")] == ["/tags/m-9/"]
    assert "/archive/" in [link.get("href") for link in site.page("/").cssselect(".more a")]
    assert text(site.page("/tags/m-91/").cssselect("h1")[0]) == "m 91"


def test_stories_of_one_day_keep_one_order(site):
    for name in "bac":
        site.write(f"stories/2024/{name}.md", STORY.replace("id: a-story", f"id: {name}"))
    site.build()
    links = [link.get("href") for link in site.page("/").cssselect(".story-list h2 a")]
    assert links == ["/2024/c/", "/2024/b/", "/2024/a/"]


def test_a_thread_names_its_other_stories(site):
    for name in ("one", "two"):
        story = STORY.replace("id: a-story", f"id: {name}\nstory: a-thread").replace("A headline", f"Part {name}")
        site.write(f"stories/2024/{name}.md", story)
    site.write("threads/a-thread.md", "---\ntitle: A thread\ndek: Of two stories.\n---\n")
    site.write("stories/2024/apart.md", STORY.replace("id: a-story", "id: apart"))
    site.build()
    others = site.page("/2024/one/").cssselect("[aria-labelledby=thread] a")
    assert [other.get("href") for other in others] == ["/threads/a-thread/", "/2024/two/"]
    assert not site.page("/2024/apart/").cssselect("[aria-labelledby=thread]")


def test_a_story_of_a_long_thread_names_those_before_and_after_it(site):
    for day in range(1, 9):
        story = STORY.replace("id: a-story", f"id: day-{day}\nstory: a-thread").replace("2024-12-19", f"2024-12-0{day}")
        site.write(f"stories/2024/day-{day}.md", story)
    site.write("threads/a-thread.md", "---\ntitle: A thread\ndek: Of eight stories.\n---\n")
    site.write("stories/2024/planned.md", STORY.replace("id: a-story", "id: planned\nstatus: draft\nstory: a-thread"))
    site.build(DRAFT_SAVE_AS="drafts/{slug}/index.html")
    told = {
        "/2024/day-5/": ["7", "Next: 6", "Before: 4", "3"],
        "/2024/day-8/": ["Before: 7", "6"],
        "/2024/day-1/": ["3", "Next: 2"],
        "/drafts/planned/": ["8", "7", "6", "5"],
    }
    for address, others in told.items():
        section = site.page(address).cssselect("[aria-labelledby=thread]")[0]
        items = [
            (text(item).partition("A headline")[0], item.cssselect("a")[0].get("href"))
            for item in section.cssselect("li")
        ]
        assert [word + href.strip("/")[-1] for word, href in items] == others
        assert text(section.cssselect("p")[0]) == "All 8 stories"


def test_an_empty_site_says_so(site):
    site.write("pages/about.md", "---\ntitle: About\ndek: Nothing yet.\n---\n")
    site.build()
    assert "No stories yet." in text(site.page("/").cssselect("main")[0])
