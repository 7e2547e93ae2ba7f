"""Reads what people say: numbers, times, names, addresses, organisations, telephone numbers."""
