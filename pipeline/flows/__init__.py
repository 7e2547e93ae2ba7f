"""Prefect orders the work; what is done stands in the rooms below. The only package that imports Prefect.

Modules of this package import Prefect only after :mod:`pipeline.flows.environment` has told it to keep still.
"""
