"""Webhooks: what became true, told to other programs over HTTPS; in order, signed, retried, never lost by a restart.

The journal is the backlog. A hook is told what is on record and nothing else, and what is kept of it is one number: the last event
that its receiver took. So a receiver that is away costs no memory, a restart goes on where it was, and no event can be told that the
record does not know. What is told comes at the pace of its receiver, and one of them never waits for another.
"""
