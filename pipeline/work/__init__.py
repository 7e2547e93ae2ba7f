"""Recordings taken in, claimed, heard, judged and kept; one after the other or many at once."""
