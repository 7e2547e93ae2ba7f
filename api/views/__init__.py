"""From rows of the store to what the API answers, for those who ask."""
