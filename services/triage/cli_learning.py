"""Commands that fit and measure the learned classifier."""
