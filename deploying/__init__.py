"""Taking the published site to where readers get it: `tasks.py deploy`.

| module      | what it does                                                                          |
|-------------|---------------------------------------------------------------------------------------|
| `running`   | one deploy: reads both sides, shows or does the plan, says what was done               |
| `published` | the published folder, checked against its SHA256SUMS                                  |
| `record`    | `deployed.json`, by which a target knows what it holds                                 |
| `plan`      | what has to be done, in which order, so that each step leaves a site that works        |
| `folder`    | target `folder:`, a folder of this machine                                             |
| `rclone`    | target `rclone:`, whatever rclone reaches: object stores, SFTP, WebDAV                 |
| `pages`     | target `github:`, a branch that GitHub Pages serves                                    |
| `types`     | the media types that go with files into an object store                               |
| `problem`   | what went wrong, in a sentence                                                         |
"""
