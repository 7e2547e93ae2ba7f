"""How far a figure can be trusted: estimates with their intervals. Knows nothing of calls."""
