"""The training process: reads a job, writes a model file and a report, tells its progress.

`python -m services.triage.learning.run job.json`, where the job is one object: `examples` (JSON
lines of `Example`), `model` and `report` (files to write), and if wanted `base` (a model file to
lean on; absent: the shipped one, null: none), `unlabelled` (JSON lines of `{"text"}`), `held_back`
and `golden` (JSON lines of `Example` to measure the new and the base model on), `seed`.

Each line of its standard output is one object: `{"stage", "done"}` with the share done, at the end
`{"stage": "finished", "done": 1, "version"}`, or `{"error"}` and exit status 1. The report is
`Trained.report` with `held_back` and `golden` added, each `{"candidate": …, "base": …}`.
"""
