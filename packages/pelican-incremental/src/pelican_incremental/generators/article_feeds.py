"""The feeds of all articles and of each language. Their order is kept in the store, and not sorted again.

Feeds of a category, a tag or an author are made by Pelican's own code.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ..store.rows import FEED
from ..tracing.lists import ContentList, keys_of

# Pelican puts the items of these feeds in order at every build, for which it has to know all of them
FEEDS = ("FEED_ALL_ATOM", "FEED_ALL_RSS", "TRANSLATION_FEED_ATOM", "TRANSLATION_FEED_RSS")


if TYPE_CHECKING:
    import pelican.generators
    from pelican.writers import Writer

    from ..protocols import Structure
    from .base import Contents

    class _Generator(Contents, pelican.generators.ArticlesGenerator):
        """What Feeds are mixed into."""

        articles: ContentList
        translations: ContentList
        _plain: bool

else:
    _Generator = object


class Feeds(_Generator):
    """What a generator of articles keeps of these feeds."""

    _feeds: dict[str | None, list[int]]

    def _build_feeds(self, structures: dict[int, Structure]) -> dict[str | None, list[int]]:
        """{language, or None for all: ids in the order of the feed}, as far as there are such feeds."""
        members: dict[str | None, list[int]] = {}
        if any(self.settings.get(name) for name in FEEDS[:2]):
            others = [self.build.library.translations.get(id_, ()) for id_ in keys_of(self.articles)]
            members[None] = [*keys_of(self.articles), *chain.from_iterable(others)]
        if any(self.settings.get(name) for name in FEEDS[2:]):
            for id_ in (*keys_of(self.articles), *keys_of(self.translations)):
                members.setdefault(structures[id_]["lang"], []).append(id_)
        order = self.settings["ARTICLE_ORDER_BY"]
        return {language: self._sort(ids, structures, order) for language, ids in members.items()}

    def _feed_lists(self) -> dict[str | None, ContentList]:
        """{language, or None for all: the items of its feed}."""
        find = self.build.library.find
        return {language: ContentList(f"feed {language}", ids, find) for language, ids in self._feeds.items()}

    def generate_feeds(self, writer: Writer) -> None:
        if not self.build.wants(FEED):
            return
        self.build.writer.job = FEED
        # a plugin may change the order, or is to hear of the feeds in Pelican's
        if self.build.is_late or self.build.in_turn or not self._plain:
            super().generate_feeds(writer)
            return
        settings = self.settings
        self.settings = {**settings, **dict.fromkeys(FEEDS)}
        try:
            super().generate_feeds(writer)
        finally:
            self.settings = settings
        for language, articles in self._feed_lists().items():
            for setting in FEEDS[:2] if language is None else FEEDS[2:]:
                if path := settings.get(setting):
                    places = path, settings.get(f"{setting}_URL", path)
                    if language is not None:
                        places = (str(place).format(lang=language) for place in places)
                    writer.write_feed(articles, self.context, *places, setting.rpartition("_")[2].lower())
