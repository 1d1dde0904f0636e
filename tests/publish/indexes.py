"""Sites of pages made up of words, and their indexes as `publish` makes them."""

from hashlib import sha256
from pathlib import Path

from railhead.publish import indexing, writing
from railhead.publish.staging import Staging
from railhead.remembered import Remembered

PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>
<article data-pagefind-body data-pagefind-filter="year:{year}">
<p class="kicker"><a data-pagefind-filter="section">{section}</a></p>
<h1>{title}</h1>
<p class="byline"><time datetime="{day}" data-pagefind-meta="date,published[datetime]" \
data-pagefind-sort="published[datetime]">{day}</time>
<span data-pagefind-meta="source">Source: A Paper</span></p>
<p>{text}</p>
</article></body></html>
"""


def write(site, name, text, **others):
    """Write a story's page, of which `name` is the year and a slug, with `others` of what stands in PAGE."""
    year = name.partition("/")[0]
    page = site / name / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    usual = {"title": "A headline", "day": f"{year}-06-01", "section": "News", "language": "en"}
    page.write_text(PAGE.format(**{**usual, **others}, year=year, text=text))


def searched(site):
    """What publishing tells of the pages of a built site that are searched through."""
    texts = {path.relative_to(site).as_posix(): path.read_text() for path in sorted(site.rglob("*.html"))}
    years = {name: writing._year(text) for name, text in texts.items()}
    return {
        name: indexing.Searched(sha256(texts[name].encode()).hexdigest(), year)
        for name, year in years.items()
        if year is not None
    }


def put(site: Path, public: Path, size: object, *, everything: bool = False) -> set[str]:
    """Have the index of a built site in `public`, as the first publish or a later one; the names that differ."""
    with Remembered(public.with_name(f"{public.name}.db")) as remembered:
        staging = Staging(public, remembered, same_tools=True, reuse=not everything)
        indexing.index(site, searched(site), size, staging, remembered)
        return {name for name in staging.land() if not name.endswith((".br", ".gz"))}


def contents(public):
    """{name: bytes} of the index in `public`."""
    found = (path for path in (public / "pagefind").rglob("*") if path.is_file())
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in found}
