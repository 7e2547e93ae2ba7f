#!/usr/bin/env bash
# The whole life of a call with nothing but curl: uploaded, scored, reviewed with one finding rejected and one added,
# published, seen by its agent and by no other, appealed, decided, used as a coaching clip.
#
#   tests/acceptance/whole_life.sh [RECORDING]     with the environment's tingjian (BIN=.venv/bin by default)
#
# It starts a server and a worker of its own on an empty store in a temporary folder, and stops them at the end.
set -euo pipefail

here=$(cd "$(dirname "$0")/../.." && pwd)
BIN=${BIN:-$here/.venv/bin}
recording=${1:-$here/samples/missing-points-hold.m4a}
work=$(mktemp -d)
export TINGJIAN_DATA_DIR=$work/data TINGJIAN_DATABASE_URL="" TINGJIAN_RECORDINGS_URL="" NO_PROXY=127.0.0.1
server="" worker="" api="" answer=$work/answer status=""

finish() {
    local code=$?
    for process in $worker $server; do kill "$process" 2>/dev/null || true; done
    for process in $worker $server; do wait "$process" 2>/dev/null || true; done
    if [ $code -ne 0 ]; then tail -n 20 "$work"/*.log >&2 2>/dev/null || true; fi
    rm -rf "$work"
    exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

step() { printf '\n== %s\n' "$*"; }
fail() { printf '不符合预期：%s\n' "$*" >&2; exit 1; }

# take EXPRESSION: a Python expression over the last answer's JSON, called `a`; prints its value.
take() { "$BIN/python" -c 'import json, sys; a = json.load(open(sys.argv[2], encoding="utf-8")); print(eval(sys.argv[1]))' "$1" "$answer"; }
# holds EXPRESSION: fails unless it is true.
holds() { [ "$(take "bool($1)")" = True ] || fail "$1"; }

# as WHO EXPECTED METHOD PATH [curl arguments]: ask as this user, and expect this status.
as() {
    local who=$1 expected=$2 method=$3 path=$4
    shift 4
    status=$(curl -sS -o "$answer" -w '%{http_code}' -X "$method" -b "$work/$who.cookies" -c "$work/$who.cookies" \
        -H "X-CSRF-Token: $(cat "$work/$who.csrf" 2>/dev/null)" "$@" "$api$path")
    [ "$status" = "$expected" ] || fail "$who $method $path: $status, expected $expected: $(head -c 400 "$answer")"
}
# say WHO EXPECTED METHOD PATH JSON
say() { as "$1" "$2" "$3" "$4" -H 'Content-Type: application/json' --data "$5"; }

join() {  # join NAME ROLE [more options]: a user with a random password, signed in
    local name=$1 role=$2 password
    shift 2
    password=$("$BIN/tingjian" user add "$name" --role "$role" --generate "$@" 2>/dev/null | head -n 1)
    : >"$work/$name.csrf"
    say "$name" 200 POST /auth/sign-in "{\"name\": \"$name\", \"password\": \"$password\"}"
    take 'a["csrf_token"]' >"$work/$name.csrf"
}

step "服务和后台进程启动"
"$BIN/tingjian" serve --port 0 >"$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 120); do
    address=$(grep -ohE 'http://127\.0\.0\.1:[0-9]+' "$work/serve.log" | head -n 1 || true)
    [ -n "$address" ] && break
    kill -0 "$server" || fail "服务没有启动"
    sleep 0.5
done
[ -n "$address" ] || fail "服务没有启动"
api=$address/api/v1
"$BIN/tingjian" worker >"$work/worker.log" 2>&1 &
worker=$!

step "五个人登录：两位复核员、培训师、通话的坐席、另一位坐席"
join reviewer.one reviewer --display-name 复核员甲
join reviewer.two reviewer --display-name 复核员乙
join trainer trainer --display-name 培训师
join agent.own agent --agent-id A001 --display-name 坐席甲
join agent.other agent --agent-id A002 --display-name 坐席乙
curl -sS -o /dev/null -w '%{http_code}\n' "$api/reviews/queue" | grep -qx 401 || fail "未登录也能看到复核队列"

step "上传录音，等待评分"
as reviewer.one 201 POST /calls -F "file=@$recording" -F agent_id=A001 -F team=一组
call=$(take 'a["call_id"]')
for _ in $(seq 600); do
    as reviewer.one 200 GET "/calls/$call"
    state=$(take 'a["state"]')
    [ "$state" = done ] && break
    [ "$state" = failed ] && fail "分析失败：$(take 'a["failure"]')"
    kill -0 "$worker" || fail "后台进程停止了"
    sleep 1
done
[ "$state" = done ] || fail "没有在限时内完成评分"
machine=$(take 'a["score"]')
echo "机器评分：$machine"

step "还没有发布：坐席看不到"
for agent in agent.own agent.other; do
    as $agent 404 GET "/calls/$call"
    as $agent 404 GET "/calls/$call/effective"
    as $agent 404 GET "/calls/$call/audio"
done

step "复核：在队列中找到，领取，驳回一处，补充一处"
as reviewer.one 200 GET /reviews/queue
holds "[i for i in a['items'] if i['call_id'] == '$call' and i['reasons']]"
as reviewer.one 200 POST "/calls/$call/claim"
version=$(take 'a["version"]')
as reviewer.two 409 POST "/calls/$call/claim"
as reviewer.one 200 GET "/calls/$call/review"
costly='[f for f in a["findings"] if f["effective"] and not f["effective"]["passed"] and f["effective"]["severity"] != "info"]'
echo "机器的发现：$(take "[(f['known']['check'], f['known']['category'], f['known']['quote']) for f in $costly]")"
rejected=$(take "sorted($costly, key=lambda f: f['known']['check'] != 'forbidden_phrases')[0]['id']")
say reviewer.one 201 POST "/calls/$call/decisions" \
    "{\"version\": $version, \"action\": \"reject\", \"finding_id\": $rejected, \"comment\": \"转述客户的话\"}"
version=$(take 'a["version"]') better=$(take 'a["scorecard"]["total"]')
as reviewer.one 200 GET "/calls/$call/transcript"
spoken=$(take '[u["index"] for u in a["utterances"] if u["role"] == "agent" and len(u["text"]) >= 4][1]')
say reviewer.one 201 POST "/calls/$call/decisions" "{\"version\": $version, \"action\": \"add\", \"check\":
    \"forbidden_phrases\", \"category\": \"impatient\", \"utterance\": $spoken, \"comment\": \"语气不耐烦\"}"
version=$(take 'a["version"]') added=$(take 'a["decision_id"]')
holds "a['scorecard']['total'] < $better"
holds "a['machine_scorecard']['total'] == $machine"
say reviewer.two 409 POST "/calls/$call/decisions" "{\"version\": $version, \"action\": \"confirm\", \"finding_id\": $rejected}"
say reviewer.one 200 POST "/calls/$call/finish" "{\"version\": $version, \"comment\": \"已听录音\"}"
reviewed=$(take 'a["total"]')
echo "复核后：$reviewed"

step "发布：只有这位坐席看得到"
as agent.own 404 GET "/calls/$call"
as reviewer.one 200 POST "/calls/$call/publish"
as agent.own 200 GET "/calls/$call/effective"
holds "a['scorecard']['total'] == $reviewed"
holds "[f for f in a['findings'] if f['added_id'] == $added]"
as agent.own 200 GET /agents/me/summary
holds "[c for c in a['scorecards'] if c['call_id'] == '$call']"
holds "[s for s in a['sentences'] if s['added_id'] == $added and s['suggestion']]"
as agent.own 206 GET "/calls/$call/audio" -H 'Range: bytes=0-99'
say agent.own 200 POST "/calls/$call/acknowledge" '{}'
for path in "/calls/$call" "/calls/$call/effective" "/calls/$call/audio" "/calls/$call/transcript"; do
    as agent.other 404 GET "$path"
done
as agent.other 200 GET /calls
holds "a['items'] == []"
as agent.other 200 GET /agents/me/summary
holds "a['calls'] == 0"

step "申诉：由另一位复核员裁定"
say agent.other 404 POST /appeals "{\"call_id\": \"$call\", \"reason\": \"不是我的通话\"}"
say agent.own 201 POST /appeals "{\"call_id\": \"$call\", \"added_id\": $added, \"reason\": \"当时是在安抚客户\"}"
appeal=$(take 'a["id"]')
say reviewer.one 409 POST "/appeals/$appeal/decide" '{"upheld": true, "reason": "同意"}'
say reviewer.two 200 POST "/appeals/$appeal/decide" '{"upheld": true, "reason": "复听录音，语气正常"}'
holds "a['state'] == 'upheld' and a['total_now'] > a['total_before']"
decided=$(take 'a["total_now"]')
as agent.own 200 GET /appeals
holds "a['items'][0]['decision_reason'] == '复听录音，语气正常' and a['items'][0]['decided_by'] is None"
as agent.own 200 GET "/calls/$call/scorecard"
holds "a['scorecard']['total'] == $decided and a['origin'] == 'appeal'"
echo "申诉后：$decided"

step "成为辅导片段：遮盖个人信息，播放，收藏，导出"
as agent.own 403 GET "/coaching/clips?check=greeting"
check=""
for candidate in forbidden_phrases interruptions greeting closing courtesy confirm_repeat five_w; do
    as trainer 200 GET "/coaching/clips?check=$candidate"
    if [ "$(take "bool([c for c in a['good'] + a['bad'] if c['call_id'] == '$call'])")" = True ]; then check=$candidate; break; fi
done
[ -n "$check" ] || fail "这通电话没有可用的片段"
holds "not [c for c in a['bad'] if c['added_id'] == $added]"
clip=$(take "__import__('json').dumps({k: [c for c in a['bad'] + a['good'] if c['call_id'] == '$call'][0][k] for k in ('call_id', 'check', 'category', 'good', 'start', 'end', 'finding_id')})")
audio=$(take "[c for c in a['bad'] + a['good'] if c['call_id'] == '$call'][0]['audio'].removeprefix('/api/v1')")
as trainer 200 GET "$audio"
head -c 4 "$answer" | grep -q RIFF || fail "片段不是 WAV"
say trainer 201 POST /coaching/collections '{"name": "入门对照"}'
collection=$(take 'a["id"]')
say trainer 201 POST "/coaching/collections/$collection/clips" "$clip"
as trainer 200 GET "/coaching/collections/$collection/export.zip"
"$BIN/python" -c 'import sys, zipfile; names = zipfile.ZipFile(sys.argv[1]).namelist(); assert {"index.html", "clips.csv", "clips/001.ogg"} <= set(names), names' "$answer"

printf '\n全部通过：机器 %s → 复核 %s → 申诉 %s\n' "$machine" "$reviewed" "$decided"
