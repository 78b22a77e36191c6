"""Files of contacts and of numbers not to be called, loaded by the daemon: brought over HTTP, looked at, tried, loaded, taken back.

What the command does in its own process, a worker process does here (`worker.py`), one after the other (`foreman.py`). All that is
known of a file lies beside it in a folder of its own (`shelf.py`), so a daemon that comes back goes on where it was.
"""
