"""From a built and checked site to the one that readers get: `tasks.py publish`.

| module        | what it does                                                                 |
|---------------|------------------------------------------------------------------------------|
| `writing`     | takes the built site through the steps below, file by file                   |
| `address`     | what can be wrong with SITEURL                                               |
| `assets`      | names files that pages use by their content, so that caches may keep them    |
| `markup`      | smaller HTML, drawings left alone, policies for what pages hold              |
| `compression` | `.br` and `.gz` beside text files                                            |
| `search`      | the index of the search page                                                 |
| `headers`     | the one list of headers; `caching`: who may keep what for how long           |
| `hosts`       | writes headers and redirects down for nginx, Caddy, Netlify, Cloudflare Pages |
| `sums`        | SHA256SUMS and build.json                                                    |
| `release`     | writes beside the site that stands and exchanges the two at one stroke       |
| `changes`     | says which stories were added, changed, corrected or are gone                |
"""
