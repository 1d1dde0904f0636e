"""The site's own Pelican plugins, named in full in `PLUGINS`.

| plugin       | signals                                       | what it does                                       |
|--------------|-----------------------------------------------|----------------------------------------------------|
| `story`      | `readers_init`, `generator_init`,             | YAML front matter to a checked model; claims and   |
|              | `all_generators_finalized`                    | sources cited in Markdown; problems with places    |
| `templating` | `generator_init`                              | filters and values that every template has: prose, |
|              |                                               | days, quantities, the CSS, links without a host    |
| `record`     | `get_generators`, `all_generators_finalized`  | threads, register of sources, claims, corrections  |
| `images`     | `get_generators`, `all_generators_finalized`  | AVIF and WebP in fitting widths, social cards      |
| `metadata`   | `get_generators`, `all_generators_finalized`, | JSON-LD, Open Graph, feeds, JSON twins, sitemaps,  |
|              | `feed_generated`                              | all from one set of facts                          |
| `figures`    | `generator_init`                              | drawings, ranges and timelines set into the page   |
"""
