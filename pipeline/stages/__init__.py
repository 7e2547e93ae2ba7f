"""The steps from a file to a judged call: plain functions that load, compute and return."""
