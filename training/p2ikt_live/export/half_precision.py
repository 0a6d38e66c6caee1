"""Half precision for an exported model: weights and everything between its inputs and outputs become float16.

    python3 half_precision.py ../models/p2ikt.onnx -o ../models/p2ikt.fp16.onnx

The contract stays: uint8 in, uint8 and float32 out. PyTorch on a CPU cannot trace a half-precision convolution, so the graph is
rewritten instead. Scales of Resize are float32 by the standard and stay so.
"""
import argparse

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, HALF = TensorProto.FLOAT, TensorProto.FLOAT16


def _halved(tensor):
    """The tensor in float16; a ValueError if a value exceeds its range."""
    values = numpy_helper.to_array(tensor)
    if values.size and np.abs(values[np.isfinite(values)], dtype=np.float64).max(initial=0) > np.finfo(np.float16).max:
        raise ValueError(f"{tensor.name or 'a constant'} exceeds the range of half precision")
    with np.errstate(over="ignore"):
        return numpy_helper.from_array(values.astype(np.float16), tensor.name)


def halve(model):
    """A copy of an ONNX model whose weights and inner values are float16; inputs and outputs keep their types."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    if any(v.type.tensor_type.elem_type == FLOAT for v in graph.input):
        raise ValueError("a model with float32 inputs does not meet the contract")
    single = {name for node in graph.node if node.op_type == "Resize" for name in node.input[1:]}
    for tensor in graph.initializer:
        if tensor.data_type == FLOAT and tensor.name not in single:
            tensor.CopyFrom(_halved(tensor))
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t") and attribute.t.data_type == FLOAT and not set(node.output) & single:
                attribute.t.CopyFrom(_halved(attribute.t))
            elif node.op_type == "Cast" and attribute.name == "to" and attribute.i == FLOAT:
                attribute.i = HALF
    inner = {v.name: v.name + "_half" for v in graph.output if v.type.tensor_type.elem_type == FLOAT}
    for node in graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                names[i] = inner.get(name, name)
    graph.node.extend(helper.make_node("Cast", [half], [name], to=FLOAT) for name, half in inner.items())
    del graph.value_info[:]  # types of the inner values, which have changed
    return result


def to_half(source, target):
    """Writes the model at `source` in half precision to `target`, with -fp16 appended to its name."""
    model = halve(onnx.load(str(source)))
    for entry in model.metadata_props:
        if entry.key == "p2ikt.name":
            entry.value += "-fp16"
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(target))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    try:
        to_half(args.model, args.output)
    except ValueError as error:
        raise SystemExit(f"{args.model}: {error}") from error
