"""The site as it goes live.

| module   | what it does                                                     |
|----------|------------------------------------------------------------------|
| `search` | the index that the search page asks, made by Pagefind            |
"""
