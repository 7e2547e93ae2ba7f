"""From a recording's samples to a call: sound, turns, words, roles. The only room that holds models."""
