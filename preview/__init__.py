"""The preview: `tasks.py preview`, a server for one writer, with a process beside it that keeps the site built.

| module     | process | what it does                                                                 |
|------------|---------|------------------------------------------------------------------------------|
| `listening`| server  | where the server can be reached                                              |
| `session`  | server  | has the site built at each change, and tells terminal and open pages of it    |
| `watching` | server  | notices changes                                                              |
| `process`  | server  | starts, asks and ends the process that builds                                |
| `server`   | server  | serves the output as a web server would, and what is only for the preview     |
| `page`     | server  | a page as the writer sees it, and what tells two of its states apart          |
| `client.js`| browser | shows changes and problems in an open page                                   |
| `builder`  | builder | holds the site in memory and builds it when asked                            |
| `problems` | builder | what went wrong, with its place and the lines around it                      |
| `notes`    | builder | what `check` would say of a page                                             |

The two processes are apart so that nothing a plugin does ends the server, and so that code which changed can be
imported anew while pages stay open.
"""

import time

STARTED = time.time()  # before anything is imported that may change
