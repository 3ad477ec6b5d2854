"""The roles that columns can have, of every task: all that `--help` needs of tasks, and light enough for it."""

from __future__ import annotations

from fairaudit.tasks.binary.roles import ROLES as _BINARY
from fairaudit.tasks.multiclass.roles import ROLES as _MULTICLASS
from fairaudit.tasks.quantity.roles import ROLES as _QUANTITY
from fairaudit.tasks.regression.roles import ROLES as _REGRESSION
from fairaudit.tasks.role import Role
from fairaudit.tasks.speech.roles import ROLES as _SPEECH

ROLES: dict[str, tuple[Role, ...]] = {
    "binary": _BINARY,
    "multiclass": _MULTICLASS,
    "speech": _SPEECH,
    "regression": _REGRESSION,
    "quantity": _QUANTITY,
}
"""Task → the roles of its own columns, in the order of help."""

SHARED: tuple[Role, ...] = (
    Role(
        "cluster",
        "who the rows come from, such as the speaker",
        ("speaker", "speaker_id", "client_id"),
        "label",
        needed=False,
    ),
    Role(
        "weight",
        "weights of the rows",
        ("w", "weight", "weights", "sample_weight"),
        "number",
        needed=False,
        assumed=False,
    ),
    Role(
        "count",
        "how many rows each row stands for",
        ("n", "count", "counts", "freq", "frequency"),
        "number",
        needed=False,
        assumed=False,
    ),
)
"""Roles that the rows of every task can have."""

NAMES: tuple[str, ...] = tuple(dict.fromkeys(role.name for roles in (*ROLES.values(), SHARED) for role in roles))
"""The names of all roles, in the order of reports."""
OF_MODEL: tuple[str, ...] = tuple(
    dict.fromkeys(role.name for roles in ROLES.values() for role in roles if role.of_model)
)
"""Roles that several results in the same data can take from a column each."""
