#!/usr/bin/env bash
# Publishes the program as a self-contained folder, artifacts/publish/RID, that needs no .NET, and lists what its native parts need.
#   packaging/publish.sh [RID...]      linux-x64, linux-arm64, win-x64; without one: linux-x64
# Exit codes: 0 published, 1 failed, 2 wrong usage.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(dirname "$here")
[ $# -gt 0 ] || set -- linux-x64
for rid in "$@"; do
    case $rid in
        linux-x64 | linux-arm64 | win-x64) ;;
        *) echo "publish: '$rid' is not one of linux-x64, linux-arm64, win-x64" >&2; exit 2 ;;
    esac
done
for rid in "$@"; do
    out="$root/artifacts/publish/$rid"
    rm -rf "$out"
    echo "publish: $rid into $out" >&2
    # A folder of its own for what is built: the output of a normal build stays as it is.
    dotnet publish "$root/src/Live" -c Release -r "$rid" --self-contained -o "$out" --nologo -v quiet -p:RunAnalyzers=false \
        -p:DebugType=none -p:GenerateDocumentationFile=false -p:PublishReadyToRun=true --artifacts-path "$root/artifacts/build-$rid"
    find "$out" -name '*.xml' -delete # what documents the API of a package to its programmers
    case $rid in linux-*) find "$out" -name 'onnxruntime*.dll' ! -name '*.OnnxRuntime.dll' -delete ;; esac # Windows' own, which is copied anyway
    "$here/native-parts.sh" "$out"
done
