"""Writes a trained network as ONNX to the model contract of P2IKT.Live.

    python3 export.py runs/live.pt -o ../models/p2ikt-live.onnx --photos FOLDER [--real FOLDER] --data "..."

NAME.onnx is the whole contract: a uint8 BGR frame in; sharp, blur, coefficients and, for the family, confidence out. Padding is inside.
NAME.coefficients.onnx holds the convolutions of live, live-hq and the family alone, for the CPU engine (multiples of 16 px):

    live:      luma         -> coefficients, blur
    live-hq:   luma, planes -> coefficients, rest, blur
    family:    blocks       -> coefficients, rest, blur, confidence

Batch normalisation is folded; the metadata carry measured gains. A model of a larger gain is not overwritten without --force.
--first-stage exports the live network inside live-hq.
"""
import argparse
import subprocess

from p2ikt_live import checkpoint
from p2ikt_live.evaluation import focus, scores
from p2ikt_live.export.contract import export_network
from p2ikt_live.export.metadata import describe, larger_gain
from p2ikt_live.models.refined import RefinedNetwork
from p2ikt_live.models.registry import network_of, read_checkpoint


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("-o", "--output", required=True, help="NAME.onnx; NAME.coefficients.onnx is written beside it")
    parser.add_argument("--photos", required=True, help="folder of sharp photographs; its hold-out measures the gain")
    parser.add_argument("--depth", help="folder of depth maps, as in training")
    parser.add_argument("--real", help="folder with source/ and target/: the gain on real defocus")
    parser.add_argument("--data", default="", help="one line that names the training data")
    parser.add_argument("--version", default="1", help="of the weights")
    parser.add_argument("--first-stage", action="store_true", help="of live-hq: export the live network inside")
    parser.add_argument("--force", action="store_true", help="overwrite a model that gains more")
    args = parser.parse_args()
    try:
        state = read_checkpoint(args.checkpoint)
        network = network_of(state, args.checkpoint)
    except (checkpoint.CheckpointError, OSError) as error:
        raise SystemExit(str(error)) from error
    if args.first_stage:
        if not isinstance(network, RefinedNetwork):
            raise SystemExit(f"{args.checkpoint} is a checkpoint of {network.cfg.variant}, which has no first stage")
        network = network.first_stage()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    training = f"{args.data}; {state['pairs_seen']} synthetic pairs, {state['step']} steps, {state['spent'] / 60:.0f} min; commit {commit}"
    synthetic, mild = (scores.synthetic(network, scores.holdout(args.photos, of, depth=args.depth)) for of in ("all", "mild"))
    real = scores.real(network, args.real) if args.real else None
    decided = focus.decisions(network, args.real) if args.real else None
    metadata = describe(network, synthetic, mild, real, decided, training, version=args.version)
    if not args.force and (gain := larger_gain(args.output, metadata)) is not None:
        raise SystemExit(
            f"{args.output} gains {gain} dB, more than this network: it stays; give --force to overwrite it, or name another file")
    export_network(network, args.output, metadata)
    for key, value in metadata.items():
        print(f"{key:28} {value}")
