# What the scripts share: where the project is, how slow steps are told, how much work runs at once.
# Sourced with `. "$(dirname "$0")/lib.sh"`; it moves to the project's folder. Everything said goes to standard error.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
logs=$root/build/logs

say() { printf 'guiyi: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# wrong_usage SENTENCE: exit 2, as every command of the project does.
wrong_usage() {
    say "$*"
    exit 2
}

# show_help FILE: the opening comment of a script is its help.
show_help() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$1"; }

elapsed() {
    local seconds=$((SECONDS - $1))
    ((seconds < 60)) || printf '%d min ' $((seconds / 60))
    printf '%d s' $((seconds % 60))
}

# The newest "[12/340]" of ninja or "12/340 Test" of CTest in a log, so that a waiting person sees it move.
progress_of() {
    tail -c 4000 "$1" 2>/dev/null | tr '\r' '\n' |
        sed -nE 's/^\[([0-9]+\/[0-9]+)\].*/\1/p; s/^ *([0-9]+\/[0-9]+) Test .*/\1/p' | tail -1
}

# step NAME SENTENCE COMMAND...: runs the command into build/logs/NAME.log. Steps that take longer than a moment are
# told with their elapsed time (in place on a terminal, every 20 s elsewhere). Returns what the command returned.
step() {
    local sentence=$2 begun=$SECONDS told=-20 log=$logs/$1.log status=0 pid
    shift 2
    mkdir -p "$logs"
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; exit 130' INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        if ((SECONDS - begun < 1)); then
            :
        elif [[ -t 2 ]]; then
            printf '\r\033[Kguiyi: %s … %s %s' "$sentence" "$(progress_of "$log")" "$(elapsed "$begun")" >&2
        elif ((SECONDS - told >= 20)); then
            say "$sentence … $(progress_of "$log") $(elapsed "$begun")"
            told=$SECONDS
        fi
        sleep 0.1
    done
    wait "$pid" || status=$?
    trap - INT TERM
    if ((SECONDS - begun >= 1)); then
        [[ ! -t 2 ]] || printf '\r\033[K' >&2
        if ((status == 0)); then say "$sentence: $(elapsed "$begun")"; else say "$sentence: ended with $status"; fi
    fi
    return "$status"
}

# parallel_jobs KIND: compilers that may run at once, by cores and by memory (a Beast file wants 1.4 GB, with
# sanitizers 2.1 GB).
parallel_jobs() {
    local each_kb=1500000 free_kb limit count
    [[ $1 == asan || $1 == tsan ]] && each_kb=2300000
    free_kb=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    if [[ $limit != max ]] && ((limit / 1024 < free_kb)); then free_kb=$((limit / 1024)); fi
    count=$((free_kb / each_kb))
    ((count < $(nproc))) || count=$(nproc)
    ((count > 0)) || count=1
    echo "$count"
}
