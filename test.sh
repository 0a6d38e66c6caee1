#!/usr/bin/env bash
# Sets up and runs every test: C# (with real OpenCV, ONNX Runtime, libgphoto2 and Chromium), then the training's. Ends with one line of counts.
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
. ./setup.sh
[ "${1-}" = --yes ] && { export P2IKT_YES=1; shift; }

# --fast: the C# tests that need no camera library, ffmpeg, browser or Python, and no quiet machine. They take less than a minute.
kinds=() fast=
case ${1-} in
    --fast) fast=1 kinds=(-trait- Kind=Component -trait- Kind=Browser -trait- Kind=Measurement) ;;
    ?*) say "unknown option '$1': give --yes, --fast or nothing"; exit 2 ;;
esac

need_dotnet
need_library libgtk-3.so.0 libgtk-3-0t64 libgtk-3-0
python=${PYTHON:-/usr/bin/python3}
install_components() {
    need_library libgphoto2.so.6 libgphoto2-6t64 libgphoto2-6 # the test camera is opened by the real one
    local module missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    command -v node >/dev/null || missing+=(nodejs)   # the browser driver runs on it
    command -v ffmpeg >/dev/null || missing+=(ffmpeg) # records clips, and looks into them
    for module in torch numpy cv2 onnx pytest; do
        "$python" -c "import $module" 2>/dev/null || missing+=("python3-$([ $module = cv2 ] && echo opencv || echo $module)")
    done
    # A real media server: GStreamer's, with the elements that make and read its streams.
    "$python" -c 'import gi; gi.require_version("GstRtspServer", "1.0")' 2>/dev/null || missing+=(python3-gi gir1.2-gst-rtsp-server-1.0
        gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly)
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
    need_library libopenblas.so.0 libopenblas0-pthread # PyTorch's matrix products, 20 times faster
}
[ -n "$fast" ] || install_components

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0
count() { grep -oE "$1" "$log" | tail -n 1 | grep -oE '[0-9]+' || echo 0; }

say "building ..."
if ! dotnet build P2IKT.Live.sln -c Release --nologo -v quiet; then
    echo "0 passed, 1 failed"
    exit 1
fi

tests=tests/P2IKT.Live.Tests/bin/Release/net10.0/P2IKT.Live.Tests.dll
dotnet "$tests" -noColor "${kinds[@]}" 2>&1 | tee "$log"
csharp=${PIPESTATUS[0]}
total=$(count 'Total: [0-9]+') errors=$(count 'Errors: [0-9]+') bad=$(count 'Failed: [0-9]+') left=$(count 'Skipped: [0-9]+')

# Tests of whole components share the machine with whatever else runs on it. If few fail, each has a second chance, alone; a test of the
# code alone has none. What passes only then is named at the end: it is a test, or a program, to look at.
unsteady=()
mapfile -t names < <(sed -nE 's/^ +(P2IKT\.[A-Za-z0-9_.+]+)(\(.*\))? \[FAIL\]$/\1/p' "$log" | sort)
if [ "$errors" -eq 0 ] && [ "${#names[@]}" -eq "$bad" ] && [ "$bad" -le 5 ]; then
    for name in $(printf '%s\n' "${names[@]}" | uniq); do
        say "once more, alone: $name"
        dotnet "$tests" -noColor -method "$name" -trait Kind=Component -trait Kind=Browser -trait Kind=Measurement 2>&1 | tee "$log"
        [ "${PIPESTATUS[0]}" -eq 0 ] && [ "$(count 'Total: [0-9]+')" -gt 0 ] || continue
        unsteady+=("$name")
        bad=$((bad - $(printf '%s\n' "${names[@]}" | grep -cxF "$name")))
    done
    [ "$((bad + errors))" -gt 0 ] || csharp=0
fi
failed=$((failed + bad + errors)) skipped=$((skipped + left)) passed=$((passed + total - bad - left))
[ "$csharp" -eq 0 ] || [ "$((bad + errors))" -gt 0 ] || failed=$((failed + 1)) # a runner that died counted nothing

if [ -z "$fast" ]; then
    "$python" -m pytest -q -p no:cacheprovider training/tests 2>&1 | tee "$log"
    training=${PIPESTATUS[0]}
    bad=$(count '[0-9]+ (failed|error)')
    failed=$((failed + bad)) passed=$((passed + $(count '[0-9]+ passed'))) skipped=$((skipped + $(count '[0-9]+ skipped')))
    [ "$training" -eq 0 ] || [ "$bad" -gt 0 ] || failed=$((failed + 1))
fi

for name in "${unsteady[@]}"; do say "passed only when run again: $name"; done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
