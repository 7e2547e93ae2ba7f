"""The two that are compared: the whole way from recording to scorecard, and plain faster-whisper."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.labelled import Labelled, by_speaker
from models.asr import AsrTurn, Track, Transcriber
from pipeline.hearing.engine import Engine
from pipeline.hearing.listen import Sound
from pipeline.intake.manifest import read_manifest
from pipeline.record import as_json, dump
from pipeline.settings import Settings
from pipeline.work import analyze as analysis
from pipeline.work import assess

Heard = Iterator[tuple[Labelled, dict[str, str], float]]  # recording, text by speaker, its length in seconds


class StopWatch:
    """CPU seconds of this thread while it was in a `with` block, summed over all threads that entered."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._started = threading.local()

    def __enter__(self) -> None:
        self._started.at = time.thread_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.thread_time() - self._started.at


class WatchedTranscriber:
    """The real recogniser; the time the calling thread spends in it is taken off the rest."""

    def __init__(self, inner: Transcriber, watch: StopWatch) -> None:
        self._inner, self._watch = inner, watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        with self._watch:
            return self._inner.transcribe(tracks)


class Ours:
    """Decoding, voice activity, recognition, roles, checks and JSON, as `tingjian analyze` does it.

    `other` counts CPU seconds outside recognition: the thread that listens ahead, and the judging one.
    """

    def __init__(self, threads: int) -> None:
        self.engine = Engine(Settings(threads=threads))
        self.inside, self.listening = StopWatch(), StopWatch()
        _ = self.engine.roles, self.engine.judge, self.engine.pack.phrase_matcher
        self.engine.__dict__["transcriber"] = WatchedTranscriber(self.engine.transcriber, self.inside)
        listen = assess.listen

        def watched(path: Path, settings: Settings, file_name: str | None = None) -> Sound:
            with self.listening:
                return listen(path, settings, file_name)

        assess.listen = watched

    def hear(self, recordings: Sequence[Labelled]) -> Heard:
        """Judge every recording; the JSON is written and thrown away."""
        folder = recordings[0].path.parent
        paths = [r.path for r in recordings]
        manifest = read_manifest(folder / "manifest.csv", paths) if (folder / "manifest.csv").exists() else None
        by_path = {r.path: r for r in recordings}
        for outcome in analysis.analyze(paths, manifest, self.engine):
            if outcome.judgement is None:
                raise SystemExit(f"{outcome.path.name}: {outcome.error}")
            result = as_json(outcome.judgement)
            dump(result)
            recording = by_path[outcome.path]
            yield recording, by_speaker(result["utterances"], recording.stereo), result["call"]["duration"]

    def start(self) -> None:
        """Forget what the watches have counted so far."""
        self.inside.seconds = self.listening.seconds = 0.0

    def other(self, own_thread: float) -> float:
        """CPU seconds that were not recognition; `own_thread` is what the calling thread used in all."""
        return self.listening.seconds + own_thread - self.inside.seconds


class Plain:
    """faster-whisper's `WhisperModel.transcribe(language="zh")` as it comes, each channel apart."""

    def __init__(self, threads: int) -> None:
        from faster_whisper import WhisperModel

        from models.weights import ensure_weights

        folder = ensure_weights("base", Settings().cache_dir)
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)

    def start(self) -> None:
        """There is nothing to forget."""

    def hear(self, recordings: Sequence[Labelled]) -> Heard:
        """Decode and recognise one recording after the other."""
        from faster_whisper.audio import decode_audio

        for one in recordings:
            sound = decode_audio(str(one.path), split_stereo=one.stereo)
            channels = list(sound) if one.stereo else [sound]
            texts = ["".join(s.text for s in self._model.transcribe(c, language="zh")[0]) for c in channels]
            agent = one.agent_channel
            heard = {"agent": texts[agent], "customer": texts[1 - agent]} if one.stereo else {"both": texts[0]}
            yield one, heard, len(channels[0]) / 16_000
