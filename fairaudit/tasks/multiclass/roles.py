"""The columns of predicted classes: those of decisions, and both are needed."""

from fairaudit.tasks.binary.roles import ROLES as _OF_DECISIONS

ROLES = tuple(role._replace(needed=True) for role in _OF_DECISIONS if role.holds == "label")
