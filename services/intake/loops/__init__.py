"""What intake's worker runs besides consumers and timers: rows of ours that others must be told."""
