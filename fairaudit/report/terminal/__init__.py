"""Tables for a terminal, fitted to its width."""
