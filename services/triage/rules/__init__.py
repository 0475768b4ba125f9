"""Triage's pure decisions: no I/O, no clock, no framework."""
