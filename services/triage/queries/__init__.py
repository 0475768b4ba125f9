"""Triage's reads, named after their answer."""
