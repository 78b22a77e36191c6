"""Chats, tickets and customers, for whoever brings them (the API, the widget, mailboxes) and whoever works on them.

What is said is on record (`acd.store.items`) before the floor hears that it was; attachments lie in a folder, each under the digest of
its bytes (`shelf.py`).
"""
