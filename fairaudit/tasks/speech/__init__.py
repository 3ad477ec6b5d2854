"""Speech recognition: what was said, and what was recognised."""
