"""Mail: mailboxes whose letters become tickets, answers that leave by SMTP, and what the site itself sends.

A letter is brought once: its place in the mailbox (UIDVALIDITY, UID) and its Message-ID are on record in the same transaction as the
item that it became. An answer is on record as `out` before any server hears of it, and stays there until one took it.
"""
