"""Warnings about published rules: how old each is, and that a gate had nothing to judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairaudit.document import Message
from fairaudit.policy import ChangeRule
from fairaudit.published_rules import DISCLAIMER, Preset


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def preset_notices(presets: Sequence[Preset]) -> Iterable[Message]:
    """Say of every preset how old it is and that it is no legal advice."""
    for preset in presets:
        revision = ", status under revision" if preset.under_revision else ""
        head = f"`{preset.id}` ({preset.title}) is of {preset.as_of.isoformat()}{revision}."
        yield _message("preset", f"{head} {DISCLAIMER}")


def nothing_judged(presets: Sequence[Preset], change_rules: Sequence[ChangeRule]) -> Message:
    """Say why a gate has nothing to judge."""
    without = [f"`{preset.id}`" for preset in presets if not preset.rules]
    of = f": {' and '.join(without)} {'sets' if len(without) == 1 else 'set'} no limit" if without else ""
    because = f"because there is no rule{of}"
    if change_rules:
        because = "because every rule is about a change: `fairaudit compare OLD NEW` judges those"
    text = f"Nothing was judged, {because}. Say what you demand: --require"
    return _message("nothing_judged", f'{text} "selection_rate.ratio by race >= 0.8".')
