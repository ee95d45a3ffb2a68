"""Checkpoints on the disk: whole or not there, the one before kept, nothing in them that could run when they are
read."""
import json
import os
import pickle
import zipfile

import torch

import shards

TENSORS = ("net", "mean", "optimiser", "random")
FACTS = ("identity", "step", "loaders", "log")      # as JSON: with weights_only PyTorch 1.13 reads no float
FAULTS = (RuntimeError, EOFError, KeyError, ValueError, TypeError, AttributeError, OSError, pickle.UnpicklingError,
          zipfile.BadZipFile)


def before(path):
    """Where the checkpoint before this one is kept."""
    return os.path.splitext(path)[0] + ".previous.pt"


def write(path, content):
    """Written under another name, flushed to the disk, renamed: an interruption leaves the old one, or both."""
    facts = json.dumps({key: content[key] for key in FACTS})
    content = {**{key: content[key] for key in TENSORS}, "facts": facts}
    with open(path + ".tmp", "wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    if os.path.exists(path):
        os.replace(path, before(path))
    os.replace(path + ".tmp", path)


def read(path, device):
    """What `write` was given; InputError, one line, where the file is no whole checkpoint."""
    try:
        content = torch.load(path, map_location=device, weights_only=True)
        facts = json.loads(content["facts"])
        return {**{key: content[key] for key in TENSORS}, **{key: facts[key] for key in FACTS}}
    except FAULTS as fault:
        # PyTorch's own words advise to read such a file unsafely.
        raise shards.InputError("%s: not a whole checkpoint of train.py" % path) from fault
