"""Running the service: one process that answers, and what it does beside."""
