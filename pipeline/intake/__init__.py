"""What comes in: paths, the telephone system's list of calls, transcripts of other recognisers."""
