"""The HTTP edge of followup."""
