"""All of the dialer that knows SQL. With it its facts can be read back from the journal."""

from acd.store.encode import register
from dialer.core import facts

register(facts)
