"""Writes a trained network as ONNX to the model contract of P2IKT.Live.

    python3 export.py runs/live.pt -o ../models/p2ikt-live.onnx --photos FOLDER [--real FOLDER] --data "..."

NAME.onnx is the whole contract (uint8 BGR frame in; sharp, blur, coefficients and, of the family, confidence out; padding inside); live,
live-hq and the family also become NAME.coefficients.onnx, their convolutions alone (multiples of 16), for the CPU path, where everything
at full resolution runs as fused code outside: luma -> coefficients, blur; for live-hq luma, planes -> coefficients, rest, blur; for the
family blocks -> coefficients, rest, blur, confidence. Batch normalisation is folded; the metadata carry measured gains, not hoped ones.
A model that says it gains more is not overwritten unless --force is given. --first-stage exports the live network within live-hq.
"""
import argparse
import copy
import inspect
import math
import subprocess
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch
import torch.nn as nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

import checkpoint
import evaluate
import focus
from family import FamilyNetwork
from model import LiveNetwork
from networks import load
from refined import RefinedNetwork

OPSET = 17
PACKED = 1024   # values: smaller tensors stay as they are
LICENSE = "The P2IKT.Live founders; no public licence chosen yet"


def fold(module):
    """A copy with every Conv2d + BatchNorm2d pair replaced by one convolution."""
    module = copy.deepcopy(module).eval()
    for parent in module.modules():
        if isinstance(parent, nn.Sequential) and len(parent) >= 2 and isinstance(parent[1], nn.BatchNorm2d):
            parent[0], parent[1] = fuse_conv_bn_eval(parent[0], parent[1]), nn.Identity()
    return module


class Contract(nn.Module):
    """uint8 BGR (1,H,W,3) -> sharp, the same; blur radius (1,1,H/8,W/8) and coefficient maps (1,12,H/8,W/8), rounded up; and the
    radius's confidence, where the network has one.

    Of any network that makes BGR (N,3,H,W) in [0, 1] to (sharp, radius, coefficients[, confidence]).
    """

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, frame):
        sharp, *maps = self.network(frame.permute(0, 3, 1, 2).float() / 255)
        sharp = (sharp * 255).round().clamp(0, 255).to(torch.uint8)
        return sharp.permute(0, 2, 3, 1), *maps


def pack(graph):
    """Stores large weights in half precision, each followed by a Cast, which a runtime folds when it loads the file: half the bytes."""
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT and math.prod(tensor.dims) >= PACKED:
            name, values = tensor.name, onnx.numpy_helper.to_array(tensor)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], f"{name}.cast", to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def write(module, example, path, inputs, outputs, metadata, packed=False):
    """inputs, outputs: name -> dimensions, a string being symbolic; stated in the file exactly so. packed: weights in half precision."""
    warnings.filterwarnings("ignore")  # the tracer warns of constants that are meant to be constants
    shapes = inputs | outputs
    axes = {name: {i: d for i, d in enumerate(dims) if isinstance(d, str)} for name, dims in shapes.items()}
    tracer = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}  # later versions default to another
    torch.onnx.export(module, example, str(path), opset_version=OPSET, input_names=list(inputs), output_names=list(outputs),
                      dynamic_axes=axes, **tracer)
    graph = onnx.load(str(path))
    for value in list(graph.graph.input) + list(graph.graph.output):
        for dim, said in zip(value.type.tensor_type.shape.dim, shapes[value.name]):  # the exporter invents names for derived sizes
            dim.Clear()
            setattr(dim, "dim_param" if isinstance(said, str) else "dim_value", said)
    if packed:
        pack(graph.graph)
    graph.producer_name = "P2IKT.Live training"
    onnx.helper.set_model_props(graph, metadata)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, str(path))


COEFFICIENTS, BLUR = {"coefficients": [1, 12, "rows", "columns"]}, {"blur": [1, 1, "rows", "columns"]}
CONFIDENCE = {"confidence": [1, 1, "rows", "columns"]}


