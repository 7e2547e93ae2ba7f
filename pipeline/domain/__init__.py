"""The words of the product as frozen dataclasses: standard library only, no behaviour that needs a model or a file."""
