"""The distributed shape on one machine: its servers, its service processes, their supervision."""
