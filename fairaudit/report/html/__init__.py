"""The HTML pages of reports, comparisons, batches and plans, and their figures."""
