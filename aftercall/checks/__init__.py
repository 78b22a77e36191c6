"""Is everything reachable and right? One file a part; each look gives findings, and each failure names its remedy."""
