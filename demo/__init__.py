"""Plays two weeks of a chain's feedback through the public HTTP API."""
