"""Pelican's generators, reading only what changed and visiting only what has to be rendered."""

import calendar
import logging
import os
from collections import defaultdict
from functools import partial
from itertools import chain, groupby

import pelican.generators
from pelican import signals
from pelican.contents import SkipStub
from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import order_content, process_translations
from pelican.writers import FileOverwriteFailedError

from .containers import ContentList
from .contents import MISSING, Article, Page, Static, attributes
from .reading import receivers_of

TERMS = {"tags": Tag, "categories": Category, "authors": Author}
PERIODS = {"year": ("year",), "month": ("year", "month"), "day": ("year", "month", "day")}


logger = logging.getLogger("pelican.generators")


class Incremental:
    """Mixin before a generator of Pelican's; `build` is set by the run that it belongs to."""

    build = None

    def get_files(self, paths, exclude=None, extensions=None):
        """As Pelican's, from one walk through each folder a build."""
        if self.build is None:
            return super().get_files(paths, exclude, extensions)
        if extensions is None:
            extensions = tuple(self.readers.extensions)
        return self.build.tree.find(paths, exclude or [], extensions)

    def _check_disabled_readers(self, paths, exclude):
        if self.readers.disabled_readers:
            super()._check_disabled_readers(paths, exclude)

    def add_source_path(self, content, static=False):  # noqa: FBT002 - Pelican's signature
        kind = type(content).__name__
        if "_key" not in attributes(content) and kind in {"Article", "Page", "Static"}:
            self.build.library.adopt(kind, content)
        super().add_source_path(content, static=static)


