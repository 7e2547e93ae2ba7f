"""Nonsense in bulk: mutated recordings and made-up requests. ``make fuzz`` runs both; a seed makes a run again."""
