"""The command `aftercall`: one file a noun. What is known of the floor comes from the daemon, over its socket."""
