"""Facts read from a transcript: 5W slots, the agent's promises, the drafted service order."""
