"""Chinese text as it is heard: normalised characters, pinyin by sound, phrases, patterns, sentences."""
