"""Triage at the edge: routes and their wire shapes."""
