"""From files of content to what the store keeps of them, and from there to Pelican's contents.

Which pages a changed source makes stale is not asked here, but in `build` and rendering/.

| module       | what it does                                                         |
|--------------|----------------------------------------------------------------------|
| `sources`    | finds the files that changed since the last build, and has them read |
| `records`    | reads one file, with Pelican's readers                               |
| `markdown`   | asks Markdown's inline patterns only where they can match            |
| `typography` | asks typogrify only about the places that it can change              |
| `cluster`    | has files read on a Dask cluster                                     |
| `links`      | finds the links to files in a text                                   |
| `attaching`  | says where attached files go                                         |
| `purity`     | says of a reader whether it asks for more than files                 |
| `directives` | has the one directive of docutils that asks for the time tell of it  |
| `library`    | gives contents, restored from the store as they are looked at        |
| `loaded`     | says whether a content is still as it was loaded                     |
| `entries`    | what plugins note of each content, for an Index                      |
"""
