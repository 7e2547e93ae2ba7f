"""Clips to learn from: found, cut with their context, collected, exported; personal data hidden in text and sound."""
