#!/usr/bin/python3
"""Makes the tiny networks of the tests: their output is known by heart, so that feeding and reading can be checked.

  tiny-rg.onnx        any multiple of 32, any batch: (u, v) = (red, green) of image1
  tiny-rg-fixed.onnx  64x32 only, one picture, output at half size: the same, averaged over 2x2
"""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(name, shape_in, shape_out, pool):
    initializers = [numpy_helper.from_array(np.array(v, np.int64), n) for n, v in
                    (("starts", [0]), ("ends", [2]), ("axes", [1]))]
    last = "flow" if not pool else "rg"
    nodes = [helper.make_node("Slice", ["image1", "starts", "ends", "axes"], [last])]
    # image2 must be an input that counts; adding it zero times keeps the result known.
    nodes[0].output[0] = "rg1"
    initializers.append(numpy_helper.from_array(np.array(0, np.float32), "zero"))
    nodes += [helper.make_node("Slice", ["image2", "starts", "ends", "axes"], ["rg2"]),
              helper.make_node("Mul", ["rg2", "zero"], ["none"]),
              helper.make_node("Add", ["rg1", "none"], [last])]
    if pool:
        nodes.append(helper.make_node("AveragePool", ["rg"], ["flow"], kernel_shape=[2, 2], strides=[2, 2]))
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info(i, TensorProto.FLOAT, shape_in) for i in ("image1", "image2")],
        [helper.make_tensor_value_info("flow", TensorProto.FLOAT, shape_out)], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".onnx"))


save("tiny-rg", ["N", 3, "H", "W"], ["N", 2, "H", "W"], False)
save("tiny-rg-fixed", [1, 3, 32, 64], [1, 2, 16, 32], True)
