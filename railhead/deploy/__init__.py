"""Taking the published site to where readers get it: `tasks.py deploy`.

| module         | what it does                                                                        |
|----------------|-------------------------------------------------------------------------------------|
| `steps`        | one deploy: reads both sides, shows or does the plan, says what was done             |
| `target`       | what every target does: its methods, for annotations                                |
| `release`      | the published site, checked against its SHA256SUMS                                   |
| `manifest`     | `deployed.json`, by which a target knows what it holds                               |
| `plan`         | what has to be done, in which order, so that each step leaves a site that works      |
| `folder`       | target `folder:`, a folder of this machine                                           |
| `rclone`       | target `rclone:`, whatever rclone reaches: object stores, SFTP, WebDAV               |
| `github_pages` | target `github:`, a branch that GitHub Pages serves                                  |
| `errors`       | what went wrong, in a sentence                                                       |
"""
