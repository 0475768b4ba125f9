"""Assignment: who is there, how much each of them has, and whose turn it is."""
