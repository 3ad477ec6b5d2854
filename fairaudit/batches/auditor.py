"""What is done to every result of a batch: an audit with the nearest settings above it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from fairaudit import __version__
from fairaudit.batches.find import SETTINGS, Result
from fairaudit.batches.store import digest_of
from fairaudit.clock import today
from fairaudit.config import Config
from fairaudit.config.about import about_of
from fairaudit.document import About, Document
from fairaudit.errors import FairauditError
from fairaudit.pipeline import Request, run
from fairaudit.policy import Policy
from fairaudit.published_rules import chosen_presets
from fairaudit.settings import has_settings
from fairaudit.settings.layers import make_config, make_policy
from fairaudit.settings.table import as_reported, named_files
from fairaudit.source.together import local_files


@dataclass(frozen=True)
class FileAuditor:
    """Audits one result with the nearest settings above it; `options` win, and `require` are rules for all."""

    root: Path
    config_file: str | None
    options: Mapping[str, Any]
    require: tuple[str, ...]

    def about(self) -> About:
        """Return what was said of all results: by options, or by the settings of the whole tree, if these are right."""
        try:
            return about_of(make_config(self.config_file or _nearest(self.root, self.root), self.options)[0])
        except FairauditError:  # every result that has these settings says what is wrong with them
            said = {name: self.options.get(name) for name in About.__annotations__}
            return cast(About, {name: value for name, value in said.items() if value})

    def settings(self, result: Result) -> tuple[Config, Policy | None, Path | None]:
        """Return the settings of a result, its policy if it has rules, and the settings file that was used."""
        near = self.config_file or _nearest(result.folder, self.root)
        config, source = make_config(near, {**self.options, **dict(result.columns)})
        policy = make_policy(source, self.require)
        is_judged = policy.rules or any(preset.rules for preset in chosen_presets(config.presets))
        return config, policy if is_judged else None, source

    def key(self, result: Result) -> str:
        """Return what the report depends on: version, data, settings, and the day where waivers end."""
        config, policy, source = self.settings(result)
        files = [Path(name) for name in local_files(result.path)] or [Path(result.path)]
        others = [*filter(None, [source]), *named_files(vars(config)).values()]
        day = today() if policy is not None and policy.waivers else None
        digest = digest_of([*files, *others])
        facts = [__version__, result.path, result.columns, digest, as_reported(config), about_of(config)]
        return json.dumps([*facts, self.require, str(day)], sort_keys=True, default=str)

    def has_rules(self, result: Result) -> bool:
        """Tell whether rules apply to a result."""
        return self.settings(result)[1] is not None

    def audit(self, result: Result) -> Document:
        """Audit one result."""
        config, policy, _ = self.settings(result)
        return run([result.path], Request(config, None, None, policy))


def _nearest(folder: Path, root: Path) -> str | None:
    """Return the nearest fairaudit.toml from a folder up to the top of the tree; None leaves the search to the rest."""
    top = root.resolve()
    for place in (folder.resolve(), *folder.resolve().parents):
        if has_settings(place):
            return str(place / SETTINGS)
        if place == top:
            break
    return None
