"""The project made into a site of one's own: `tasks.py adopt`.

| module     | what it does                                                             |
|------------|--------------------------------------------------------------------------|
| `steps`    | the task from beginning to end: asks, plans, writes, says what is left   |
| `answers`  | what is asked, and what is wrong with an answer                          |
| `plan`     | what answers change in settings, tokens and content                      |
| `writing`  | writes a plan, all of it or nothing, where git shows what it changed     |

`templates/` holds the pages, the story and the icon that a new site begins with.
"""
