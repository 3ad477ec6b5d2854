"""Markdown: reports, comparisons and plans for pull requests and notes."""
