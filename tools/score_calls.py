#!/usr/bin/env python3
"""Compares a system's results with labelled calls and prints how right it was.

    score_calls.py RESULTS_DIR TRUTH_DIR [--json OUT.json] [--misses]

RESULTS_DIR holds <id>.json per recording (as `tingjian analyze --out` writes them), TRUTH_DIR
<id>.truth.json. Needs pypinyin and rapidfuzz. A call without a result counts as wrong.
"""

import argparse
import json
import pathlib
import re
import sys
from collections import Counter, defaultdict

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio

DIGITS = str.maketrans("0123456789幺两", "零一二三四五六七八九一二")
ROLES = ("agent", "customer")
VERDICTS = {None: "not_applicable", True: "pass", False: "fail"}
SCRIPT_CHECKS = (("hold_script", "hold"), ("transfer_script", "transfer"), ("confirm_repeat", "confirm_repeat"))


def plain(text):
    """Letters only, digits as Chinese characters: what is compared for CER."""
    return re.sub(r"[^\w]", "", text or "").lower().translate(DIGITS)


def sound(text):
    """Pinyin without tones."""
    return " ".join(lazy_pinyin(plain(text), style=Style.NORMAL))


def load(folder, suffix):
    """Every JSON file of a folder by its name without the suffix."""
    paths = sorted(pathlib.Path(folder).glob(f"*{suffix}"))
    return {p.name[: -len(suffix)]: json.loads(p.read_text(encoding="utf-8")) for p in paths}


class Counts:
    """True positives, false positives and misses."""

    def __init__(self):
        self.hit = self.extra = self.missed = 0

    def add(self, hit, extra, missed):
        self.hit += hit
        self.extra += extra
        self.missed += missed

    @property
    def precision(self):
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self):
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self):
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def summary(self):
        rates = {"P": round(self.precision, 4), "R": round(self.recall, 4), "F1": round(self.f1, 4)}
        return rates | {"hit": self.hit, "extra": self.extra, "missed": self.missed}


def match(found, wanted):
    """Greedy one-to-one: found = [(start, end, key)], wanted = [(start, end, key)]."""
    free, hit = list(found), 0
    for start, end, key in wanted:
        for f in free:
            if f[2] == key and f[0] < end and f[1] > start:
                free.remove(f)
                hit += 1
                break
    return hit, len(free), len(wanted) - hit


def findings(result, check):
    """The findings of one check that are not requirements met."""
    return [f for f in result.get("findings", []) if f.get("check") == check and f.get("passed") is not True]


def times(items, key=None):
    """Items of a result as (start, end, key)."""
    spans = []
    for item in items:
        start = float(item["start"])
        spans.append((start, max(float(item["end"]), start + 0.01), key(item) if key else ""))
    return spans


def verdict(result, check):
    """The result's entry for one check, or {}."""
    return next((c for c in result.get("checks", []) if c["check"] == check), {})


def around(turn, key=""):
    """A turn's time with a second on either side."""
    return turn["start"] - 1.0, turn["end"] + 1.0, key


def name_wrong_phrases(labels, found):
    """What was wanted and what was found, for the list of errors."""
    want = "; ".join(f"{e['turn']}/{e['category']}/{e['phrase']}" for e in labels["forbidden"])
    got = "; ".join(f"{x['start']:.1f}/{x.get('category')}/{x.get('phrase')}/{x.get('quote')}" for x in found)
    return f"want {want} | got {got}"


