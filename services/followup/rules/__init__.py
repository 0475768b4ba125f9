"""Pure decisions of followup: no I/O, no clock, no framework."""
