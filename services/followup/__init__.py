"""Followup, the promise: HOW FAR a case is and HOW WELL it was answered.

Owns: cycle and progress, timeline, clocks, result, tasks done, surveys and satisfaction.
Publishes: case.progressed, reply.requested, follow_on.requested. Consumes: case.triaged,
incident.changed, incident.refused, feedback.appended, reply.delivered, reply.failed, staff.changed,
key.changed, team.changed, topic.changed, store.changed, customer.changed.
"""
