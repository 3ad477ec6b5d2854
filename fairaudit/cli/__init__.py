"""The command line: options in, exit code out. A file per command; nothing heavy is imported before it is needed."""
