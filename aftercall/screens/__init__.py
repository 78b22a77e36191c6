"""The screens: a shell for every page; all else is JavaScript over the public API, so what they may is what anybody's program may."""
