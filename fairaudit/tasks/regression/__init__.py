"""Regression: how far predicted numbers are from true ones."""
