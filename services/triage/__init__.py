"""Triage: what a case is about, and who is in charge.

Owns taxonomy, lexicon and classifier, verdicts and what people said of them, disposition (live,
dismissed, merged), staff, teams, shifts, routing, owners, the work queues and sign-in.

Publishes `case.triaged`, `staff.changed`, `team.changed`, `topic.changed`, `key.changed`.
Consumes `feedback.received`, `feedback.appended`, `case.progressed`, `store.changed`,
`customer.changed`.
"""
