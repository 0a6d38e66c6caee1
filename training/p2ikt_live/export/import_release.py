"""Converts the published P2IKT weights into a model of P2IKT.Live, and compares our network with recorded results of theirs.

    python3 import_release.py CHECKPOINT.pkl -o ../models/p2ikt.onnx [--half] [--bgr]
    python3 import_release.py --check release_parity.npz

The checkpoint is {'model': state_dict}. Its licence is the authors' (non-commercial research): the model made from it is for the
user's own research, and its metadata say so. Exit codes: 0 done, 1 the check failed, 2 wrong usage or an unusable file.
"""
import argparse
import inspect
import pickle
import re
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import torch

from p2ikt_live.export.contract import export_contract
from p2ikt_live.export.half_precision import to_half
from p2ikt_live.export.metadata import describe
from p2ikt_live.models.p2ikt import P2ikt, P2iktConfig, P2iktDeblur

TOLERANCE = 1e-4    # largest absolute difference from the recorded results
LICENSE = "non-commercial research only, as the authors of P2IKT license their weights"
OUTPUTS = ("quarter", "half", "full")

# The release's name for each of our modules; an attention block's parts are appended to its own name.
MODULES = {
    "deconvolve.prediction.features": "GCM.adaption_conv.ConvNet.0", "deconvolve.prediction.taps": "GCM.adaption_conv.ConvNet.3",
    "deconvolve.prediction.refine": "GCM.adaption_conv.ConvNet.6", "deconvolve.transform": "GCM.transform_conv.main.0",
    "deconvolve.fuse": "GCM.fuse_conv.main.0", "deconvolve.auxiliary": "GCM.Convsout.main.0",
    "backbone.encode0.0.0": "basemodel.encoder.en_layer1_1.0", "backbone.encode1.0.0": "basemodel.encoder.en_layer2_1.0",
    "backbone.encode2.0": "basemodel.encoder.en_layer3_1.0", "backbone.enlarge1.0": "basemodel.decoder.de_layer3_1.0",
    "backbone.merge1.0": "basemodel.decoder.de_layer2_2.0", "backbone.enlarge0.0": "basemodel.decoder.de_layer2_1.0",
    "backbone.merge0.0": "basemodel.decoder.de_layer1_1.0", "backbone.merge0.2": "basemodel.decoder.de_layer1_1.2",
    "unit.residue.0": "APU.conv.conv.0", "unit.residue.1": "APU.conv.conv.1", "unit.lstm.gates": "APU.conv_atten.conv",
    "restore": "SumLayer.conv", "mix": "SumLayer1",
}
RESIDUALS = {"backbone.encode0.1": "basemodel.encoder.en_layer1_{}", "backbone.encode1.1": "basemodel.encoder.en_layer2_{}",
             "backbone.decode0": "basemodel.decoder.de_layer1_{}", "backbone.decode1": "basemodel.decoder.de_block_{}"}
PARTS = {"attention_norm": "attention_norm", "project_in": "conv_input", "project_out": "fuse_out", "mlp_norm": "ffn_norm",
         "mlp.0": "ffn.fc1", "mlp.2": "ffn.fc2", "position": "PEG.PEG"}
STRIPS = ({"qkv_rows": "qkv_local_h", "qkv_columns": "qkv_local_v"}, {"qkv_rows": "conv_h", "qkv_columns": "conv_v"})  # intra, inter


class Unusable(Exception):
    """A file that cannot be imported; the message is one sentence for the user."""


REFUSALS = (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, TypeError, LookupError, AttributeError, OSError, zipfile.BadZipFile)


def first_line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


def release_name(ours):
    """backbone.lowest.0.mlp.0.weight -> basemodel.Trans_block_1.ffn.fc1.weight"""
    module, _, kind = ours.rpartition(".")
    if module in MODULES:
        return f"{MODULES[module]}.{kind}"
    if match := re.fullmatch(r"(.+)\.(\d)\.body\.(\d)", module):
        block, index = match[1], int(match[2])
        return f"{RESIDUALS[block].format(index + (1 if block.endswith('decode1') else 2))}.{match[3]}.{kind}"
    _, _, index, part = module.split(".", 3)  # backbone.lowest.0.mlp.0
    return f"basemodel.Trans_block_{int(index) + 1}.{(PARTS | STRIPS[int(index) % 2])[part]}.{kind}"


