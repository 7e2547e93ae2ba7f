"""Sound: ranges, playable copies, clips, waveforms, and tones over what a role must not hear."""

import io
import wave

import av
import numpy as np
import pytest

from pipeline.storage.tables import AuditRow, RecordingRow
from tests.api.some_calls import call_of

CALLS = "/api/v1/calls"
RATE, SECONDS = 8000, 12


def tone(hertz):
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(RATE * SECONDS) / RATE) * 32767).astype("<i2")


def write(path, codec):
    samples = np.ascontiguousarray(np.stack([tone(440), tone(880) // 2]).T)
    with av.open(str(path), "w") as target:
        stream = target.add_stream(codec, rate=RATE, layout="stereo")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            target.mux(packet)
    return path


@pytest.fixture
def stored(site, tmp_path):
    """A judged call with µ-law sound, which browsers don't play."""
    return site.store(call_of("A001"), write(tmp_path / "rec.wav", "pcm_mulaw"))


@pytest.fixture
def plain(site, tmp_path):
    """A judged call whose recording is played as it is."""
    call_id = site.store(call_of("A001"), write(tmp_path / "rec.wav", "pcm_s16le"))
    with site.database.writing() as session:
        session.query(RecordingRow).one().codec = "pcm_s16le"
    return call_id


def test_what_browsers_play_is_sent_as_it_is(site, plain, tmp_path):
    answer = site.sign_in("reviewer").get(f"{CALLS}/{plain}/audio")
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.content == (tmp_path / "rec.wav").read_bytes()


def test_other_codecs_become_16_bit_wav_once(site, stored, tmp_path):
    reviewer = site.sign_in("reviewer")
    answer = reviewer.get(f"{CALLS}/{stored}/audio")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 2, 16_000)
        assert sound.getnframes() == 16_000 * SECONDS
    (copy,) = (tmp_path / "playback").iterdir()
    made = copy.stat().st_ino
    assert reviewer.get(f"{CALLS}/{stored}/audio").content == answer.content
    assert copy.stat().st_ino == made


@pytest.mark.parametrize(
    ("header", "status", "content_range"),
    [
        ("bytes=0-99", 206, "bytes 0-99/{size}"),
        ("bytes=100-", 206, "bytes 100-{last}/{size}"),
        ("bytes=-5", 206, "bytes {tail}-{last}/{size}"),
        ("bytes=0-99999999999", 206, "bytes 0-{last}/{size}"),
        ("bytes=99999999999-", 416, "bytes */{size}"),
        ("bytes=-0", 416, "bytes */{size}"),
        ("bytes=9-2", 400, None),
        ("bytes=", 400, None),
        ("bytes=a-b", 400, None),
        ("bytes=--1", 416, "bytes */{size}"),
        ("bytes=" + ",".join(f"{n * 9}-{n * 9 + 1}" for n in range(101)), 200, None),
        ("bytes=999999999999999999999999999-", 416, "bytes */{size}"),
        ("lines=1-2", 400, None),
    ],
)
def test_ranges(site, plain, header, status, content_range):
    reviewer = site.sign_in("reviewer")
    whole = reviewer.get(f"{CALLS}/{plain}/audio").content
    answer = reviewer.get(f"{CALLS}/{plain}/audio", headers={"Range": header})
    assert answer.status_code == status
    size = len(whole)
    wanted = content_range and content_range.format(size=size, last=size - 1, tail=size - 5)
    assert answer.headers.get("content-range") == wanted
    if status == 206:
        first, last = answer.headers["content-range"].split(" ")[1].split("/")[0].split("-")
        assert answer.content == whole[int(first) : int(last) + 1]


def test_several_ranges_at_once(site, plain):
    reviewer = site.sign_in("reviewer")
    whole = reviewer.get(f"{CALLS}/{plain}/audio").content
    answer = reviewer.get(f"{CALLS}/{plain}/audio", headers={"Range": "bytes=0-3,100-103"})
    assert answer.status_code == 206
    boundary = answer.headers["content-type"].partition("boundary=")[2]
    parts = answer.content.split(f"--{boundary}".encode())
    assert parts[1].endswith(b"\r\n\r\n" + whole[:4] + b"\r\n")
    assert parts[2].endswith(b"\r\n\r\n" + whole[100:104] + b"\r\n")
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_range_of_another_version_is_the_whole(site, plain):
    reviewer = site.sign_in("reviewer")
    answer = reviewer.get(f"{CALLS}/{plain}/audio", headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    assert answer.status_code == 200
    tag = answer.headers["etag"]
    assert reviewer.get(f"{CALLS}/{plain}/audio", headers={"Range": "bytes=0-1", "If-Range": tag}).status_code == 206
    assert reviewer.get(f"{CALLS}/{plain}/audio", headers={"If-None-Match": tag}).status_code == 304


def test_one_channel_and_a_clip(site, stored):
    reviewer = site.sign_in("reviewer")
    answer = reviewer.get(f"{CALLS}/{stored}/audio", params={"channel": 1, "start": 1.0, "end": 2.5})
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnchannels() == 1
        assert sound.getnframes() == 24_000
        samples = np.frombuffer(sound.readframes(24_000), "<i2")
    assert loudest_frequency(samples, 16_000) == pytest.approx(880, abs=5)


@pytest.mark.parametrize("edges", [{"start": 5, "end": 2}, {"start": 0, "end": 301}, {"start": -1}, {"start": "nan"}])
def test_clips_have_an_order_and_a_length(site, stored, edges):
    assert site.sign_in("reviewer").get(f"{CALLS}/{stored}/audio", params=edges).status_code == 422


def loudest_frequency(samples, rate):
    return np.argmax(np.abs(np.fft.rfft(samples.astype(float)))) * rate / len(samples)


def test_trainers_hear_a_tone_over_personal_data(site, tmp_path):
    call_id = site.store(call_of("A001", "我的电话是13812345678"), write(tmp_path / "rec.wav", "pcm_s16le"))
    trainer, reviewer = site.sign_in("trainer"), site.sign_in("reviewer")
    said = reviewer.get(f"{CALLS}/{call_id}/transcript").json()["utterances"][1]
    clip = {"channel": 0, "start": said["end"] - 0.5, "end": said["end"] - 0.1}

    def heard(client):
        with wave.open(io.BytesIO(client.get(f"{CALLS}/{call_id}/audio", params=clip).content)) as sound:
            return loudest_frequency(np.frombuffer(sound.readframes(sound.getnframes()), "<i2"), 16_000)

    assert heard(reviewer) == pytest.approx(440, abs=5)
    assert heard(trainer) == pytest.approx(1000, abs=5)


def test_peaks(site, stored):
    peaks = site.sign_in("reviewer").get(f"{CALLS}/{stored}/peaks").json()
    assert peaks["duration"] == SECONDS
    assert [len(channel) for channel in peaks["peaks"]] == [20 * SECONDS] * 2
    assert max(peaks["peaks"][0]) in range(28, 33)
    assert max(peaks["peaks"][1]) in range(13, 17)


def test_deleted_sound_is_not_there(site, stored):
    with site.database.writing() as session:
        session.query(RecordingRow).one().deleted_at = session.query(RecordingRow).one().stored_at
    answer = site.sign_in("reviewer").get(f"{CALLS}/{stored}/audio")
    assert answer.status_code == 404


def test_what_can_not_be_decoded_is_told(site, tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x00\x00\x00\x00WAVE" + b"\x00" * 100)
    call_id = site.store(call_of("A001"), broken)
    answer = site.sign_in("reviewer").get(f"{CALLS}/{call_id}/audio")
    assert answer.status_code == 422
    assert "录音" in answer.json()["detail"]


def test_playing_is_noted_once(site, stored):
    reviewer = site.sign_in("reviewer")
    for _ in range(3):
        reviewer.get(f"{CALLS}/{stored}/audio", headers={"Range": "bytes=5-9"})
    with site.database.reading() as session:
        assert session.query(AuditRow).filter_by(action="audio.played").count() == 1
