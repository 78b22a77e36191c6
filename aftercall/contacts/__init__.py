"""What agents do with contacts: the one at hand, what they say became of it, and calls that they promise.

What is said is put on record first; then the dialer and the floor are told, so that nobody is asked for it again.
"""

from aftercall.contacts.desk import ContactDesk
from aftercall.contacts.said import NothingAtHand, NotOnRecord, Promise, Said, WrongForm

__all__ = ["ContactDesk", "NotOnRecord", "NothingAtHand", "Promise", "Said", "WrongForm"]
