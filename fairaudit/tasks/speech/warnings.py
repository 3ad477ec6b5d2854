"""The codes of warnings about speech, and what each means in general."""

WARNINGS: dict[str, str] = {
    "no_clusters": "No speaker column is known: utterances count as independent, and intervals are likely too narrow.",
    "empty_references": "Some references hold no words: what was recognised there counts as insertions.",
    "edit_split_differs": "NIST's alignment has more edits than the minimum for some utterances.",
    "few_carry_errors": "A few utterances, or one speaker, carry a large part of a group's word errors.",
}
