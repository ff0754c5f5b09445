"""The main job, by itself, on a machine without a network: `make demo`."""
