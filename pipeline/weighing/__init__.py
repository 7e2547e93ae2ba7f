"""Weighs what an agent says: asks the models about each turn in its call and lets one learned decision judge it."""
