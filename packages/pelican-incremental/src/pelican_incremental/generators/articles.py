"""Pelican's generator of articles. Its lists are restored from the store, or else worked out in linear time.

It asks the writer only for pages that may be stale or new. Taking in sources, as pages need it too, is in `base`.
"""

from __future__ import annotations

import calendar
import logging
from collections import defaultdict
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeGuard

import pelican.generators
from pelican import signals
from pelican.urlwrappers import Author, Category, Tag

from ..store.rows import Job
from ..tracing.lists import ContentList, keys_of, list_of, name_of, was_changed
from ..tracing.recorder import recorder
from ..tracing.signals import LATE, receivers_of
from ..versions import SKIPS_UNNAMED, OverwriteError
from .article_feeds import Feeds
from .base import Contents

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import datetime

    from pelican.urlwrappers import URLWrapper
    from pelican.writers import Writer

    from ..protocols import Structure

    Write: TypeAlias = Callable[..., object]  # as a Writer does
    Terms: TypeAlias = list[tuple[URLWrapper, Sequence[int]]]  # with the ids of their articles
    Period: TypeAlias = tuple[dict[str, Any], Sequence[int], Sequence[int]]

TERMS = {"tags": Tag, "categories": Category, "authors": Author}
PERIODS = {"year": ("year",), "month": ("year", "month"), "day": ("year", "month", "day")}

logger = logging.getLogger("pelican.generators")


