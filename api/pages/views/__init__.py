"""View models: frozen dataclasses with texts that are ready to be shown, and the pure functions that make them."""
