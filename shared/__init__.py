"""The kit the three services stand on; it knows no service and holds no business but the events."""