class Contents(Incremental):
    """What generators of articles and of pages have in common.

    `GROUPS` names, by status, the lists of originals and of translations; `restored` says that all lists are those of
    the build before, `state` is what the next one needs for that.
    """

    CLASS = Article
    GROUPS = {}
    restored = False
    state = None

    @property
    def kind(self):
        return self.CLASS.__name__

    def _signal(self, name):
        return getattr(signals, f"{self.kind.lower()}_generator_{name}")

    def _collect(self, paths, excludes):
        """Read what has to be read, and fill the lists of GROUPS."""
        found = sorted(self.get_files(paths, excludes))
        build = self.build
        changes = build.intake.take(self, self.CLASS, found)
        for path in changes.failed:
            self._add_failed_source_path(path)
        if build.constructing:
            self._group([content for id_ in changes.ids if (content := self._construct(id_)) is not None])
            return
        state = build.restorable(self.kind)
        if state is not None and not changes.structural:
            self.restored = True
            self._restore(state)
            return
        structures = build.intake.structures(changes.ids)
        links = {link for structure in structures.values() for link in structure["static_links"]}
        self.static_links = sorted(links)
        self.context["static_links"] |= links
        self.attaches = any(structure["attaches"] for structure in structures.values())
        self._structures = structures
        self._arrange(structures)

    def _construct(self, id_):
        """The content with an id, where plugins have a say in what is made of it, or None."""
        html, metadata = self.build.library.given(id_)
        self._signal("context").send(self, metadata=metadata)
        path = os.path.abspath(os.path.join(self.path, self.build.library.path_of(id_)))  # noqa: PTH100, PTH118
        kind = SkipStub if metadata.get("status") == "skip" else self.CLASS
        content = kind(content=html, metadata=metadata, settings=self.settings, source_path=path, context=self.context)
        if kind is SkipStub:
            return None
        if not content.is_valid():
            self._add_failed_source_path(path)
            return None
        self.add_source_path(content)
        self.add_static_links(content)
        return content

    def _group(self, contents):
        """Fill the lists of GROUPS from contents, as Pelican does."""
        self.static_links = sorted(self.context["static_links"])
        self.attaches = any("attach}" in content._content or "|attach|" in content._content for content in contents)  # noqa: SLF001
        ids, order = (
            self.settings[f"{self.kind.upper()}_TRANSLATION_ID"],
            self.settings[f"{self.kind.upper()}_ORDER_BY"],
        )
        for status, names in self.GROUPS.items():
            originals, others = process_translations([c for c in contents if c.status == status], translation_id=ids)
            for name, items in zip(names, (order_content(originals, order), others), strict=True):
                setattr(self, name, ContentList.of(f"{self.kind} {name}", items, self.build.library))

    def _arrange(self, structures):
        """Fill the lists of GROUPS from structures alone, in the order that Pelican's functions give."""
        kind = self.kind.upper()
        ids, order = self.settings[f"{kind}_TRANSLATION_ID"], self.settings[f"{kind}_ORDER_BY"]
        find = self.build.library.find
        for status, names in self.GROUPS.items():
            members = [id_ for id_, structure in structures.items() if structure["status"] == status]
            originals, others = self._translated(members, structures) if ids else (members, [])
            sort = partial(self._sort, structures=structures, order=order)
            for name, keys in zip(names, (sort(originals), others), strict=True):
                setattr(self, name, ContentList(f"{self.kind} {name}", keys, find))

    def _translated(self, members, structures):
        """(originals, translations) among contents, each of which learns of the others."""
        library = self.build.library
        key = lambda id_: structures[id_]["ids"]  # noqa: E731 - used twice
        if any(MISSING in key(id_) for id_ in members):
            contents = list(map(library.find, members))  # Pelican says what is wrong
            process_translations(contents, translation_id=self.settings[f"{self.kind.upper()}_TRANSLATION_ID"])
        originals, others = [], []
        members.sort(key=key)
        for _, group in groupby(members, key):
            group = list(group)  # noqa: PLW2901
            if len(group) == 1 and structures[group[0]]["translation"]:
                originals += group
                continue
            contents = list(map(library.find, group))
            ids = self.settings[f"{self.kind.upper()}_TRANSLATION_ID"]
            index, _ = process_translations(contents, translation_id=ids)
            chosen = {content.reference() for content in index}
            originals += [content.reference() for content in index]
            others += [id_ for id_ in (content.reference() for content in contents) if id_ not in chosen]
            for content in contents:
                library.translations[content.reference()] = [other.reference() for other in content.translations]
        return originals, others

    def _sort(self, members, structures, order):
        if not order:
            return members
        values = {id_: structures[id_]["order"] for id_ in members}
        if callable(order) or not isinstance(order, str) or MISSING in values.values():
            contents = order_content(list(map(self.build.library.find, members)), order)
            return [content.reference() for content in contents]
        return sorted(members, key=values.__getitem__, reverse=order.startswith("reversed-"))

    def _restore(self, state):
        library = self.build.library
        self.static_links, self.attaches = state["static_links"], state["attaches"]
        self.context["static_links"] |= set(self.static_links)
        library.translations |= state["translations"]
        for name, keys in state["lists"].items():
            setattr(self, name, ContentList(f"{self.kind} {name}", keys, library.find))

    def _state(self):
        """What the next build restores, in plain values; taken before plugins change any of it."""
        lists = {name: getattr(self, name) for names in self.GROUPS.values() for name in names}
        members = set(chain.from_iterable(keys.keys for keys in lists.values()))
        translations = self.build.library.translations
        return {
            "lists": {name: items.keys for name, items in lists.items()},
            "translations": {id_: others for id_, others in translations.items() if id_ in members},
            "static_links": self.static_links,
            "attaches": self.attaches,
        }

    def lists(self):
        """The lists of contents that templates may read, or functions that make them, by name."""
        named = (getattr(self, name) for names in self.GROUPS.values() for name in names)
        return {items.name: items for items in named if isinstance(items, ContentList)}

    def members(self):
        """The ids of all contents in the lists of GROUPS."""
        named = (getattr(self, name) for names in self.GROUPS.values() for name in names)
        return set(chain.from_iterable(items.keys for items in named if isinstance(items, ContentList)))

    def unrefreshed(self):
        """The ids of those whose metadata keep their links as they were written."""
        return set()

    def refresh_metadata_intersite_links(self):
        """As Pelican's, for what is loaded; the rest follows when it is."""
        library = self.build.library
        for id_ in sorted((self.members() - self.unrefreshed()) & library.objects.keys(), key=str):
            if self.build.constructing or "_is_loaded" in attributes(library.objects[id_]):
                library.refresh(library.objects[id_])


