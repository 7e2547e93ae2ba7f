"""What the API answers: pydantic models with examples. Times are UTC in ISO 8601, ids as in the store."""