def export_contract(network, path, metadata):
    """The whole contract of any network. Sizes stay symbolic: a session fixes them when it is created."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(Contract(fold(network)), torch.randint(0, 256, (1, 90, 122, 3), dtype=torch.uint8), path, {"frame": [1, "H", "W", 3]},
          {"sharp": [1, "H", "W", 3]} | BLUR | COEFFICIENTS | (CONFIDENCE if isinstance(network, FamilyNetwork) else {}), metadata,
          packed=isinstance(network, FamilyNetwork))


class BothStages(nn.Module):
    """The convolutions of live-hq: normalised luma (1,1,H,W); colour detail and what the bands add, over the local contrast (1,4,H,W)
    -> coefficients (1,12,H/8,W/8), what is missing over the local contrast (1,12,H/2,W/2), blur radius (1,1,H/8,W/8).

    The planes depend on the coefficients: whoever runs it stops between the stages.
    """

    def __init__(self, network: RefinedNetwork):
        super().__init__()
        self.network = network

    def forward(self, luma, planes):
        features, coefficients = self.network.backbone.maps(luma)
        told = torch.cat((features, coefficients), 1)
        rest, eighth = self.network.rest.blocks(planes, told)
        return coefficients, rest, self.network.read(self.network.radius, torch.cat((told, eighth), 1))


class FamilyConvolutions(nn.Module):
    """The convolutions of the family: detail over contrast, in blocks of 2x2 pixels (1,12,H/2,W/2) -> coefficients (1,12,H/8,W/8), what the
    U-Net adds, over contrast and in the same blocks (1,12,H/2,W/2), blur radius and confidence (1,1,H/8,W/8)."""

    def __init__(self, network: FamilyNetwork):
        super().__init__()
        self.network = network

    def forward(self, blocks):
        rest, coefficients, radius, confidence = self.network.convolutions(blocks)
        return coefficients, rest, radius, torch.sigmoid(confidence)


def export_convolutions(network, path, metadata):
    """The convolutions alone, of live, live-hq and the family."""
    network = fold(network)
    example = torch.randn(1, 1, 96, 128)
    if isinstance(network, FamilyNetwork):
        write(FamilyConvolutions(network), torch.randn(1, 12, 48, 64), path, {"blocks": [1, 12, "half_rows", "half_columns"]},
              COEFFICIENTS | {"rest": [1, 12, "half_rows", "half_columns"]} | BLUR | CONFIDENCE, metadata, packed=True)
    elif isinstance(network, RefinedNetwork):
        write(BothStages(network), (example, torch.randn(1, 4, 96, 128)), path, {"luma": [1, 1, "H", "W"], "planes": [1, 4, "H", "W"]},
              COEFFICIENTS | {"rest": [1, 12, "half_rows", "half_columns"]} | BLUR, metadata)
    else:
        write(network.backbone, example, path, {"luma": [1, 1, "H", "W"]}, COEFFICIENTS | BLUR, metadata)


def export(network, path, metadata):
    """Both files of live, live-hq and the family; path ends in .onnx."""
    export_contract(network, path, metadata)
    export_convolutions(network, Path(path).with_suffix(".coefficients.onnx"), metadata)


def describe(network, synthetic=None, mild=None, real=None, decided=None, training="", license=LICENSE, version="1"):
    """The contract's metadata; gains as measured, in dB."""
    cfg = network.cfg
    metadata = {
        "name": cfg.name, "version": version, "variant": cfg.variant.replace("family", "live").replace("live-live", "live"), "blur_stride": str(cfg.stride),
        "max_blur_radius": f"{cfg.max_radius:g}", "training": training, "license": license,
    } | network.facts()
    for suffix, scores in (("", synthetic), (".mild", mild)):
        if scores:
            metadata |= {f"psnr_gain.synthetic{suffix.replace('.', '_')}": f"{scores['gain']:.2f}", f"in_focus_psnr{suffix}": f"{scores['in_focus_db']:.1f}",
                         f"blur_correlation{suffix}": f"{scores['blur_r']:.3f}", f"blur_mean_error{suffix}": f"{scores['blur_error']:.2f}",
                         f"blur_correlation_plain{suffix}": f"{scores['blur_r_plain']:.3f}",
                         f"blur_mean_error_plain{suffix}": f"{scores['blur_error_plain']:.2f}"}
    if real:
        metadata |= {"psnr_gain.real": f"{real['gain']:.2f}"}
    if decided:
        metadata |= {"focus_decision": f"{decided['right']:.3f}"}
    if real or synthetic:
        metadata["psnr_gain"] = f"{(real or synthetic)['gain']:.2f}"
    return {f"p2ikt.{k}": v for k, v in metadata.items()}


def better(path, metadata):
    """The gain that an existing model claims, where it is more than the new one's on the same kind of pictures; else None."""
    if not Path(path).exists():
        return None
    theirs = {p.key: p.value for p in onnx.load(str(path), load_external_data=False).metadata_props}
    for key in ("p2ikt.psnr_gain.real", "p2ikt.psnr_gain.synthetic"):
        if key in theirs and key in metadata:
            return float(theirs[key]) if float(theirs[key]) > float(metadata[key]) else None
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("-o", "--output", required=True, help="NAME.onnx; NAME.coefficients.onnx is written beside it")
    parser.add_argument("--photos", required=True, help="folder of sharp photographs; its hold-out measures the gain")
    parser.add_argument("--depth", help="folder of depth maps, as in training")
    parser.add_argument("--real", help="folder with source/ and target/: the gain on real defocus")
    parser.add_argument("--data", default="", help="one line that names the training data")
    parser.add_argument("--version", default="1", help="of the weights")
    parser.add_argument("--first-stage", action="store_true", help="of live-hq: the live network within")
    parser.add_argument("--force", action="store_true", help="overwrite a model that gains more")
    args = parser.parse_args()
    try:
        network, state = load(args.checkpoint), checkpoint.load(args.checkpoint)
    except (checkpoint.Broken, OSError) as error:
        raise SystemExit(str(error)) from error
    if args.first_stage:
        if not isinstance(network, RefinedNetwork):
            raise SystemExit(f"{args.checkpoint} is a checkpoint of {network.cfg.variant}, which has no first stage")
        network = network.first_stage()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    training = f"{args.data}; {state['pairs_seen']} synthetic pairs, {state['step']} steps, {state['spent'] / 60:.0f} min; commit {commit}"
    synthetic, mild = (evaluate.synthetic(network, evaluate.holdout(args.photos, of, depth=args.depth)) for of in ("all", "mild"))
    real = evaluate.real(network, args.real) if args.real else None
    decided = focus.decisions(network, args.real) if args.real else None
    metadata = describe(network, synthetic, mild, real, decided, training, version=args.version)
    if not args.force and (gain := better(args.output, metadata)) is not None:
        raise SystemExit(f"{args.output} gains {gain} dB, more than this network: it stays; give --force to overwrite it, or name another file")
    (export if isinstance(network, (LiveNetwork, FamilyNetwork)) else export_contract)(network, args.output, metadata)
    for key, value in metadata.items():
        print(f"{key:28} {value}")


if __name__ == "__main__":
    main()
