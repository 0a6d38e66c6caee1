"""The metadata of an exported model."""
from pathlib import Path

import onnx

LICENSE = "Apache-2.0"      # of weights trained by this project


def describe(network, synthetic=None, mild=None, real=None, decided=None, training="", license=LICENSE, version="1"):
    """The metadata of the contract: key -> text.

    synthetic, mild: scores on the hold-out of all and of mild radii. real: scores on real pairs. decided: scores of the focus decision.
    Each is optional. Gains are measured, in dB.
    """
    cfg = network.cfg
    metadata = {
        "name": cfg.name, "version": version, "variant": cfg.variant.replace("family", "live").replace("live-live", "live"),
        "blur_stride": str(cfg.stride), "max_blur_radius": f"{cfg.max_radius:g}", "training": training, "license": license,
    } | network.facts()
    for suffix, scores in (("", synthetic), (".mild", mild)):
        if scores:
            metadata |= {f"psnr_gain.synthetic{suffix.replace('.', '_')}": f"{scores['gain']:.2f}",
                         f"in_focus_psnr{suffix}": f"{scores['in_focus_db']:.1f}",
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


def larger_gain(path, metadata):
    """The gain in dB of the model at `path`, if it is larger than that of `metadata` on the same kind of pictures; else None."""
    if not Path(path).exists():
        return None
    theirs = {p.key: p.value for p in onnx.load(str(path), load_external_data=False).metadata_props}
    for key in ("p2ikt.psnr_gain.real", "p2ikt.psnr_gain.synthetic"):
        if key in theirs and key in metadata:
            return float(theirs[key]) if float(theirs[key]) > float(metadata[key]) else None
    return None
