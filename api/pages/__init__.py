"""The pages: each router builds a small view model from the store's services and renders one template with it."""

from api.pages.install import install

__all__ = ["install"]
