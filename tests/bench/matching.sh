#!/usr/bin/env bash
# Decisions of deduplication a second with 100,000, 1 M and (--large) 10 M cases, and PostgreSQL's lookup by text.
#
#   matching.sh [--large] [--quick] [--decisions N] [--rows N] [--keep DIR] [--no-postgres]
#
# --decisions: at each size, made and then as many measured, 20000; --rows: how many of the same complaints PostgreSQL
# searches, 100000 (fewer are easier for it); --quick: 20,000 and 100,000 cases, 20000 rows; --keep: what was filled
# stays there and is used again (PostgreSQL needs the narratives of a fill: give --no-postgres the second time). Ours
# runs on one core, PostgreSQL with one client.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sizes=(100000 1000000) decisions=20000 hub=100000 rows=100000 postgres=yes keep=()
while (($# > 0)); do
    case $1 in
        --large) sizes+=(10000000); shift ;;
        --quick) sizes=(20000 100000) hub=10000 rows=20000; shift ;;
        --decisions) decisions=$2; shift 2 ;;
        --rows) rows=$2; shift 2 ;;
        --keep) mkdir -p "$2"; keep=(--keep "$2"); shift 2 ;;
        --no-postgres) postgres=; shift ;;
        -h | --help) sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; exit 0 ;;
        *) echo "matching.sh: there is no option $1" >&2; exit 2 ;;
    esac
done
program=$root/build/release/tests/bench/bench_matching
[[ -x $program ]] || { echo "matching.sh: $program is missing: scripts/bench matching builds it" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/guiyi-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
value() { awk -F= -v key="$2" '$1 == key {found = $2} END {print found + 0}' "$folder/$1" 2>/dev/null || echo 0; }
over() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", (b > 0 ? a / b : 0)}'; }

"$program" --folder "$folder" --model "$root/config/matching/model-1.toml" --decisions "$decisions" --hub "$hub" \
    "${keep[@]}" --narratives "$folder/narratives.tsv" "${sizes[@]}" | tee "$folder/ours" >&2
: >"$folder/postgres"
if [[ -n $postgres ]]; then
    bash "$root/tests/bench/postgres.sh" --rows "$rows" --narratives "$folder/narratives.tsv" --clients 1 --seconds 20 \
        --fastupdate off --text >"$folder/postgres"
fi

line() { printf '%-14s %14s %12s %12s %14s\n' "$@"; }
line cases decisions/s 'p50, us' 'p99, us' bytes/case
for size in "${sizes[@]}"; do
    line "$size" "$(value ours "decisions_per_s_$size")" "$(value ours "decision_p50_us_$size")" \
        "$(value ours "decision_p99_us_$size")" "$(value ours "bytes_per_case_$size")"
done
rate() { value ours "decisions_per_s_$1"; }
echo
echo "cost at ${sizes[-1]} cases over cost at ${sizes[0]}:" \
    "$(over "$(rate "${sizes[0]}")" "$(rate "${sizes[-1]}")") (reach 1.3)"
echo "p99 of complaints by one phone with $hub others over the usual p99:" \
    "$(value ours hub_p99_over_usual) (at most 3)"
[[ -z $postgres ]] || echo "decisions/s at ${sizes[1]} cases : PostgreSQL's lookups by text/s among $rows of them:" \
    "$(over "$(rate "${sizes[1]}")" "$(value postgres postgres_text_fastupdate_off_tps)") (reach 100)"
