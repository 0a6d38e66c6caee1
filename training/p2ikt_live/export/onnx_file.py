"""Writing a PyTorch module as an ONNX file: folding, weights in half precision, symbolic sizes and metadata."""
import copy
import inspect
import math
import warnings

import numpy as np
import onnx
import onnx.numpy_helper
import torch
import torch.nn as nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

OPSET = 17
PACKED = 1024   # values: smaller tensors stay in single precision


def fold(module):
    """A copy in evaluation mode, in which one convolution replaces each pair of Conv2d and BatchNorm2d."""
    module = copy.deepcopy(module).eval()
    for parent in module.modules():
        if isinstance(parent, nn.Sequential) and len(parent) >= 2 and isinstance(parent[1], nn.BatchNorm2d):
            parent[0], parent[1] = fuse_conv_bn_eval(parent[0], parent[1]), nn.Identity()
    return module


def pack(graph):
    """Stores large weights in half precision, which halves the file. A Cast follows each; a runtime folds it when it loads the file."""
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT and math.prod(tensor.dims) >= PACKED:
            name, values = tensor.name, onnx.numpy_helper.to_array(tensor)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], f"{name}.cast", to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def write_onnx(module, example, path, inputs, outputs, metadata, packed=False):
    """Writes `module`, traced with the input `example`, to `path`.

    inputs, outputs: name -> dimensions, as the file states them; a text is a symbolic size. packed: large weights in half precision.
    """
    warnings.filterwarnings("ignore")  # the tracer warns of intended constants
    shapes = inputs | outputs
    axes = {name: {i: d for i, d in enumerate(dims) if isinstance(d, str)} for name, dims in shapes.items()}
    # Later versions of PyTorch default to another exporter.
    tracer = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(module, example, str(path), opset_version=OPSET, input_names=list(inputs), output_names=list(outputs),
                      dynamic_axes=axes, **tracer)
    graph = onnx.load(str(path))
    for value in list(graph.graph.input) + list(graph.graph.output):
        for dim, size in zip(value.type.tensor_type.shape.dim, shapes[value.name]):  # the exporter invents names for derived sizes
            dim.Clear()
            setattr(dim, "dim_param" if isinstance(size, str) else "dim_value", size)
    if packed:
        pack(graph.graph)
    graph.producer_name = "P2IKT.Live training"
    onnx.helper.set_model_props(graph, metadata)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, str(path))
