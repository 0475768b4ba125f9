"""Triage judges each feedback and gives it an owner."""

import os

# Read once, when numpy is imported. More threads wait actively for each other between matrices as
# small as ours: 8 times the CPU time, on a machine where every core has work.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")