class ArticlesGenerator(Feeds, Contents, pelican.generators.ArticlesGenerator):
    """Pelican's, under Pelican's name, by which plugins know it."""

    # as they are made here; where a plugin can have put others in their place, that is looked for
    articles: ContentList
    translations: ContentList
    hidden_articles: ContentList
    hidden_translations: ContentList
    drafts: ContentList
    drafts_translations: ContentList
    dates: ContentList
    categories: list[tuple[URLWrapper, list[Any]]]
    authors: list[tuple[URLWrapper, list[Any]]]
    _places: dict[Any, int] | None = None
    _plain = True
    GROUPS: ClassVar[dict[str, tuple[str, str]]] = {
        "published": ("articles", "translations"),
        "hidden": ("hidden_articles", "hidden_translations"),
        "draft": ("drafts", "drafts_translations"),
    }

    def generate_context(self) -> None:
        self._collect(self.settings["ARTICLE_PATHS"], self.settings["ARTICLE_EXCLUDES"])
        signals.article_generator_pretaxonomy.send(self)
        if not isinstance(self.articles, ContentList) or was_changed(self.articles):
            self.articles = list_of("Article articles", list(self.articles), self.build.library)
        if not self.restored:
            self._classify()
        self._publish()
        self.state = self._state()
        signals.article_generator_finalized.send(self)

    def _classify(self) -> None:
        """Put the articles under their categories, tags, authors and periods."""
        changed = self.build.constructing or receivers_of("article_generator_pretaxonomy")
        structures = {} if changed else self._structures
        self._plain = not changed and all(structures[id_]["plain"] for id_ in keys_of(self.articles))
        if not self._plain:
            groups = self._terms_of_objects()
        else:
            groups = {name: self._terms(name, structures) for name in TERMS}
        self._terms_by_group = groups
        if not changed:
            days = {id_: structures[id_]["date"] for id_ in keys_of(self.articles)}
        else:
            days = {self.build.library.key_of(article): article.date for article in self.articles}
        ids = sorted(keys_of(self.articles), key=days.__getitem__, reverse=self.context["NEWEST_FIRST_ARCHIVES"])
        self.dates = ContentList("dates", ids, self.build.library.find)
        self._periods = self._build_periods(ids, days)
        self._feeds = self._build_feeds(structures) if self._plain else {}
        self._structures = {}

    def _terms(self, name: str, structures: dict[int, Structure]) -> Terms:
        """[(term, ids of its articles)] of one kind, in the order in which they are met."""
        found = {}
        for id_ in keys_of(self.articles):
            for label, slug in structures[id_][name]:  # ty: ignore[non-literal-typed-dict-key] - one of TERMS
                if slug not in found:
                    found[slug] = (label, [])
                found[slug][1].append(id_)
        return [(self._term(name, label, slug), ids) for slug, (label, ids) in found.items()]

    def _term(self, name: str, label: str, slug: str) -> URLWrapper:
        term = TERMS[name](label, self.settings)
        term._slug = slug  # noqa: SLF001 - worked out when the file was read
        return term

    def _terms_of_objects(self) -> dict[str, Terms]:
        groups = {name: defaultdict(list) for name in TERMS}
        for key, article in zip(keys_of(self.articles), self.articles, strict=True):
            if hasattr(article, "category"):
                groups["categories"][article.category].append(key)
            for tag in getattr(article, "tags", []):
                groups["tags"][tag].append(key)
            for author in getattr(article, "authors", []):
                groups["authors"][author].append(key)
        return {name: list(group.items()) for name, group in groups.items()}

    def _build_periods(self, ids: list[int], days: dict[int, datetime]) -> dict[str, list[Period]]:
        """As Pelican's, in linear time: {granularity: [(plain values of a period, ids by date, ids by order)]}."""
        place = {id_: number for number, id_ in enumerate(keys_of(self.articles))}
        periods = {}
        for granularity, parts in PERIODS.items():
            save_as = self.settings[f"{granularity.upper()}_ARCHIVE_SAVE_AS"]
            if not save_as:
                continue
            url = self.settings[f"{granularity.upper()}_ARCHIVE_URL"]
            periods[granularity] = made = []
            for numbers, group in groupby(ids, key=lambda id_: tuple(getattr(days[id_], part) for part in parts)):
                members = list(group)
                first = days[members[0]]
                month = [calendar.month_name[numbers[1]]] if len(numbers) > 1 else []
                values = {
                    "save_as": save_as.format(date=first),
                    "url": url.format(date=first),
                    "period": (numbers[0], *month, *numbers[2:]),
                    "period_num": numbers,
                }
                made.append((values, members, sorted(members, key=place.__getitem__)))
        return periods

    def _publish(self) -> None:
        """Make of what was worked out or restored what plugins and templates know."""
        find = self.build.library.find
        for group, terms in self._terms_by_group.items():
            made = [(term, ContentList(f"{group}/{term.slug}", ids, find)) for term, ids in self._own(group, terms)]
            setattr(self, group, made)
        self.tags = defaultdict(list, self.tags)
        self.categories.sort(reverse=self.settings["REVERSE_CATEGORY_ORDER"])
        self.authors.sort()
        self.period_archives = defaultdict(list)
        for granularity, periods in self._periods.items():
            for values, dates, articles in periods:
                name = "/".join(map(str, (granularity, *values["period_num"])))
                self.period_archives[granularity].append(
                    {
                        "dates": ContentList(f"{name}/dates", dates, find),
                        "articles": ContentList(f"{name}/articles", articles, find),
                        **values,
                    }
                )
        names = ("articles", "drafts", "hidden_articles", "dates", "tags", "categories", "authors", "related_posts")
        self._update_context(names)
        self.context["period_archives"] = self.period_archives

    def _own(self, group: str, terms: Terms) -> Terms:
        """(term, ids of articles) of each of the `terms`, as the first article has it, where plugins may change it.

        In Pelican both are one object: what a plugin sets of an article's author, the list of authors has as well.
        """
        if not self._plain or not receivers_of(*LATE, "get_generators"):
            return terms
        field = "category" if group == "categories" else group
        return [(self.build.library.share(ids[0], field, term), ids) for term, ids in terms]

    def _restore(self, state: dict[str, Any]) -> None:
        super()._restore(state)
        self.dates = ContentList("dates", state["dates"], self.build.library.find)
        self._periods, self._feeds = state["periods"], state["feeds"]
        self._terms_by_group = {
            name: [(self._term(name, label, slug), ids) for label, slug, ids in terms]
            for name, terms in state["terms"].items()
        }

    def _state(self) -> dict[str, Any] | None:
        state = super()._state()
        if state is None or not self._plain:
            return None
        terms = {n: [(t.name, t.slug, ids) for t, ids in group] for n, group in self._terms_by_group.items()}
        own = {"dates": keys_of(self.dates), "periods": self._periods, "feeds": self._feeds, "terms": terms}
        return {**state, **own}

    def _lists_beside(self) -> dict[Hashable, Any]:
        terms = {("list", name, term.slug): items for name in TERMS for term, items in _pairs(getattr(self, name))}
        archives = self._archives()
        periods = {
            (name, archive["period_num"]): archive[name] for archive in archives for name in ("dates", "articles")
        }
        return {"dates": self.dates, **terms, **periods}

    def _plain_values(self) -> dict[Hashable, Any]:
        terms: dict[Hashable, Any] = {
            ("term", name, term.slug): term for name in TERMS for term, _ in _pairs(getattr(self, name))
        }
        periods: dict[Hashable, Any] = {
            ("period", archive["period_num"]): {**archive, "dates": None, "articles": None}
            for archive in self._archives()
        }
        return terms | periods

    def _archives(self) -> list[dict[str, Any]]:
        return [archive for archives in self.period_archives.values() for archive in archives]

    def lists(self) -> dict[str, ContentList | Callable[[], list[Any]]]:
        own = (items for name in TERMS for _, items in _pairs(getattr(self, name)))
        terms = {name_of(items): items for items in own if isinstance(items, ContentList)}
        periods = {
            name_of(archive[name]): archive[name]
            for archive in self._archives()
            for name in ("dates", "articles")
            if _is_ours(archive[name])
        }
        dates: dict = {"dates": self.dates} if isinstance(self.dates, ContentList) else {}
        for kind, group in (("tag", self.tags), ("category", self.categories), ("author", self.authors)):
            for term, items in _pairs(group):
                # worked out only if a page has read it
                name = f"{kind} {term.slug}/dates"
                dates[name] = partial(self._by_date, name, items)
        feeds = {name_of(items): items for items in self._feed_lists().values()}
        return {**super().lists(), **dates, **terms, **periods, **feeds}

    def generate_output(self, writer: Writer) -> None:
        self.generate_feeds(writer)
        self.generate_pages(writer)
        with recorder.witnessed(self.build.witness):
            signals.article_writer_finalized.send(self, writer=writer)

    def generate_pages(self, writer: Writer) -> None:
        self.write_pages(writer)
        self.build.writer.flush()

    def write_pages(self, writer: Writer) -> None:
        """Have each page that is wanted written."""
        super().generate_pages(writer)

    def generate_articles(self, write: Write) -> None:
        groups = (self.translations, self.articles, self.hidden_translations, self.hidden_articles)
        for article in self.build.wanted("article", groups):
            if receivers_of("article_generator_write_article"):
                signals.article_generator_write_article.send(self, content=article)
                self.build.library.pass_on()
            self.build.writer.job = Job("article", self.build.library.key_of(article))
            write(
                article.save_as,
                self.get_template(article.template),
                self.context,
                article=article,
                category=getattr(article, "category", None),
                override_output=hasattr(article, "override_save_as"),
                url=article.url,
                blog=True,
            )

    def generate_drafts(self, write: Write) -> None:
        for draft in self.build.wanted("draft", (self.drafts_translations, self.drafts)):
            self.build.writer.job = Job("draft", self.build.library.key_of(draft))
            write(
                draft.save_as,
                self.get_template(draft.template),
                self.context,
                article=draft,
                category=draft.category,
                override_output=hasattr(draft, "override_save_as"),
                blog=True,
                all_articles=self.articles,
                url=draft.url,
            )

    def generate_period_archives(self, write: Write) -> None:
        job = Job("period")
        if self.build.wants(job):
            self.build.writer.job = job
            super().generate_period_archives(write)

    def generate_direct_templates(self, write: Write) -> None:
        job = Job("direct")
        if self.build.wants(job):
            self.build.writer.job = job
            super().generate_direct_templates(write)

    def generate_tags(self, write: Write) -> None:
        self._generate_terms(write, "tag", self.tags.items())

    def generate_categories(self, write: Write) -> None:
        self._generate_terms(write, "category", self.categories)

    def generate_authors(self, write: Write) -> None:
        self._generate_terms(write, "author", self.authors)

    def _generate_terms(self, write: Write, name: str, terms: Iterable[tuple[URLWrapper, list[Any]]]) -> None:
        template = None
        for term, articles in terms:
            job = Job(name, term.slug)
            if not self.build.wants(job):
                continue
            template = template or self.get_template(name)
            self.build.writer.job = job
            try:
                write(
                    term.save_as,
                    template,
                    self.context,
                    **{name: term},
                    url=term.url,
                    articles=articles,
                    dates=self._by_date(f"{name} {term.slug}/dates", articles),
                    template_name=name,
                    blog=True,
                    page_name=term.page_name,
                    all_articles=self.articles,
                )
            except OverwriteError:
                if term.slug or not SKIPS_UNNAMED:
                    raise
                logger.info('%s "%s" has an invalid slug; skipping its page...', name.capitalize(), term)

    def _by_date(self, name: str, articles: list[Any]) -> list[Any]:
        """Those of `dates` that are among `articles`, in linear time."""
        if not _is_ours(articles) or not _is_ours(self.dates):
            among = set(map(id, articles))
            return [article for article in self.dates if id(article) in among]
        if self._places is None:
            self._places = {id_: number for number, id_ in enumerate(keys_of(self.dates))}
        keys = sorted({key for key in keys_of(articles) if key in self._places}, key=self._places.__getitem__)
        return ContentList(name, keys, self.build.library.find)


def _pairs(terms: Any) -> Iterable[tuple[URLWrapper, list[Any]]]:
    return terms.items() if hasattr(terms, "items") else terms


def _is_ours(items: list[Any]) -> TypeGuard[ContentList]:
    return isinstance(items, ContentList) and not was_changed(items)
