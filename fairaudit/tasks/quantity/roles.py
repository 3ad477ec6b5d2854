"""The column of a number without a model."""

from fairaudit.tasks.role import Role

ROLES = (
    Role("value", "the number to compare", ("value",), "number", assumed=False),
)  # a column is never taken for one: nothing in its name would say what it is
