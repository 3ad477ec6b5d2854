"""Column names that mean something only beside others: files as known tools write them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fairaudit.errors import show
from fairaudit.tally import PassedOver
from fairaudit.tasks.columns import SHARED

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Layout:
    """Roles whose columns a tool names so, if every one of them is there; `whose` says whose names they are."""

    whose: str
    roles: Names


AEQUITAS = Layout("as Aequitas reads it", {"label": ("label_value",), "prediction": ("score",)})
LAYOUTS = (
    Layout("as in NeMo's manifests", {"hypothesis": ("pred_text",), "reference": ("text",)}),
    Layout(
        "as in Hugging Face's guides", {"hypothesis": ("pred_str", "pred_strings"), "reference": ("text", "sentence")}
    ),
    AEQUITAS,
    Layout("as in scikit-learn's guides", {"prediction": ("y_pred",), "label": ("y_test",)}),
    Layout("as in scikit-learn's guides", {"label": ("y_true", "y_test"), "score": ("y_prob", "y_proba")}),
)
"""Layouts in which well-known names leave a role open. Where the names come from:

- NeMo: `pred_text` is added to a manifest by examples/asr/transcribe_speech.py; `write_manifest` of the Open ASR
  leaderboard (normalizer/eval_utils.py) writes the same keys.
- Hugging Face: the fine-tuning guides and model cards of wav2vec 2.0 save `pred_str` beside `text`, and
  `pred_strings` beside Common Voice's `sentence`.
- Aequitas: the input of `Group().get_crosstabs`, whose `score` of 0 and 1 is the decision.
- scikit-learn: the names of the arguments and variables of its guides.
"""


@dataclass(frozen=True)
class Filled:
    """A role that was open, the columns that could have it, and the layout that says so."""

    role: str
    columns: tuple[str, ...]
    layout: Layout


def fill(columns: Sequence[str], found: Mapping[str, str], taken: Collection[str] = ()) -> list[Filled]:
    """Return the open roles that a layout fills.

    `found` are roles that have a column. Columns in `taken` (named for a role or a group) are left alone; others may
    move from the role they were found for. A score beside a decision is left alone: nothing needs it.
    """
    filled = []
    for layout in LAYOUTS:
        there = {role: _named(columns, names, found.get(role), taken) for role, names in layout.roles.items()}
        if not all(there.values()):
            continue
        for role, candidates in there.items():
            if role not in found and not (role == "score" and "prediction" in found):
                filled.append(Filled(role, candidates, layout))
    return filled


def _named(
    columns: Sequence[str], names: Collection[str], holder: str | None, taken: Collection[str]
) -> tuple[str, ...]:
    """Return the columns with one of these names that can have a role; only its holder, if it has one."""
    free = [name for name in columns if name not in taken] if holder is None else [holder]
    return tuple(name for name in free if name.casefold() in names)


_OF_PROBABILITIES = ("p_", "prob_", "proba_", "probability_")


def probabilities(columns: Sequence[str]) -> dict[str, str]:
    """Return the columns that seem to hold the probability of a class, by the name of the class."""
    found: dict[str, str] = {}
    for column in columns:
        for prefix in _OF_PROBABILITIES:
            if column.casefold().startswith(prefix) and len(column) > len(prefix):
                found.setdefault(column[len(prefix) :], column)
    return found if len(found) > 2 else {}  # one alone, such as p_value, is something else


NEVER_ASSUMED: Names = {role.name: role.known for role in SHARED if not role.assumed}


def looks_like_weights(columns: Sequence[str], used: set[str]) -> list[PassedOver]:
    """Say so if a column looks like weights or counts: they are never assumed."""
    found = [
        (name, f"if it holds {role}s, say --{role} {show(name)}")
        for role, names in NEVER_ASSUMED.items()
        for name in columns
        if name.casefold() in names and name not in used
    ]
    return [PassedOver(name, why, f"column `{show(name)}` is not used; {why}") for name, why in found]


def recognised_in_vain(
    columns: Sequence[str], known: Names, used: Mapping[str, str], taken: Collection[str]
) -> list[PassedOver]:
    """Return the columns with a name known for a role that another column has."""
    return [
        PassedOver(name, f"the {role} is column `{show(used[role])}`")
        for role, names in known.items()
        for name in columns
        if role in used and name.casefold() in names and name not in taken
    ]


def many_models(columns: Sequence[str], used: Mapping[str, str], picked: set[str]) -> list[str]:
    """Say so if a file of Aequitas may hold the decisions of several models."""
    is_aequitas = used.get("label", "").casefold() in AEQUITAS.roles["label"]
    models = [name for name in columns if name.casefold() == "model_id" and name not in picked]
    return [
        f"the rows of every `{show(name)}` are counted together; for one model say --where {show(name)}=VALUE"
        for name in models
        if is_aequitas
    ]
