"""The outbound dialer: the same plan as `acd`, leaning on it. Nothing stands here yet."""
