"""A chat on somebody's own web site: one script from here, and what it asks, open to the sites that its card names alone.

A visitor is nobody we know: he is the holder of a token that his browser made and keeps, and sees the one chat that it opened.
"""
