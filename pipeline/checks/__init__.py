"""The checks: one file each. Importing :mod:`pipeline.checks.registry` and asking it finds them all."""