def read_checkpoint(path):
    """The tensors of a checkpoint by name. Only tensors and plain containers are constructed from the file."""
    path = Path(path)
    if not path.is_file():
        raise Unusable(f"{path} is not a file: name the published checkpoint")
    if "weights_only" not in inspect.signature(torch.load).parameters:
        raise Unusable(f"PyTorch {torch.__version__} cannot load weights alone: use 1.13 or later")
    with path.open("rb") as file:
        zipped = file.read(4) == b"PK\3\4"  # the test by which PyTorch distinguishes its formats
    if not zipped and tarfile.is_tarfile(path):  # weights_only does not guard this one
        raise Unusable(f"{path} is in PyTorch's oldest format, which cannot be read safely: save it anew with a later PyTorch")
    try:
        if zipped and any(name.endswith("constants.pkl") for name in zipfile.ZipFile(path).namelist()):
            raise Unusable(f"{path} is a TorchScript program, not a checkpoint of weights")
        state = torch.load(path, map_location="cpu", weights_only=True)
    except REFUSALS as error:
        raise Unusable(f"{path} is refused: it holds more than weights, or is damaged ({first_line(error)})") from error
    if not isinstance(state, dict) or not isinstance(state.get("model"), dict):
        raise Unusable(f"{path} holds no 'model' with its weights: this is not the published checkpoint of P2IKT")
    return {str(k).removeprefix("module."): v for k, v in state["model"].items()}  # trained on several GPUs


def read_parity(path):
    """The weights, the input and the expected results of an npz in the published layout."""
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: torch.from_numpy(np.array(file[name])) for name in file.files}
    except REFUSALS as error:
        raise Unusable(f"{path} is not an npz of plain arrays ({first_line(error)})") from error
    if missing := [n for n in ("input", *(f"out_{o}" for o in OUTPUTS)) if n not in arrays]:
        raise Unusable(f"{path} lacks {', '.join(missing)}: it needs the weights as w/NAME, an input and three outputs")
    weights = {name[2:]: value for name, value in arrays.items() if name.startswith("w/")}
    return weights, arrays["input"].float(), [arrays[f"out_{o}"].float() for o in OUTPUTS]


def load_release(weights):
    """The network with the switches of the release and these weights, in evaluation mode; Unusable lists every difference."""
    network = P2ikt(P2iktConfig.release())
    ours = network.state_dict()
    names = {release_name(name): name for name in ours}
    wrong = [f"missing: {n} {tuple(ours[names[n]].shape)}" for n in names if n not in weights]
    wrong += [f"unexpected: {n}" for n in weights if n not in names]
    state = {}
    for theirs, name in names.items():
        value, wanted = weights.get(theirs), ours[name].shape
        if value is None:
            continue
        if not isinstance(value, torch.Tensor):
            wrong.append(f"no tensor: {theirs} is of type {type(value).__name__}")
        elif value.shape != wanted and not (value.dim() == 2 and (*value.shape, 1, 1) == tuple(wanted)):  # a linear map of the channels
            wrong.append(f"wrong shape: {theirs} is {tuple(value.shape)}, must be {tuple(wanted)}")
        elif not torch.isfinite(value.float()).all():
            wrong.append(f"not finite: {theirs}")
        else:
            state[name] = value.reshape(wanted).to(ours[name].dtype)
    if wrong:
        raise Unusable("the weights are not those of the published P2IKT:\n  " + "\n  ".join(wrong))
    network.load_state_dict(state)
    return network.eval()


@torch.no_grad()
def check(path):
    """The largest absolute difference of each of the three results from the recorded one."""
    weights, image, expected = read_parity(path)
    results = load_release(weights)(image)[:3]
    for result, wanted in zip(results, expected):
        if result.shape != wanted.shape:
            raise Unusable(f"{path} expects a result of {tuple(wanted.shape)} where the network gives {tuple(result.shape)}")
    return [float((r - w).abs().max()) for r, w in zip(results, expected)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", nargs="?", help="the published checkpoint")
    parser.add_argument("-o", "--output", help="NAME.onnx to write")
    parser.add_argument("--half", action="store_true", help="write NAME.fp16.onnx too, in half precision")
    parser.add_argument("--bgr", action="store_true", help="the weights were trained on B, G, R; else on R, G, B")
    parser.add_argument("--check", metavar="FILE.npz", help="compare our network's results with recorded ones of the release")
    args = parser.parse_args()
    if not args.checkpoint and not args.check:
        parser.error("name a checkpoint to import, or a file to --check")
    if bool(args.checkpoint) != bool(args.output):
        parser.error("a checkpoint and -o NAME.onnx belong together")
    if args.output and not args.output.endswith(".onnx"):
        parser.error(f"-o must end in .onnx, not {args.output}")
    try:
        if args.check:
            differences = check(args.check)
            for name, difference in zip(OUTPUTS, differences):
                print(f"{name:8} {difference:.2e}")
            if not max(differences) <= TOLERANCE:  # NaN fails, too
                print(f"the check failed: {max(differences):.2e} is above {TOLERANCE:g}", file=sys.stderr)
                return 1
        if args.checkpoint:
            network = P2iktDeblur(load_release(read_checkpoint(args.checkpoint)), rgb=not args.bgr).eval()
            training = f"weights published by the authors of P2IKT, imported from {Path(args.checkpoint).name}"
            export_contract(network, args.output, describe(network, training=training, license=LICENSE))
            if args.half:
                to_half(args.output, args.output.removesuffix(".onnx") + ".fp16.onnx")
            print(f"{args.output}: its blur radius is untrained; take focus readings from p2ikt-live")
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    return 0
