"""The pacing bench: days of a campaign in an event simulator, the production pacing and its rivals under the same calls."""
