"""Triage's use cases that write, one module per subject; plain functions over a session."""