class ArticlesGenerator(Contents, pelican.generators.ArticlesGenerator):
    """Pelican's, under Pelican's name, by which plugins know it."""

    _places = None
    _plain = True
    GROUPS = {
        "published": ("articles", "translations"),
        "hidden": ("hidden_articles", "hidden_translations"),
        "draft": ("drafts", "drafts_translations"),
    }

    def generate_context(self):
        self._collect(self.settings["ARTICLE_PATHS"], self.settings["ARTICLE_EXCLUDES"])
        signals.article_generator_pretaxonomy.send(self)
        if not isinstance(self.articles, ContentList) or self.articles.changed:
            self.articles = ContentList.of("Article articles", list(self.articles), self.build.library)
        if not self.restored:
            self._classify()
        self._publish()
        self.state = self._state()
        signals.article_generator_finalized.send(self)

    def _classify(self):
        """Put the articles under their categories, tags, authors and periods."""
        changed = self.build.constructing or receivers_of("article_generator_pretaxonomy")
        structures = {} if changed else self._structures
        self._plain = not changed and all(structures[id_]["plain"] for id_ in self.articles.keys)
        if not self._plain:
            groups = self._terms_of_objects()
        else:
            groups = {name: self._terms(name, kind, structures) for name, kind in TERMS.items()}
        self._terms_by_group = groups
        if not changed:
            days = {id_: structures[id_]["date"] for id_ in self.articles.keys}
        else:
            days = {self.build.library.key_of(article): article.date for article in self.articles}
        ids = sorted(self.articles.keys, key=days.__getitem__, reverse=self.context["NEWEST_FIRST_ARCHIVES"])
        self.dates = ContentList("dates", ids, self.build.library.find)
        self._periods = self._build_periods(ids, days)

    def _terms(self, name, kind, structures):
        """[(term, ids of its articles)] of one kind, in the order in which they are met."""
        found = {}
        for id_ in self.articles.keys:
            for label, slug in structures[id_][name]:
                if slug not in found:
                    found[slug] = (label, [])
                found[slug][1].append(id_)
        made = []
        for slug, (label, ids) in found.items():
            term = kind(label, self.settings)
            term._slug = slug  # noqa: SLF001 - worked out when the file was read
            made.append((term, ids))
        return made

    def _terms_of_objects(self):
        groups = {name: defaultdict(list) for name in TERMS}
        for key, article in zip(self.articles.keys, self.articles, strict=True):
            if hasattr(article, "category"):
                groups["categories"][article.category].append(key)
            for tag in getattr(article, "tags", []):
                groups["tags"][tag].append(key)
            for author in getattr(article, "authors", []):
                groups["authors"][author].append(key)
        return {name: list(group.items()) for name, group in groups.items()}

    def _build_periods(self, ids, days):
        """As Pelican's, in linear time: {granularity: [(plain values of a period, ids by date, ids by order)]}."""
        place = {id_: number for number, id_ in enumerate(self.articles.keys)}
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

    def _publish(self):
        """Make of what was worked out or restored what plugins and templates know."""
        find = self.build.library.find
        for group, terms in self._terms_by_group.items():
            made = [(term, ContentList(f"{group}/{term.slug}", ids, find)) for term, ids in terms]
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

    def _restore(self, state):
        super()._restore(state)
        self.dates = ContentList("dates", state["dates"], self.build.library.find)
        self._periods = state["periods"]
        self._terms_by_group = {}
        for name, terms in state["terms"].items():
            self._terms_by_group[name] = made = []
            for label, slug, ids in terms:
                term = TERMS[name](label, self.settings)
                term._slug = slug  # noqa: SLF001 - as above
                made.append((term, ids))

    def _state(self):
        if not self._plain:
            return None
        terms = {n: [(t.name, t.slug, ids) for t, ids in group] for n, group in self._terms_by_group.items()}
        return {**super()._state(), "dates": self.dates.keys, "periods": self._periods, "terms": terms}

    def lists(self):
        terms = {items.name: items for name in TERMS for _, items in _pairs(getattr(self, name)) if _is_ours(items)}
        periods = {
            archive[name].name: archive[name]
            for archives in self.period_archives.values()
            for archive in archives
            for name in ("dates", "articles")
            if _is_ours(archive[name])
        }
        dates = {"dates": self.dates} if isinstance(self.dates, ContentList) else {}
        for kind, group in (("tag", self.tags), ("category", self.categories), ("author", self.authors)):
            for term, items in _pairs(group):
                # worked out only if a page has read it
                name = f"{kind} {term.slug}/dates"
                dates[name] = partial(self._by_date, name, items)
        return {**super().lists(), **dates, **terms, **periods}

    def generate_feeds(self, writer):
        if self.build.wants("feed"):
            super().generate_feeds(writer)

    def generate_pages(self, writer):
        super().generate_pages(writer)
        self.build.writer.flush()

    def generate_articles(self, write):
        groups = (self.translations, self.articles, self.hidden_translations, self.hidden_articles)
        for article in self.build.wanted("article", groups):
            signals.article_generator_write_article.send(self, content=article)
            self.build.writer.job = f"article {self.build.library.key_of(article)}"
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

    def generate_drafts(self, write):
        for draft in self.build.wanted("draft", (self.drafts_translations, self.drafts)):
            self.build.writer.job = f"draft {self.build.library.key_of(draft)}"
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

    def generate_period_archives(self, write):
        if self.build.wants("period"):
            self.build.writer.job = "period"
            super().generate_period_archives(write)

    def generate_direct_templates(self, write):
        if self.build.wants("direct"):
            self.build.writer.job = "direct"
            super().generate_direct_templates(write)

    def generate_tags(self, write):
        self._generate_terms(write, "tag", self.tags.items())

    def generate_categories(self, write):
        self._generate_terms(write, "category", self.categories)

    def generate_authors(self, write):
        self._generate_terms(write, "author", self.authors)

    def _generate_terms(self, write, name, terms):
        template = None
        for term, articles in terms:
            job = f"{name} {term.slug}"
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
                    dates=self._by_date(f"{job}/dates", articles),
                    template_name=name,
                    blog=True,
                    page_name=term.page_name,
                    all_articles=self.articles,
                )
            except FileOverwriteFailedError:
                if term.slug:
                    raise
                logger.info('%s "%s" has an invalid slug; skipping its page...', name.capitalize(), term)

    def _by_date(self, name, articles):
        """Those of `dates` that are among `articles`, in linear time."""
        if self._places is None:
            self._places = {id_: number for number, id_ in enumerate(self.dates.keys)}
        if not _is_ours(articles) or not _is_ours(self.dates):
            among = set(map(id, articles))
            return [article for article in self.dates if id(article) in among]
        keys = sorted({key for key in articles.keys if key in self._places}, key=self._places.__getitem__)
        return ContentList(name, keys, self.build.library.find)


