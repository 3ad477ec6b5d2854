"""A room for each kind of data: its columns, tally, metrics of its own, notices and words."""
