"""Machine-learning wrappers that speak only arrays, seconds and strings."""
