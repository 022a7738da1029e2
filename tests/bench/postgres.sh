#!/usr/bin/env bash
# What a user would pick instead: PostgreSQL 15 with a trigram index, repeats found by key or by text.
#
#   postgres.sh [--rows N] [--seconds S] [--clients C] [--fastupdate on|off|both] [--text] [--narratives FILE]
#
# Starts its own cluster in a temporary folder (no port, a socket only), loads N complaints (200000; 1000000 takes some
# ten minutes), runs the transaction for S seconds (20) with C clients (8), prints key=value lines, cleans up.
# --text also runs the lookup by text; --narratives takes the texts from a file of "id<tab>text" lines instead of
# writing its own. fsync and synchronous_commit stay on.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rows=200000 seconds=20 clients=8 fastupdate=both text= narratives=
while (($# > 0)); do
    case $1 in
        --rows) rows=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --clients) clients=$2; shift 2 ;;
        --fastupdate) fastupdate=$2; shift 2 ;;
        --text) text=yes; shift ;;
        --narratives) narratives=$2; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; exit 0 ;;
        *) echo "postgres.sh: there is no option $1" >&2; exit 2 ;;
    esac
done
case $fastupdate in
    both) modes=(on off) ;;
    on | off) modes=("$fastupdate") ;;
    *) echo "postgres.sh: --fastupdate is on, off or both" >&2; exit 2 ;;
esac

programs=/usr/lib/postgresql/15/bin
[[ -x $programs/pgbench ]] || { echo "postgres.sh: PostgreSQL 15 is missing: scripts/setup bench" >&2; exit 1; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/guiyi-postgres-XXXXXX")
# PostgreSQL refuses to run as root; its package brings the user.
as=()
if [[ $(id -u) -eq 0 ]]; then
    as=(runuser -u postgres --)
    chown postgres "$folder"
fi
cp "$here"/postgres/*.sql "$folder"
chmod 644 "$folder"/*.sql
cd "$folder"

clean_up() {
    "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# A quarter of the memory, at most 2 GB, as one sets it up.
shared_mb=$(awk '/^MemTotal:/ {mb = int($2 / 4096); print (mb < 2048 ? mb : 2048)}' /proc/meminfo)
"${as[@]}" "$programs/initdb" -D "$folder/data" -U postgres --locale=C.UTF-8 -E UTF8 -A trust >initdb.log
cat >>"$folder/data/postgresql.conf" <<CONFIG
listen_addresses = ''
unix_socket_directories = '$folder'
shared_buffers = ${shared_mb}MB
maintenance_work_mem = 512MB
max_wal_size = 8GB
fsync = on
synchronous_commit = on
CONFIG
"${as[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w start >/dev/null

export PGHOST=$folder PGUSER=postgres PGDATABASE=postgres
query() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }
echo "postgres: writing and loading $rows complaints" >&2
python3 "$here/postgres/generate.py" "$rows" "$folder" ${narratives:+"$narratives"}
began=$SECONDS
query -f load.sql
echo "postgres: loaded and indexed in $((SECONDS - began)) s" >&2

# run NAME SCRIPT: pgbench, its rate as it says it, latencies from its log of each transaction (column 3, microseconds).
run() {
    local name=$1 script=$2
    rm -f times.*
    "$programs/pgbench" -n -M prepared -c "$clients" -j 2 -T "$seconds" -D "people=$((rows * 9 / 10))" \
        -f "$script" -l --log-prefix=times >run.log 2>&1 || { cat run.log >&2; exit 1; }
    cat times.* | awk '{print $3}' | sort -n >sorted
    awk -v name="$name" '/^tps = / {printf "%s_tps=%.1f\n", name, $3}' run.log
    awk -v name="$name" '{us[NR] = $1}
        END {printf "%s_p50_ms=%.2f\n%s_p99_ms=%.2f\n%s_max_ms=%.2f\n", name, us[int(NR * .5) + 1] / 1000,
             name, us[int(NR * .99) + 1] / 1000, name, us[NR] / 1000}' sorted
}

echo "postgres_rows=$rows"
echo "postgres_clients=$clients"
for mode in "${modes[@]}"; do
    query -c "ALTER INDEX complaints_by_text SET (fastupdate = $mode)" -c "VACUUM complaints" -c CHECKPOINT
    echo "postgres: keyed transaction, fastupdate $mode, $seconds s" >&2
    run "postgres_keyed_fastupdate_$mode" keyed.sql
    if [[ -n $text ]]; then
        query -c "VACUUM complaints" -c CHECKPOINT
        echo "postgres: lookup by text, fastupdate $mode, $seconds s" >&2
        run "postgres_text_fastupdate_$mode" text.sql
    fi
done
