"""Renderings of a report: each shows what the document holds and computes nothing."""