class PagesGenerator(Contents, pelican.generators.PagesGenerator):
    """Pelican's, under Pelican's name."""

    CLASS = Page
    GROUPS = {
        "published": ("pages", "translations"),
        "hidden": ("hidden_pages", "hidden_translations"),
        "draft": ("draft_pages", "draft_translations"),
    }

    def generate_context(self):
        self._collect(self.settings["PAGE_PATHS"], self.settings["PAGE_EXCLUDES"])
        self._update_context(("pages", "hidden_pages", "draft_pages"))
        self.state = self._state()
        signals.page_generator_finalized.send(self)

    def unrefreshed(self):
        # Pelican leaves these out
        return set(self.translations.keys) if isinstance(self.translations, ContentList) else set()

    def generate_output(self, writer):
        groups = (
            self.translations,
            self.pages,
            self.hidden_translations,
            self.hidden_pages,
            self.draft_translations,
            self.draft_pages,
        )
        for page in self.build.wanted("page", groups):
            signals.page_generator_write_page.send(self, content=page)
            self.build.writer.job = f"page {self.build.library.key_of(page)}"
            writer.write_file(
                page.save_as,
                self.get_template(page.template),
                self.context,
                page=page,
                relative_urls=self.settings["RELATIVE_URLS"],
                override_output=hasattr(page, "override_save_as"),
                url=page.url,
            )
        self.build.writer.flush()
        signals.page_writer_finalized.send(self, writer=writer)


class StaticGenerator(Incremental, pelican.generators.StaticGenerator):
    """Pelican's, copying only files that are not there yet."""

    def generate_context(self):
        """As Pelican's, with contents that tell what is read of them, and in an order of its own."""
        settings = self.settings
        linked = set(self.context["static_links"])
        found = self.get_files(settings["STATIC_PATHS"], exclude=settings["STATIC_EXCLUDES"], extensions=False)
        self.staticfiles = []
        for path in sorted(linked | found):
            if settings["STATIC_EXCLUDE_SOURCES"] and self._is_potential_source_path(path):
                continue
            static = self.readers.read_file(
                base_path=self.path,
                path=path,
                content_class=Static,
                fmt="static",
                context=self.context,
                preread_signal=signals.static_generator_preread,
                preread_sender=self,
                context_signal=signals.static_generator_context,
                context_sender=self,
            )
            self.staticfiles.append(static)
            self.add_source_path(static, static=True)
        self._update_context(("staticfiles",))
        signals.static_generator_finalized.send(self)

    def _copy_staticfile(self, sc):
        source = os.path.join(self.path, sc.source_path)  # noqa: PTH118 - as Pelican writes it
        if not self.build.writer.keep_copy(source, sc.save_as):
            super()._copy_staticfile(sc)


class SourceFileGenerator(Incremental, pelican.generators.SourceFileGenerator):
    """Pelican's, copying only files that are not there yet."""

    def _create_source(self, obj):
        name = os.path.splitext(obj.save_as)[0] + self.output_extension  # noqa: PTH122 - as Pelican writes it
        if not self.build.writer.keep_copy(obj.source_path, name):
            super()._create_source(obj)


class TemplatePagesGenerator(Incremental, pelican.generators.TemplatePagesGenerator):
    """Pelican's."""


REPLACED = {
    pelican.generators.ArticlesGenerator: ArticlesGenerator,
    pelican.generators.PagesGenerator: PagesGenerator,
    pelican.generators.StaticGenerator: StaticGenerator,
    pelican.generators.SourceFileGenerator: SourceFileGenerator,
    pelican.generators.TemplatePagesGenerator: TemplatePagesGenerator,
}


def _pairs(terms):
    return terms.items() if hasattr(terms, "items") else terms


def _is_ours(items):
    return isinstance(items, ContentList) and not items.changed
