"""Write what a model gains at each working size into its ONNX file.

    p2ikt-live eval LYTRO --sizes --model p2ikt-live,p2ikt-live-hq,p2ikt-live-xl --csv sizes.csv
    python3 size_gains.py sizes.csv --set "Lytro, 40 pictures" ../models/*.onnx

`p2ikt-live live --model auto` moves over the models and working sizes by these figures. They are measured on the exported file, and
so cannot be written by export.py. A file whose name and version are not in the table is left as it is.
"""

import argparse
import csv
import os
import pathlib
import tempfile

import onnx

SIZES = ("Full", "ThreeQuarters", "Half", "Quarter")


def write_gains(path, rows, measured_on):
    """Set the metadata of one model file from the rows of the table; return its gains, or None where the table lacks it."""
    model = onnx.load(path)
    metadata = {prop.key: prop.value for prop in model.metadata_props}
    key = (metadata.get("p2ikt.name"), metadata.get("p2ikt.version"))
    row = next((row for row in rows if (row["model"], row["version"]) == key), None)
    if row is None:
        return None
    gains = [float(row[size]) for size in SIZES]
    metadata["p2ikt.size_gains"] = ",".join(f"{gain:.3f}" for gain in gains)
    metadata["p2ikt.size_gains.set"] = measured_on
    onnx.helper.set_model_props(model, metadata)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        onnx.save(model, part)
        os.chmod(part, path.stat().st_mode & 0o777)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
    return gains


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=pathlib.Path, help="what `p2ikt-live eval --sizes --csv` wrote")
    parser.add_argument("models", type=pathlib.Path, nargs="+", help="ONNX files")
    parser.add_argument("--set", required=True, help="the pictures that it was measured on")
    arguments = parser.parse_args()
    with open(arguments.table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for path in arguments.models:
        gains = None if path.name.endswith(".coefficients.onnx") else write_gains(path, rows, arguments.set)
        print(f"{path.name}: {'left as it is' if gains is None else gains}")
