"""Contact lists and do-not-call lists: from somebody's file into the tables."""
