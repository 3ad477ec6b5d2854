"""Renderings of a report: each shows what the document holds and computes nothing."""

from fairaudit.report.files import check_outputs, write
from fairaudit.report.output import write_text

__all__ = ["check_outputs", "write", "write_text"]
