"""From contents to the output: which pages are stale, rendering them, and putting files into place.

Which pages a site has is up to the generators, and how they look is up to the templates of the theme.

| module      | what it does                                                                           |
|-------------|----------------------------------------------------------------------------------------|
| `writer`    | stands in for Pelican's writer: notes what is to be rendered instead of rendering it   |
| `tasks`     | what was noted: a page, a feed or a file of a plugin, and how it is rendered           |
| `staleness` | which pages read something that is not as it was                                       |
| `first`     | renders pages that somebody looks at before all others                                 |
| `outputs`   | what generators of plugins call to have files and pages made only where they are stale |
| `staging`   | the folder beside the output, from which files are put into place                      |
"""
