#!/usr/bin/env bash
# Runs the program for an hour with viewers that come and go, a camera that is lost and found, recordings and load, and checks that memory,
# handles, threads and latency stay flat. Prints a table. Exit codes: 0 passed, 1 failed with the reasons on stderr, 2 wrong usage.
#   tests/soak.sh [--minutes N] [--size WxH]
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
minutes=60 size=1280x720
usage() { printf 'soak: %s; usage: tests/soak.sh [--minutes N] [--size WxH]\n' "$1" >&2; exit 2; }
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage "$1 has no value"
    case $1 in
        --minutes) [[ $2 =~ ^[0-9]+(\.[0-9]+)?$ ]] && [[ $2 =~ [1-9] ]] || usage "--minutes $2 is not a number above 0"; minutes=$2 ;;
        --size) [[ $2 =~ ^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$ ]] || usage "--size $2 is not a size such as 1280x720"; size=$2 ;;
        *) usage "unknown option '$1'" ;;
    esac
    shift 2
done
command -v ffmpeg >/dev/null || { echo 'soak: ffmpeg is missing, which records the clips: install it with your package manager' >&2; exit 1; }
dotnet build "$here/P2IKT.Live.Benchmarks" -c Release --nologo -v quiet -p:RunAnalyzers=false
exec dotnet "$here/P2IKT.Live.Benchmarks/bin/Release/net10.0/P2IKT.Live.Benchmarks.dll" soak "$minutes" "$size"
