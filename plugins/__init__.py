"""The site's own Pelican plugins, named in full in `PLUGINS`.

| plugin       | signals                                       | what it does                                       |
|--------------|-----------------------------------------------|----------------------------------------------------|
| `story`      | `readers_init`, `generator_init`,             | YAML front matter to a checked model; claims and   |
|              | `all_generators_finalized`                    | sources cited in Markdown; problems with places    |
| `templating` | `generator_init`                              | filters and values that every template has: prose, |
|              |                                               | days, quantities, the CSS, links without a host    |
| `record`     | `get_generators`, `all_generators_finalized`  | threads, sources, claims, corrections, aliases      |
| `images`     | `get_generators`, `all_generators_finalized`  | AVIF and WebP in fitting widths, social cards      |
| `metadata`   | `get_generators`, `all_generators_finalized`, | JSON-LD, Open Graph, feeds, JSON twins, sitemaps,  |
|              | `feed_generated`                              | all from one set of facts                          |
| `figures`    | `generator_init`                              | drawings, ranges and timelines set into the page   |

`incremental` is no plugin in this sense but the class that builds, `PELICAN_CLASS`; it knows none of the others.
"""


def __getattr__(name):
    # Pelican's own command looks for a PELICAN_CLASS called `plugins.incremental.NAME` here
    if name == "IncrementalPelican":
        from .incremental import IncrementalPelican  # noqa: PLC0415 - only for those who build with it

        return IncrementalPelican
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
