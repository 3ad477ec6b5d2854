"""Options and the configuration file become one Config: an option replaces what the file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairaudit.config.ratios import is_definition
from fairaudit.errors import UsageError, show
from fairaudit.settings import find_config_file, read_settings
from fairaudit.settings.table import config_of

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.policy import Policy


def make_config(config_file: str | None, options: Mapping[str, Any]) -> tuple[Config, Path | None]:
    """Return the settings, and the configuration file that some of them come from.

    An option that was not given is None or an empty tuple.
    """
    from fairaudit.catalogue.names import know

    know(options.get("metrics", ()))
    path = Path(config_file) if config_file is not None else find_config_file(Path.cwd())
    settings = {} if path is None else read_settings(path)
    of_the_file = settings.get("presets", ())
    settings |= {name: value for name, value in options.items() if value is not None and value != ()}
    if "presets" in settings:
        settings["presets"] = _known_presets((*of_the_file, *options.get("presets", ())))
    if isinstance(settings.get("bins"), tuple):
        settings["bins"] = _by_column(settings["bins"])
    if "metrics" in settings:
        settings["metrics"] = _canonical(settings["metrics"])
    return config_of(settings), path


def policy_of(source: Path | None) -> Policy:
    """Return the rules and waivers of a configuration file; none without a file."""
    from fairaudit.policy import Policy
    from fairaudit.settings import read_policy

    return Policy() if source is None else read_policy(source)


def make_policy(source: Path | None, require: Iterable[str] = (), changes: Iterable[str] = ()) -> Policy:
    """Return the policy of a configuration file with rules added; `changes` are those about two results."""
    from fairaudit.policy import make_change_rule, make_rule

    policy = policy_of(source)
    rules = (*policy.rules, *(make_rule(text) for text in require))
    return replace(policy, rules=rules, change_rules=(*policy.change_rules, *map(make_change_rule, changes)))


def _by_column(bins: tuple[tuple[str, tuple[float, ...]], ...]) -> dict[str, tuple[float, ...]]:
    names = [name for name, _ in bins]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"--bin is given twice for `{show(name)}`. Put all edges into one: {show(name)}=18,30,50.")
    return dict(bins)


def _known_presets(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the presets of the file and those of the options; a mistake in one is answered before data are read."""
    from fairaudit.published_rules import chosen_presets

    chosen_presets(texts)
    return tuple(dict.fromkeys(texts))


def _canonical(names: tuple[str, ...]) -> tuple[str, ...]:
    """Replace other names of metrics by their own: `wer`, `recall`, `demographic_parity_difference`."""
    from fairaudit.catalogue.names import find_measured, know

    know(names)
    found = ([name] if is_definition(name) else [each.name for each in find_measured(name)] for name in names)
    return tuple(dict.fromkeys(name for each in found for name in each))
