#!/usr/bin/python3
"""Builds pipelines/models/sky-plain.onnx: sky without learning, as a graph.

Sky is what can be reached from the top edge of the picture, straight down, through smooth pixels that are bright or
blue (the border search of Shen and Wang, "Sky region detection in a single image", 2013, made soft):

  s = 9 (L - 0.42) + 12 max(B - R, 0) - 70 T + 2 (0.5 - y)      L luma, T mean gradient around, y 0 top ... 1 bottom
  p = sigmoid(s)                                                 looks like sky by itself
  c = exp(-sum over the pixels above of k max(0.5 - p, 0))       nothing that is no sky stands above it
  probability = p c

Input `image` float32 [1, 3, 192, 320] RGB 0...1; output `sky` float32 [1, 1, 192, 320]. No weights, nothing trained.
Usage: build_plain.py OUT.onnx
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEIGHT, WIDTH = 192, 320


def constant(name, value):
    return numpy_helper.from_array(np.asarray(value, dtype=np.float32), name)


def build():
    sobel = np.zeros((2, 1, 3, 3), np.float32)
    sobel[0, 0] = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 8
    sobel[1, 0] = sobel[0, 0].T
    colour = np.zeros((2, 3, 1, 1), np.float32)
    colour[0, :, 0, 0] = [0.299, 0.587, 0.114]
    colour[1, :, 0, 0] = [-1, 0, 1]
    height = (0.5 - np.linspace(0, 1, HEIGHT, dtype=np.float32)).reshape(1, 1, HEIGHT, 1) * 2
    initializers = [
        constant("colour", colour), constant("sobel", sobel), constant("height", height),
        constant("luma_gain", 9), constant("luma_zero", 0.42), constant("blue_gain", 12),
        constant("texture_gain", -70), constant("half", 0.5), constant("obstacle_gain", -0.6),
        numpy_helper.from_array(np.array([1, 1], np.int64), "split"),
        numpy_helper.from_array(np.array(2, np.int64), "rows"),
    ]
    node = helper.make_node
    nodes = [
        node("Conv", ["image", "colour"], ["lb"]),
        node("Split", ["lb", "split"], ["l", "b_minus_r"], axis=1),
        node("Sub", ["l", "luma_zero"], ["l0"]),
        node("Mul", ["l0", "luma_gain"], ["luma_term"]),
        node("Relu", ["b_minus_r"], ["blue"]),
        node("Mul", ["blue", "blue_gain"], ["blue_term"]),
        node("Pad", ["l", "pads"], ["l_padded"], mode="edge"),
        node("Conv", ["l_padded", "sobel"], ["gradient"]),
        node("Abs", ["gradient"], ["gradient_abs"]),
        node("ReduceSum", ["gradient_abs", "channel"], ["gradient_sum"], keepdims=1),
        node("AveragePool", ["gradient_sum"], ["texture"], kernel_shape=[7, 7], pads=[3, 3, 3, 3]),
        node("Mul", ["texture", "texture_gain"], ["texture_term"]),
        node("Sum", ["luma_term", "blue_term", "texture_term", "height"], ["score"]),
        node("Sigmoid", ["score"], ["p"]),
        node("Sub", ["half", "p"], ["lack"]),
        node("Relu", ["lack"], ["obstacle"]),
        # A look to both sides, so that a column is not freed by a gap of one pixel in a branch.
        node("AveragePool", ["obstacle"], ["obstacle_wide"], kernel_shape=[1, 9], pads=[0, 4, 0, 4]),
        node("CumSum", ["obstacle_wide", "rows"], ["above"]),
        node("Mul", ["above", "obstacle_gain"], ["above_gain"]),
        node("Exp", ["above_gain"], ["free"]),
        node("Mul", ["p", "free"], ["sky"]),
    ]
    initializers += [
        numpy_helper.from_array(np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64), "pads"),
        numpy_helper.from_array(np.array([1], np.int64), "channel"),
    ]
    graph = helper.make_graph(
        nodes, "sky-plain",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, HEIGHT, WIDTH])],
        [helper.make_tensor_value_info("sky", TensorProto.FLOAT, [1, 1, HEIGHT, WIDTH])],
        initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="movie-data")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


if __name__ == "__main__":
    onnx.save(build(), sys.argv[1])
