"""Bodies that are recordings: from the network to the disk in small pieces, within limits."""
