"""Figures are laid out from the data that they show."""

from datetime import date
from types import SimpleNamespace

import pytest

from railhead.figures.ranges import ranges
from railhead.figures.timeline import timeline

from ..sites import STORY


def row(value, unit="km", name="Range", condition="maximum"):
    return SimpleNamespace(property=name, value=value, unit=unit, condition=condition)


def events(*days):
    return [SimpleNamespace(date=day) for day in days]


def test_bars_are_as_long_as_the_distances_and_stand_in_their_order():
    bars = ranges([row("60"), row("40", condition=None), row("170", "mm", "Calibre")])
    assert [(bar.label, bar.km, bar.yardstick) for bar in bars] == [
        ("Range", 40, False),
        ("A marathon", 42.195, True),
        ("An hour by car at 50 km/h", 50, True),
        ("Maximum", 60, False),
    ]
    assert [bar.share for bar in bars] == pytest.approx([40 / 60, 42.195 / 60, 50 / 60, 1])


def test_without_a_range_there_is_no_figure():
    assert ranges([row("170", "mm", "Calibre"), row("far")]) == []


def test_events_stand_as_far_apart_as_they_were():
    line = timeline(events(date(2024, 11, 20), date(2024, 12, 19), date(2025, 2, 18)))
    assert [point.share for point in line.points] == pytest.approx([0, 29 / 90, 1])
    assert [month.name for month in line.months] == ["Dec", "Jan", "Feb"]
    assert line.months[1].share == pytest.approx(42 / 90)


def test_numbers_that_would_touch_are_set_one_above_the_other():
    line = timeline(events(date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 2), date(2024, 12, 31)))
    assert [point.row for point in line.points] == [0, 1, 2, 0]


def test_one_day_is_no_line():
    assert timeline(events(date(2024, 1, 1), date(2024, 1, 1))) is None
    assert timeline([]) is None


def test_the_line_has_the_numbers_of_the_list_under_it(site):
    """The two say the same, in the same order, however the events were written down."""
    story = STORY.replace(
        "claims:",
        "events:\n"
        "  - {date: 2025-02-18, what: Last, source: a-paper}\n"
        "  - {date: 2024-11-20, what: First, where: Somewhere, source: a-paper}\n"
        "claims:",
    )
    site.write("stories/2024/a-story.md", story)
    site.build()
    section = site.page("/2024/a-story/").cssselect(".timeline")[0]
    assert [circle.get("cx") for circle in section.cssselect("circle")] == ["0", "360"]
    assert [entry.text_content().split()[3] for entry in section.cssselect("li")] == ["First", "Last"]
    said = section.cssselect("svg title")[0].text.replace("\u00a0", " ")
    assert said.startswith("2 events between 20 November 2024 and 18 February 2025, spaced")
