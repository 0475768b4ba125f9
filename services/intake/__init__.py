"""Intake, the ears and the mouth: WHO said WHAT, and how we reach them.

Owns: stores, forms, channel accounts and their deliveries, raw feedback, attachments, customer
contact (encrypted), outbound messages.
Publishes: feedback.received, feedback.appended, reply.delivered, reply.failed, store.changed,
customer.changed. Consumes: case.progressed, reply.requested, follow_on.requested, staff.changed,
team.changed, key.changed.
"""