class Score:
    """Adds up how right the results are, call by call."""

    def __init__(self, misses):
        self.misses = misses
        self.right, self.total, self.cer = Counter(), Counter(), Counter()
        self.counts = defaultdict(Counts)
        self.errors, self.clean, self.poor = [], [], []
        self.calls = 0

    def yes(self, name, ok, call="", note=""):
        """Counts one yes/no question."""
        self.total[name] += 1
        self.right[name] += bool(ok)
        if not ok and self.misses:
            self.errors.append(f"{call}: {name} {note}")

    def add(self, call, truth, result):
        """Scores one call."""
        self.calls += 1
        labels = truth["truth"]
        self.yes("analysed", bool(result), call)
        self.add_text(truth, result)
        self.add_roles(call, truth, result)
        self.add_scripts(call, labels, result)
        self.add_forbidden(call, truth, result)
        self.add_timing(truth, result)
        self.add_metrics(call, truth, result)
        self.add_ticket(call, labels.get("caller") or {}, result.get("ticket", {}))
        self.add_total(labels, result)

    def add_text(self, truth, result):
        kind = truth.get("channels", "stereo")
        kind = "stereo" if kind == "stereo" else "mono"
        for role in ROLES:
            ref = plain("".join(u["text"] for u in truth["timeline"] if u["role"] == role))
            hyp = plain("".join(u["text"] for u in result.get("utterances", []) if u.get("role") == role))
            wrong = min(Levenshtein.distance(ref, hyp), len(ref))
            for prefix in (f"{kind} ", ""):
                self.cer[f"{prefix}errors"] += wrong
                self.cer[f"{prefix}chars"] += len(ref)

    def add_roles(self, call, truth, result):
        """Who spoke: the share of each turn's time given to its role."""
        name = "role (stereo)" if truth.get("channels", "stereo") == "stereo" else "role (mono)"
        said = result.get("utterances", [])
        for turn in truth["timeline"]:
            a, b = turn["start"], turn["end"]
            share = dict.fromkeys(ROLES, 0)
            for u in said:
                if u.get("role") in share:
                    share[u["role"]] += max(0, min(b, u["end"]) - max(a, u["start"]))
            ok = share[turn["role"]] > 0 and share[turn["role"]] >= max(share.values())
            self.yes(name, ok, call, f"turn {turn['turn']}")

    def add_scripts(self, call, labels, result):
        """Greeting, closing, five_w, hold, transfer and repeated facts."""
        for check in ("greeting", "closing"):
            got = verdict(result, check).get("elements", {})
            for element, want in labels[check].items():
                self.yes(f"{check} elements", got.get(element) == want, call, f"{element} want {want}")
        slots = result.get("five_w", {})
        for slot, want in labels["five_w"].items():
            ok = bool(result) and bool((slots.get(slot) or {}).get("present")) == want
            self.yes("five_w slots", ok, call, f"{slot} want {want}")
        for check, key in SCRIPT_CHECKS:
            want, got = VERDICTS[labels.get(key)], verdict(result, check).get("verdict")
            self.yes(check, got == want, call, f"want {want} got {got}")

    def add_forbidden(self, call, truth, result):
        line, labels = truth["timeline"], truth["truth"]
        raw = findings(result, "forbidden_phrases")
        want = [around(line[e["turn"]], e["category"]) for e in labels["forbidden"]]
        got = times(raw, lambda x: x.get("category"))
        self.counts["forbidden, with category"].add(*match(got, want))
        hit, extra, missed = match([(a, b, "") for a, b, _ in got], [(a, b, "") for a, b, _ in want])
        self.counts["forbidden, any category"].add(hit, extra, missed)
        if self.misses and (extra or missed):
            wrong = name_wrong_phrases(labels, raw)
            self.errors.append(f"{call}: forbidden missed {missed} extra {extra}; {wrong}")
        if not labels["forbidden"]:
            self.total["clean calls falsely accused"] += 1
            self.right["clean calls falsely accused"] += bool(got)

    def add_timing(self, truth, result):
        """Interruptions, dead air, slow answers and commitments."""
        line, labels = truth["timeline"], truth["truth"]
        interruptions = [around(line[n]) for n in labels["interruptions"]]
        silences = []
        for d in labels["dead_air"]:
            end = line[d["after_turn"]]["end"]
            silences.append((end - 1, end + d["seconds"] + 1, ""))
        slow = [(line[n]["start"] - 8, line[n]["start"] + 1, "") for n in labels["slow_answers"]]
        promises = [around(line[c["turn"]]) for c in labels["commitments"]]
        self.counts["interruptions"].add(*match(times(findings(result, "interruptions")), interruptions))
        self.counts["dead air"].add(*match(times(findings(result, "dead_air")), silences))
        self.counts["slow answers"].add(*match(times(findings(result, "response_gap")), slow))
        self.counts["commitments"].add(*match(times(result.get("commitments", [])), promises))

    def add_metrics(self, call, truth, result):
        metrics = result.get("metrics", {})
        rings, first = metrics.get("rings"), metrics.get("first_response")
        self.yes("rings", rings == truth["rings"], call, f"want {truth['rings']} got {rings}")
        agent_first = next((u["start"] for u in truth["timeline"] if u["role"] == "agent"), 0) - truth["answered_at"]
        ok = first is not None and abs(first - agent_first) <= 0.5
        self.yes("first response ±0.5 s", ok, call, f"want {agent_first:.1f} got {first}")

    def add_ticket(self, call, caller, ticket):
        if caller.get("phone"):
            ok = re.sub(r"\D", "", ticket.get("phone") or "") == caller["phone"]
            self.yes("ticket phone", ok, call, f"want {caller['phone']} got {ticket.get('phone')}")
        for field in ("name", "unit", "address", "problem", "since"):
            if caller.get(field):
                got = ticket.get(field)
                ok = bool(got) and partial_ratio(sound(caller[field]), sound(got)) >= 75
                self.yes(f"ticket {field}", ok, call, f"want {caller[field]} got {got}")

    def add_total(self, labels, result):
        """Sorts the call's score under clean or poor calls."""
        if not result.get("scorecard"):
            return
        total = result["scorecard"]["total"]
        polite = all(labels["greeting"].values()) and all(labels["closing"].values())
        if not labels["forbidden"] and polite:
            self.clean.append(total)
        elif len(labels["forbidden"]) >= 3:
            self.poor.append(total)

    def summary(self):
        """Every figure by its name."""
        out = {"calls": self.calls, "CER": round(self.cer["errors"] / max(1, self.cer["chars"]), 4)}
        for kind in ("stereo", "mono"):
            if self.cer[f"{kind} chars"]:
                out[f"CER {kind}"] = round(self.cer[f"{kind} errors"] / self.cer[f"{kind} chars"], 4)
        for name in self.total:
            out[name] = round(self.right[name] / self.total[name], 4)
        for name, counts in self.counts.items():
            out[name] = counts.summary()
        gap = None
        if self.clean and self.poor:
            gap = round(sum(self.clean) / len(self.clean) - sum(self.poor) / len(self.poor), 1)
        out["score gap, clean - poor"] = gap
        return out


def score(results, truths, misses):
    """Results and truths by call id to (summary, errors)."""
    tally = Score(misses)
    for call, truth in truths.items():
        tally.add(call, truth, results.get(call) or {})
    return tally.summary(), tally.errors


def show(name, value):
    """One line of the table."""
    if isinstance(value, dict):
        form = "F1 {F1:.3f}  P {P:.3f}  R {R:.3f}  (hit {hit}, extra {extra}, missed {missed})"
        value = form.format(**value)
    return f"{name:32s} {value}\n"


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results")
    parser.add_argument("truth")
    parser.add_argument("--json")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    summary, errors = score(load(args.results, ".json"), load(args.truth, ".truth.json"), args.misses)
    sys.stdout.writelines(show(name, value) for name, value in summary.items())
    sys.stdout.writelines(f"  - {error}\n" for error in errors)
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
