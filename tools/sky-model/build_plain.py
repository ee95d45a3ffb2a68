#!/usr/bin/python3
"""Builds pipelines/models/sky-plain.onnx: sky without learning, as a graph.

1. Seed. Sky is what can be reached from the top edge of the picture, straight down, through smooth pixels that are bright
   or blue (the border search of Shen and Wang, "Sky region detection in a single image", 2013, made soft):

     s = 9 (L - 0.42) + 12 max(B - R, 0) - 70 T + 2 (0.5 - y)    L luma, T mean gradient around, y 0 top ... 1 bottom
     p = sigmoid(s)                                               looks like sky by itself
     c = exp(-sum over the pixels above of k max(0.5 - p, 0))     nothing that is no sky stands above it
     seed = clip(8 (p c - 0.5), 0, 1), opened with a square of 23 pixels: streaks and strips are no sky

   A black bar along the top edge (up to 12 % of the picture) and its edge neither block nor count as texture.

2. Growth. The seed stops short of edges, and below branches. Its colours around each pixel (mean m and variance v over a
   window of 81 pixels and, with equal weight, over the picture; v at most 0.06^2) say what else is sky where it can be reached from the seed:

     q = exp(-0.25 mean over R, G, B of (x - m)^2 / (3 v + 0.04^2) - t)    t mean gradient over 3x3
     sky = seed, grown step by step (5x5, 40 steps), never above q           (a geodesic reconstruction)

Input `image` float32 [1, 3, 192, 320] RGB 0...1; output `sky` float32 [1, 1, 192, 320]. No weights, nothing trained.
Usage: build_plain.py OUT.onnx
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEIGHT, WIDTH = 192, 320
CORE, WINDOW, STEPS = 23, 81, 40
DEVIATION_MAX = 0.06
BLACK, BAR_HEIGHT_MAX = 0.06, 0.12


class Graph:
    """Nodes and constants, written down as calls: `g.Relu(x)` adds a node and returns its output's name."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def __getattr__(self, op):
        def add(*inputs, output=None, **attributes):
            names = [v if isinstance(v, str) else self.constant(v) for v in inputs]
            output = output or "%s_%d" % (op.lower(), len(self.nodes))
            self.nodes.append(helper.make_node(op, names, [output], **attributes))
            return output
        return add

    def constant(self, value):
        # Numbers are pixels' kin; places and sizes come as integer arrays.
        if not (isinstance(value, np.ndarray) and value.dtype == np.int64):
            value = np.asarray(value, np.float32)
        self.constants.append(numpy_helper.from_array(value, "constant_%d" % len(self.constants)))
        return self.constants[-1].name

    def pool(self, op, x, height, width, **attributes):
        pads = [height // 2, width // 2] * 2
        return getattr(self, op)(x, kernel_shape=[height, width], pads=pads, **attributes)

    def window_max(self, x, size):
        """Maximum over a square window, as a row and a column: the same, and far cheaper."""
        return self.pool("MaxPool", self.pool("MaxPool", x, 1, size), size, 1)

    def window_mean(self, x, size):
        """Mean over a square window, as far as it lies in the picture: products with band matrices, one for each axis.

        ONNX Runtime's AveragePool of 81 x 1 loads 81 values far apart for each one it writes: 115 ms instead of 3."""
        return self.MatMul(self.MatMul(self.band(HEIGHT, size, 1), x), self.band(WIDTH, size, 0))

    def band(self, count, size, axis):
        """[count, count]: 1 within size / 2 of the diagonal, divided by their number along `axis`; folded at loading."""
        place = np.arange(count, dtype=np.float32)
        near = self.Clip(self.Sub(size // 2 + 1, self.Abs(self.Sub(place[:, None], place))), 0, 1)
        return self.Div(near, self.ReduceSum(near, np.array([axis]), keepdims=1))

    def channel_sum(self, x, weights):
        """Weighted sum over the channels as a 1x1 convolution: ONNX Runtime's Reduce operators add in an order that depends
        on how many threads it has, and the same picture must give the same mask on any machine."""
        return self.Conv(x, np.reshape(weights, (1, len(weights), 1, 1)))

    def channels(self, x, first, last):
        return self.Slice(x, np.array([first]), np.array([last]), np.array([1]))


def picture_below_bar(g, luma):
    """1 below the black bar at the top edge and its soft edge, 0 in it; all 1 where there is none."""
    rows = (np.arange(HEIGHT) < BAR_HEIGHT_MAX * HEIGHT).reshape(1, 1, HEIGHT, 1)
    light_above = g.CumSum(g.Relu(g.Sub(luma, BLACK)), np.array(2))
    bar = g.Mul(g.Exp(g.Mul(light_above, -200)), rows)
    return g.Sub(1, g.window_max(bar, 5))


def seed_of(g, luma, blue, gradient, below_bar):
    height = (0.5 - np.linspace(0, 1, HEIGHT, dtype=np.float32)).reshape(1, 1, HEIGHT, 1) * 2
    score = g.Sum(
        g.Mul(g.Sub(luma, 0.42), 9), g.Mul(g.Relu(blue), 12), g.Mul(g.pool("AveragePool", gradient, 7, 7), -70),
        height)
    likely = g.Sigmoid(score)
    # A look to both sides, so that a column is not freed by a gap of one pixel in a branch.
    obstacle = g.pool("AveragePool", g.Relu(g.Sub(0.5, likely)), 1, 9, count_include_pad=1)
    obstacle = g.Mul(obstacle, below_bar)
    free = g.Exp(g.Mul(g.CumSum(obstacle, np.array(2)), -0.6))
    seed = g.Clip(g.Mul(g.Sub(g.Mul(likely, free), 0.5), 8), 0.0, 1.0)
    eroded = g.Neg(g.window_max(g.Neg(seed), CORE))
    return g.Min(seed, g.window_max(eroded, CORE))


def colour_of_sky(g, image, seed, gradient):
    """q: how well a pixel fits the colours of the seed around it and in the whole picture."""
    # Weighted sums of 1, x and x^2; the whole picture counts like one window.
    weighted = g.Mul(g.Concat(g.Add(g.Mul(seed, 0), 1), image, g.Mul(image, image), axis=1), seed)
    sums = g.Add(g.window_mean(weighted, WINDOW), g.GlobalAveragePool(weighted))
    weight = g.Add(g.channels(sums, 0, 1), 1e-6)
    mean = g.Div(g.channels(sums, 1, 4), weight)
    variance = g.Relu(g.Sub(g.Div(g.channels(sums, 4, 7), weight), g.Mul(mean, mean)))
    # A sky has few colours: a seed on a colourful wall must not make everything fit.
    variance = g.Min(variance, DEVIATION_MAX ** 2)
    offset = g.Sub(image, mean)
    distance = g.Div(g.Mul(offset, offset), g.Add(g.Mul(variance, 3), 0.04 ** 2))
    return g.Exp(g.Sub(g.channel_sum(distance, [-0.25 / 3] * 3), g.pool("AveragePool", gradient, 3, 3)))


def build():
    sobel = np.zeros((2, 1, 3, 3), np.float32)
    sobel[0, 0] = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 8
    sobel[1, 0] = sobel[0, 0].T
    g = Graph()
    luma = g.channel_sum("image", [0.299, 0.587, 0.114])
    blue = g.channel_sum("image", [-1.0, 0.0, 1.0])
    padded = g.Pad(luma, np.array([0, 0, 1, 1, 0, 0, 1, 1]), mode="edge")
    below_bar = picture_below_bar(g, luma)
    gradient = g.Mul(g.channel_sum(g.Abs(g.Conv(padded, sobel)), [1.0, 1.0]), below_bar)
    seed = seed_of(g, luma, blue, gradient, below_bar)
    fit = colour_of_sky(g, "image", seed, gradient)
    grown = g.Min(seed, fit)
    for step in range(STEPS):
        grown = g.Min(g.window_max(grown, 5), fit, output="sky" if step == STEPS - 1 else None)
    graph = helper.make_graph(
        g.nodes, "sky-plain",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, HEIGHT, WIDTH])],
        [helper.make_tensor_value_info("sky", TensorProto.FLOAT, [1, 1, HEIGHT, WIDTH])],
        g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="movie-data")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


if __name__ == "__main__":
    onnx.save(build(), sys.argv[1])
