"""The ACD: agents, work and breaks, inbound queues, aftercall."""
