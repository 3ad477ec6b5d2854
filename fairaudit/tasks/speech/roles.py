"""The columns of speech recognition."""

from fairaudit.tasks.role import Role

ROLES = (
    Role("reference", "what was said", ("reference", "ref", "transcript"), "text"),
    Role("hypothesis", "what was recognised", ("hypothesis", "hyp", "pred_text"), "text", of_model=True),
)
