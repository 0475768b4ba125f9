"""Intake over HTTP: the API for programs and staff, the pages for customers."""
