"""Settings from the environment, URLs and the start-up check. Reads everything, decides nothing of the domain."""
