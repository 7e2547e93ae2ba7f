"""What the classifiers learn from, and how they are trained. No recording is needed."""
