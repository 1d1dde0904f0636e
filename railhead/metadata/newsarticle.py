"""JSON-LD for a story: schema.org's NewsArticle, with what Google's Article guide and The Trust Project ask for.

What is true of the story is worked out in `facts`, and whether the rules are kept is checked in check/machines.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .facts import Facts

# https://schema.org/NewsArticle names these as its more specific types
TYPES = {"report": "ReportageNewsArticle", "analysis": "AnalysisNewsArticle", "explainer": "BackgroundNewsArticle"}

# what schema.org calls the pages that the setting POLICIES names
POLICIES = {
    "publishingPrinciples": "principles",
    "correctionsPolicy": "corrections",
    "verificationFactCheckingPolicy": "verification",
}


def news_article(facts: Facts, settings: Mapping[str, Any]) -> dict[str, object]:
    """The NewsArticle of a story's Facts, as a dict for json.

    No ClaimReview: that type is for reviews of others' claims, not for what a story itself leaves open.
    """
    site, policies = settings["SITEURL"], settings["POLICIES"]
    return {
        "@context": "https://schema.org",
        "@type": TYPES[facts.kind],
        "@id": f"{facts.url}#article",
        "mainEntityOfPage": facts.url,
        "headline": facts.title,
        "description": facts.dek,
        "image": [facts.card],
        "datePublished": facts.published,
        "dateModified": facts.modified or facts.published,
        "author": [_author(author) for author in facts.authors],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": settings["SITENAME"],
            "url": f"{site}/",
            **{name: f"{site}/{policies[key]}" for name, key in POLICIES.items()},
        },
        "articleSection": facts.section,
        "keywords": facts.tags,
        "inLanguage": settings["DEFAULT_LANG"],
        "isAccessibleForFree": True,
        "citation": [_citation(source) for source in facts.sources],
        **({"correction": [_correction(entry) for entry in facts.corrections]} if facts.corrections else {}),
    }


def _author(author: Mapping[str, str]) -> dict[str, str]:
    told = {"@type": author["type"], "name": author["name"], "url": author["url"]}
    # what schema.org gives a person alone
    is_person = author["type"] == "Person" and "role" in author
    return told | ({"jobTitle": author["role"]} if is_person else {})


def _citation(source: Mapping[str, str]) -> dict[str, object]:
    citation = {"@type": "CreativeWork", "url": source["url"]}
    citation["publisher"] = {"@type": "Organization", "name": source["publisher"]}
    if "title" in source:
        citation["name"] = source["title"]
    if "published" in source:
        citation["datePublished"] = source["published"]
    return citation


def _correction(entry: Mapping[str, str]) -> dict[str, str]:
    return {"@type": "CorrectionComment", "text": entry["text"], "datePublished": entry["date"]}
