#!/usr/bin/env bash
# The whole comparison: the disk, the bus, a durable POST and the whole path, each against its peer in this one run.
#
#   path.sh [--seconds S] [--rows N] [--count N] [--quick] [--no-postgres]
#
# --seconds: each measurement, 5; --rows: PostgreSQL's, 200000; --count: complaints down the whole path, 20000;
# --quick: 1 s, 20000 rows, 3000 complaints. Wants build/release/guiyi ($GUIYI) and the bench_ programs beside it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=5 rows=200000 count=20000 postgres=yes
while (($# > 0)); do
    case $1 in
        --seconds) seconds=$2; shift 2 ;;
        --rows) rows=$2; shift 2 ;;
        --count) count=$2; shift 2 ;;
        --quick) seconds=1 rows=20000 count=3000; shift ;;
        --no-postgres) postgres=; shift ;;
        -h | --help) sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; exit 0 ;;
        *) echo "path.sh: there is no option $1" >&2; exit 2 ;;
    esac
done
guiyi=${GUIYI:-$root/build/release/guiyi}
programs=$root/build/release/tests/bench
for program in "$guiyi" "$programs"/bench_{sync_rate,bus,echo,load}; do
    [[ -x $program ]] || { echo "path.sh: $program is missing: scripts/bench path builds it" >&2; exit 1; }
done

folder=$(mktemp -d "${TMPDIR:-/tmp}/guiyi-bench-XXXXXX")
running=
stop() {
    [[ -n $running ]] || return 0
    kill "$running" 2>/dev/null || true
    wait "$running" 2>/dev/null || true
    running=
}
trap 'stop; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# Each measurement leaves a file of key=value lines; value FILE KEY reads one, 0 when it is not there.
say() { echo "path: $*" >&2; }
value() { awk -F= -v key="$2" '$1 == key {found = $2} END {print found + 0}' "$folder/$1" 2>/dev/null || echo 0; }
over() { awk -v a="$1" -v b="$2" -v digits="${3:-2}" 'BEGIN {printf "%.*f", digits, (b > 0 ? a / b : 0)}'; }
larger() { awk -v a="$1" -v b="$2" 'BEGIN {print (a > b ? a : b)}'; }
member() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$@"; }

# start_guiyi NAME: a new one on an empty data folder and free ports; sets $public, $staff and $token_file.
start_guiyi() {
    local data=$folder/data-$1 begun=$SECONDS
    "$guiyi" serve --data "$data" --public 127.0.0.1:0 --staff 127.0.0.1:0 >"$folder/$1.log" 2>&1 &
    running=$!
    until [[ -s $data/running.json ]]; do
        if ! kill -0 "$running" 2>/dev/null || ((SECONDS - begun > 30)); then
            tail -n 20 "$folder/$1.log" >&2
            say "guiyi did not start"
            exit 1
        fi
        sleep 0.1
    done
    public=$(member "$data/running.json" public)
    staff=$(member "$data/running.json" staff)
    token_file=$data/keys/local.token
    # running.json may name URLs or bare addresses.
    public=${public#http://} staff=${staff#http://}
    public=${public%/} staff=${staff%/}
}

start_echo() {
    "$programs/bench_echo" >"$folder/echo.port" &
    running=$!
    until [[ -s $folder/echo.port ]]; do sleep 0.1; done
    public=127.0.0.1:$(value echo.port port)
}

load() { "$programs/bench_load" --to "$public" "$@"; }

say "the disk, $seconds s"
"$programs/bench_sync_rate" "$seconds" "$folder" >"$folder/sync"
say "raw RocksDB and the embedded bus by turns, $((4 * seconds)) s"
"$programs/bench_bus" "$seconds" "$folder" >"$folder/bus"

say "bare Beast echo, 64 connections"
start_echo
load --seconds "$seconds" >"$folder/echo" 2>/dev/null
if command -v wrk >/dev/null; then
    # wrk costs less than our own load, which makes the complaints too: the faster of the two is the peer.
    "$programs/bench_load" --print >"$folder/one.json"
    printf '%s\n' 'wrk.method = "POST"' 'wrk.headers["Content-Type"] = "application/json"' \
        "wrk.body = io.open(\"$folder/one.json\"):read(\"*a\")" >"$folder/post.lua"
    wrk -t1 -c64 -d"${seconds}s" -s "$folder/post.lua" "http://$public/" >"$folder/wrk"
    awk '/^Requests\/sec:/ {print "wrk_rate=" $2}' "$folder/wrk" >>"$folder/echo"
fi
stop

say "durable POST, 64 connections; then at half that rate"
start_guiyi post
load --seconds "$seconds" --seed 1 >"$folder/post"
half=$(over "$(value post rate)" 2 0)
load --seconds "$seconds" --seed 2 --rate "$half" >"$folder/half"
stop

say "the whole path, 8 connections, $count complaints"
start_guiyi whole
load --connections 8 --count "$count" --seed 3 --staff "$staff" --token-file "$token_file" >"$folder/whole"
stop

if [[ -n $postgres ]]; then
    bash "$root/tests/bench/postgres.sh" --rows "$rows" --seconds $((seconds * 4)) >"$folder/postgres"
else
    : >"$folder/postgres"
fi

echo_rate=$(larger "$(value echo rate)" "$(value echo wrk_rate)")
line() { printf '%-46s %12s %12s %8s %8s\n' "$@"; }
versus() { line "$1" "$2" "$3" "$(over "$2" "$3")" "$4"; }
echo
line measurement ours peer ratio reach
versus "durable POST/s, 64 connections : Beast echo" "$(value post rate)" "$echo_rate" 0.25
versus "synced commits/s, 64 in flight : raw RocksDB" "$(value bus bus_ours_rate)" "$(value bus bus_raw_rate)" 0.8
for mode in off on; do
    tps=$(value postgres "postgres_keyed_fastupdate_${mode}_tps")
    [[ $tps == 0 ]] || versus "whole path/s, 8 : PostgreSQL keyed, fastupdate $mode" "$(value whole path_rate)" "$tps" 2
done
line "p99 of a durable POST at half load, ms" "$(value half p99_ms)" - - 25
line "p50 / p99 of a durable POST at full load, ms" "$(value post p50_ms)" "$(value post p99_ms)" - -
line "p50 / p99 of the whole path, ms" "$(value whole path_p50_ms)" "$(value whole path_p99_ms)" - -
line "disk: synced 3 KiB writes/s, one writer" "$(value sync sync_rate)" - - -
line "errors (POST, half load, path)" "$(value post errors)" "$(value half errors)" "$(value whole errors)" 0
