"""What is kept between builds, and how: `database` on disk, `dependencies` as sets by number, `spool` for one build."""
