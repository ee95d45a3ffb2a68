"""Predictions as `movie-data evaluate` reads them: a file a sample, named by it."""
import os

import numpy as np


def name_of(key):
    """FILM_00000123 of a tar's key, which writes a film's dots as %2E."""
    return key.replace("%2E", ".")


def write(folder, name, plane):
    """NAME.npy, float32 [H,W], whole or not there."""
    path = os.path.join(folder, name + ".npy")
    with open(path + ".tmp", "wb") as file:
        np.save(file, plane.astype(np.float32))
    os.replace(path + ".tmp", path)
