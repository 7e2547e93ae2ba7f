"""The flows, as Prefect runs them: here in this process, or by the workers of a pool. The only package that imports
Prefect. What is done stands in the other rooms; parameters are ids and dates, so that Prefect learns nothing else.

Modules of this package import Prefect only after :mod:`pipeline.flows.environment` has told it to keep still.
"""
