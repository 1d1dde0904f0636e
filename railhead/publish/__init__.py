"""From a built and checked site to the one that readers get: `tasks.py publish`.

| module        | what it does                                                                 |
|---------------|------------------------------------------------------------------------------|
| `steps`       | one publish: takes the checked site through what follows, and says what it did |
| `writing`     | takes each file of the built site to what is published of it                 |
| `assets`      | names files that pages use by their content, so that caches may keep them    |
| `compression` | `.br` and `.gz` beside text files                                            |
| `search`      | the index of the search page                                                 |
| `headers`     | the one list of headers                                                      |
| `hosts`       | writes headers and redirects down for nginx, Caddy, Netlify, Cloudflare Pages |
| `sums`        | SHA256SUMS and build.json                                                    |
| `staging`     | lays the site down beside the one that stands, and exchanges the two         |
| `changes`     | says which stories were added, changed, corrected or are gone                |
"""
