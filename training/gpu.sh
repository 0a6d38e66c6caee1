#!/usr/bin/env bash
# A stretch on a machine with a GPU: mixed precision, larger batches, data from pack.py. It starts from WEIGHTS, if given, and writes the
# weights in half precision and the log to OUT. The same command resumes the run.
#
#   training/gpu.sh SIZE MINUTES OUT [WEIGHTS]     SIZE: xl, hq or live
set -euo pipefail
size=$1 minutes=$2 out=$3 weights=${4:-}
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
pack=cache/pack
[ -d "$pack/photos" ] || { echo "gpu.sh: no data in training/$pack; make it with pack.py and copy it here" >&2; exit 1; }
device=${DEVICE:-cuda} python=${PYTHON:-python3}
run=runs/gpu-$size.pt
mkdir -p runs "$out"
"$python" train.py --variant "family-$size" --photos "$pack/photos" --depth "$pack/depth" --pairs "$pack/pairs" --held-scenes 3 --share 0.06 \
    ${weights:+--start "$weights"} --out "$run" --amp --device "$device" --minutes "$minutes" --every "${EVERY:-2}" \
    --batch "${BATCH:-32}" --side "${SIDE:-256}" --rate "${RATE:-8e-4}" --workers "${WORKERS:-14}" --reuse "${REUSE:-6}" --checks "${CHECKS:-128}"
"$python" keep.py "$run" -o "$out/$size.pt"
cp "${run%.pt}.csv" "$out/$size.csv"
