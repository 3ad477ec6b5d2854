"""Presets: dated files that say what a published rule asks for. They are data; nothing in them is legal advice."""

from fairaudit.policy.presets.preset import Exclusions, Limits, Parameter, Preset, RequiredColumn, RuleTemplate
from fairaudit.policy.presets.read import load_preset, preset_ids
from fairaudit.policy.presets.rules import preset_rules

__all__ = [
    "Exclusions",
    "Limits",
    "Parameter",
    "Preset",
    "RequiredColumn",
    "RuleTemplate",
    "load_preset",
    "preset_ids",
    "preset_rules",
]
