"""Effects: what changed after the retreat, and how far that can be told from everything else."""
