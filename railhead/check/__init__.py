"""Everything that can be wrong with the built site: `tasks.py check`.

| module       | what it looks at                                                    |
|--------------|---------------------------------------------------------------------|
| `steps`      | one check: builds as for publishing, looks, and says what it found  |
| `suite`      | all of the following, for a site or for one page                    |
| `pages`      | HTML syntax, ids, sizes                                             |
| `links`      | links into the site, and the places on pages that they lead to      |
| `machines`   | structured data, feeds, news sitemap                                |
| `identity`   | contrast of colours, fonts, menus, pages that say how the site works |
| `hedges`     | whether headlines and texts say no more than their claims bear out  |
| `mistyped`   | Markdown of other tools in a text                                   |
| `people`     | authors without a file, and what the site does not say of its owner |
| `edits`      | changes that a published story does not tell its readers of         |
| `external`   | links to other sites, when asked for                                |
| `finding`    | what all of them yield: a place, how grave it is, and a sentence    |
"""
