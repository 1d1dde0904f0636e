"""JSON-LD for the page of an author who has a file: schema.org's ProfilePage, as Google's guide to it asks.

The JSON-LD of a story is made in `newsarticle`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railhead.story.authors import Byline
from railhead.story.pictures import PICTURES

from .facts import author_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from railhead.story.contents import AuthorPage
    from railhead.story.model import Contact


def profile(page: AuthorPage, settings: Mapping[str, Any]) -> dict[str, object]:
    """The ProfilePage of an author's page, as a dict for json."""
    site, author = settings["SITEURL"], author_of(Byline(page.name, page.slug, page.role), settings)
    is_person = author["type"] == "Person"
    newsroom = {"@type": "NewsMediaOrganization", "name": settings["SITENAME"], "url": f"{site}/"}
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": {
            "@type": author["type"],
            "@id": author["url"],
            "name": author["name"],
            "url": author["url"],
            **({"jobTitle": page.role, "worksFor": newsroom} if is_person else {"parentOrganization": newsroom}),
            **({"image": f"{site}/{PICTURES}{page.image.file}"} if page.image else {}),
            **(_ways(page.contact) if page.contact else {}),
        },
    }


def _ways(contact: Contact) -> dict[str, object]:
    ways = {"email": contact.email, "telephone": contact.phone, "sameAs": contact.web}
    return {name: value for name, value in ways.items() if value}
