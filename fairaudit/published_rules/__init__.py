"""Presets: dated files that say what a published rule asks for. They are data; nothing in them is legal advice."""

from fairaudit.published_rules.preset import (
    Exclusions,
    Limits,
    Parameter,
    Preset,
    RequiredColumn,
    RuleTemplate,
    Statement,
)
from fairaudit.published_rules.read import DISCLAIMER, load_preset, preset_ids
from fairaudit.published_rules.rules import chosen_presets, preset_rules

__all__ = [
    "DISCLAIMER",
    "Exclusions",
    "Limits",
    "Parameter",
    "Preset",
    "RequiredColumn",
    "RuleTemplate",
    "Statement",
    "chosen_presets",
    "load_preset",
    "preset_ids",
    "preset_rules",
]
