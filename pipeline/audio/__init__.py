"""From a recording file to clean samples, and what can be heard in them before any speech recognition.

One idea a file: `decode` (file to samples), `health` (are the channels usable), `ring_tone` (how long it rang),
`hold_music` (stretches that are music, not speech).
"""
