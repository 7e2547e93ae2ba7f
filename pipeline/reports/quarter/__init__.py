"""The quarter's report: calls, cases, promises, scores beside the quarter before, and what became of its findings."""
