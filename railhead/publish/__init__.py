"""From a built and checked site to the one that readers get: `tasks.py publish`.

| module        | what it does                                                                 |
|---------------|------------------------------------------------------------------------------|
| `steps`       | one publish: takes the checked site through what follows, and says what it did |
| `writing`     | takes each file of the built site to what is published of it                 |
| `assets`      | names files that pages use by their content, so that caches may keep them    |
| `indexing`    | the index of the search page: which of its shards are made anew              |
| `search`      | an index as Pagefind makes it, always of the same bytes                      |
| `shards`      | the files of a shard, and the directory that leads to those that have a word |
| `chunks`      | the words in Pagefind's files                                                |
| `headers`     | the one list of headers                                                      |
| `hosts`       | writes headers and redirects down for nginx, Caddy, Netlify, Cloudflare Pages |
| `sums`        | SHA256SUMS and build.json                                                    |
| `commit`      | which commit the site is made of, and whether of nothing else                |
| `staging`     | completes the site beside the one that stands, and exchanges the two           |
| `anew`        | deletes what earlier tasks left, so that nothing of it is used again         |
| `changes`     | says which stories were added, changed, corrected or are gone                |
"""
