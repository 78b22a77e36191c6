"""The demo: a whole floor on real parts in a private folder, played by simulated phones and callers, watched over MQTT."""
