"""Tags with sizes, for every page."""

import math

from pelican import signals


def _cloud(generator):
    counts = {tag: len(articles) for tag, articles in generator.tags.items()}
    most, steps = max(counts.values(), default=1), generator.settings["TAG_CLOUD_STEPS"]
    cloud = [(tag, steps - math.floor((steps - 1) * math.log(n) / (math.log(most) or 1))) for tag, n in counts.items()]
    generator.tag_cloud = sorted(cloud, key=lambda entry: entry[0].name)
    generator._update_context(["tag_cloud"])  # noqa: SLF001 - what plugins do


def register():
    """Do so when all articles are known."""
    signals.article_generator_finalized.connect(_cloud)
