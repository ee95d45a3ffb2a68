#!/usr/bin/env bash
# Shows with strace that every file a run publishes was flushed before it got its name, and that its folder was flushed
# before the same thread published the next one. Needs strace.
#   tools/check-publication.sh                      a few small datasets, racing threads among them (tests)
#   tools/check-publication.sh tools/movie-data extract --pipeline F --out DIR FILM      any command
set -euo pipefail
cd "$(dirname "$0")/.."
command -v strace > /dev/null || { echo "strace is not installed: apt-get install strace" >&2; exit 2; }
if [ $# -eq 0 ]; then
    set -- dotnet run --no-build --project tests/MovieData.Tests -- \
        --filter-method '*Commit_Segment_FilesHoldTheRowsAndEntryTheirDigests' '*Commit_EightRacingOnOneSegment*' \
        '*Manifest_ManyAtOnce*' '*WebDataset_SmallLimit*' '*WriteIfComplete_EveryEntryThere*'
fi
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT
strace -f -y -s 4096 --seccomp-bpf -o "$trace" \
    -e trace=fsync,fdatasync,link,linkat,rename,renameat,renameat2,write,pwrite64,writev,pwritev \
    -e write=none "$@" > /dev/null

awk '
# A call that another thread interrupted comes in two lines: join them by thread.
/<unfinished \.\.\.>$/ { sub(/ *<unfinished \.\.\.>$/, ""); begun[$1] = $0; next }
/<\.\.\. [a-z0-9]+ resumed>/ { rest = $0; sub(/^.*resumed>/, "", rest); $0 = begun[$1] rest }
function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
function bad(what) { print "WRONG " what; wrong++ }
{
    thread = $1
    call = $2; sub(/\(.*/, "", call)
    if ($0 !~ /= [0-9]+$/) next
    if (call ~ /write/) {
        if (match($0, /<[^>]*\/\.tmp-[^>]*>/)) dirty[substr($0, RSTART + 1, RLENGTH - 2)] = 1
    } else if (call ~ /sync/) {
        match($0, /<[^>]*>/); path = substr($0, RSTART + 1, RLENGTH - 2)
        dirty[path] = 0; flushed[path] = 1
        if ((thread in waiting) && folder(waiting[thread]) == path) delete waiting[thread]
    } else if (split($0, part, "\"") >= 5 && part[2] ~ /\/\.tmp-/) {
        from = part[2]; to = part[4]; published++
        if (!flushed[from] || dirty[from]) bad(to ": published before its content was flushed")
        if (thread in waiting) bad(waiting[thread] ": the next file was published before its folder was flushed")
        waiting[thread] = to
    }
}
END {
    for (thread in waiting) bad(waiting[thread] ": its folder was never flushed")
    print published + 0 " publications, " wrong + 0 " wrong"
    exit wrong > 0 || published == 0
}' "$trace"
