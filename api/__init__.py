"""The web service: an API under /api/v1 and the pages, over the store. It knows neither models nor Prefect."""
