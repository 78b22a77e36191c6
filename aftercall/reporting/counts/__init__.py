"""What the database adds up, one module a kind of thing: `rows` of one part of the time, `doubles` of the whole."""
