"""A number without a model, such as a price or a waiting time: how it differs between groups."""
