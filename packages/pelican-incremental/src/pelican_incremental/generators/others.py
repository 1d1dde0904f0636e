"""The generators of pages, static files and template pages, and REPLACED: which stands in for which of Pelican's.

Articles have a module of their own, `articles`, and what they share with pages is in `base`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar

import pelican.generators
from pelican import signals

from ..store.rows import Job
from ..tracing.contents import Page, Static
from ..tracing.lists import ContentList, keys_of
from ..tracing.recorder import recorder
from ..tracing.signals import receivers_of
from .articles import ArticlesGenerator
from .base import Contents, Incremental

if TYPE_CHECKING:
    from pelican.contents import Content
    from pelican.writers import Writer


class PagesGenerator(Contents, pelican.generators.PagesGenerator):
    """Pelican's, under Pelican's name."""

    CLASS = Page
    GROUPS: ClassVar[dict[str, tuple[str, str]]] = {
        "published": ("pages", "translations"),
        "hidden": ("hidden_pages", "hidden_translations"),
        "draft": ("draft_pages", "draft_translations"),
    }

    def generate_context(self) -> None:
        self._collect(self.settings["PAGE_PATHS"], self.settings["PAGE_EXCLUDES"])
        self._update_context(("pages", "hidden_pages", "draft_pages"))
        self.state = self._state()
        signals.page_generator_finalized.send(self)

    def unrefreshed(self) -> set[Any]:
        # Pelican leaves these out
        return set(keys_of(self.translations)) if isinstance(self.translations, ContentList) else set()

    def generate_output(self, writer: Writer) -> None:
        self.write_pages(writer)
        self.build.writer.flush()
        with recorder.witnessed(self.build.witness):
            signals.page_writer_finalized.send(self, writer=writer)

    def write_pages(self, writer: Writer) -> None:
        """Ask the writer for each page that may be stale."""
        groups = (
            self.translations,
            self.pages,
            self.hidden_translations,
            self.hidden_pages,
            self.draft_translations,
            self.draft_pages,
        )
        for page in self.build.wanted("page", groups):
            if receivers_of("page_generator_write_page"):
                signals.page_generator_write_page.send(self, content=page)
                self.build.library.pass_on()
            self.build.writer.job = Job("page", self.build.library.key_of(page))
            writer.write_file(
                page.save_as,
                self.get_template(page.template),
                self.context,
                page=page,
                relative_urls=self.settings["RELATIVE_URLS"],
                override_output=hasattr(page, "override_save_as"),
                url=page.url,
            )


class StaticGenerator(Incremental, pelican.generators.StaticGenerator):
    """Pelican's, copying only files of which the output has no copy, or one that was made before the file changed."""

    def generate_context(self) -> None:
        """Find the static files as Pelican does, sorted by path, as contents that note what is read of them."""
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

    def _copy_staticfile(self, sc: Static) -> None:
        source = os.path.join(self.path, sc.source_path)  # noqa: PTH118  # ty: ignore[no-matching-overload] - it has one
        if not self.build.keep_copy(source, sc.save_as):
            super()._copy_staticfile(sc)


class SourceFileGenerator(Incremental, pelican.generators.SourceFileGenerator):
    """Pelican's, copying only files of which the output has no copy, or one that was made before the file changed."""

    def _create_source(self, obj: Content) -> None:
        name = os.path.splitext(obj.save_as)[0] + self.output_extension  # noqa: PTH122 - as Pelican writes it
        if not self.build.keep_copy(obj.source_path, name):  # ty: ignore[invalid-argument-type] - as above
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
