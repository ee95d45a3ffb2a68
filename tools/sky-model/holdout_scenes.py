"""Renders half of the held-out sky test: nosky/ and sky/ pictures with exact masks NAME_sky.png (255 sky, 0 not).

  blender -b --factory-startup -P holdout_scenes.py -- OUT [--inside N] [--outside N] [--first K] [--samples S]
                                                           [--threads T]

Blender 3.4, Cycles on the processor. Every scene is made from its running number alone, so parts can be rendered apart
(--first K: pass over running numbers below K). The shapes, surfaces, skies and cameras are this folder's own; nothing
here may be used to make training pictures. The sky is left transparent, painted by holdout_skies.py and laid behind the
picture: the mask is where the transparency is above one half.
"""
import argparse
import os
import sys
import tempfile

import bpy
import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import holdout_inside  # noqa: E402
import holdout_outside  # noqa: E402
import holdout_shapes  # noqa: E402
import holdout_skies  # noqa: E402

SIZES = [(480, 204), (512, 288), (560, 236), (640, 272), (480, 270)]
ORDER = ["sunset", "day", "night", "teal", "cumulus", "storm", "overcast", "dusk", "sunset", "blown", "teal", "night",
         "storm"]


def setup(width, height, samples, threads, folder):
    """Small, quick Cycles settings; colour, depth and surface colour are written as EXR files to `folder`."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.film_transparent = True
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    cycles = scene.cycles
    cycles.samples, cycles.use_denoising, cycles.use_adaptive_sampling = samples, False, False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 3, 2, 2
    cycles.sample_clamp_indirect, cycles.sample_clamp_direct = 3, 12
    cycles.caustics_reflective = cycles.caustics_refractive = False
    layer = scene.view_layers[0]
    layer.use_pass_z = layer.use_pass_diffuse_color = True
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    source, out = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeOutputFile")
    out.base_path, out.format.file_format, out.format.color_depth = folder, "OPEN_EXR", "32"
    out.format.color_mode = "RGBA"
    out.file_slots.clear()
    for name, socket in (("colour", "Image"), ("depth", "Depth"), ("albedo", "DiffCol")):
        out.file_slots.new(name)
        tree.links.new(source.outputs[socket], out.inputs[name])


def layers(folder, width, height):
    """The three EXR files as height x width x 4 arrays, top row first."""
    bpy.ops.render.render()
    found = []
    for name in ("colour", "depth", "albedo"):
        image = bpy.data.images.load(os.path.join(folder, "%s%04d.exr" % (name, bpy.context.scene.frame_current)))
        image.colorspace_settings.name = "Non-Color"
        values = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(values)
        found.append(values.reshape(height, width, 4)[::-1])
        bpy.data.images.remove(image)
    return found


def sunlight(rng, kind):
    """Lights an outdoor scene to suit its sky; gives the direction to the sun."""
    height = rng.uniform(0.03, 0.15) if kind in ("sunset", "dusk", "teal") else rng.uniform(0.3, 0.9)
    side = rng.uniform(-0.9, 0.9)
    ahead = 1.0 if kind in ("sunset", "night", "teal") and rng.random() < 0.7 else rng.choice([-1.0, 0.6])
    sun = np.array([side, ahead, height * 1.2])
    sun /= np.linalg.norm(sun)
    horizon, overhead, _, colour, strength = holdout_skies.KINDS[kind]
    holdout_shapes.world(tuple((np.array(horizon) + overhead) / 2), 0.9)
    holdout_shapes.lamp("SUN", tuple(sun * 50), (0, 0, 0), strength, colour)
    return sun


def through(rgb, alpha, depth, fog):
    """Lays fog of (colour, density per metre) over what is seen at `depth`; `rgb` is multiplied by `alpha`."""
    share = 1 - np.exp(-np.minimum(depth, 2000) * fog[1])
    return rgb * (1 - share)[..., None] + np.asarray(fog[0], np.float32) * (share * alpha)[..., None]


def inside(number, args, folder):
    """Scene without sky number `number`: name, picture, mask."""
    names = list(holdout_inside.SCENES)
    name, step = names[number % len(names)], number // len(names)
    rng = np.random.default_rng([7041, number])
    holdout_shapes.clear()
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    setup(width, height, args.samples, args.threads, folder)
    made = holdout_inside.SCENES[name](rng, step)
    colour, depth, albedo = layers(folder, width, height)
    alpha = colour[..., 3]
    rgb = holdout_skies.smooth(colour[..., :3], albedo[..., :3], speckled=True)
    if "fog" in made:
        camera = bpy.context.scene.camera
        sight = holdout_skies.rays(camera.matrix_world.to_3x3(), camera.data.lens, 36, width, height)
        light = 1 + 1.2 * np.clip(sight[..., 2:] + 0.1, -0.5, 1)
        rgb = through(rgb, alpha, depth[..., 0], made["fog"]) + (1 - alpha)[..., None] * np.float32(made["fog"][0])
        rgb = rgb * light
    elif alpha.min() < 0.5:
        print("OPEN %s-%03d: the scene is not closed; not written" % (name, number))
        return None
    return "%s-%03d" % (name, number), holdout_skies.finish(rng, rgb, made["mean"]), np.zeros((height, width), np.uint8)


def outside(number, args, folder):
    """Scene with sky number `number`: name, picture, mask."""
    names = list(holdout_outside.SCENES)
    name, kind = names[number % len(names)], ORDER[number % len(ORDER)]
    rng = np.random.default_rng([9923, number])
    holdout_shapes.clear()
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    setup(width, height, args.samples, args.threads, folder)
    holdout_outside.SCENES[name](rng, number // len(names))
    sun = sunlight(rng, kind)
    colour, depth, albedo = layers(folder, width, height)
    alpha = np.clip(colour[..., 3], 0, 1)
    camera = bpy.context.scene.camera
    sight = holdout_skies.rays(camera.matrix_world.to_3x3(), camera.data.lens, 36, width, height)
    sky = holdout_skies.paint(rng, kind, sight, sun)
    rgb = holdout_skies.smooth(colour[..., :3], albedo[..., :3])
    if rng.random() < 0.6:
        rgb = through(rgb, alpha, depth[..., 0], (holdout_skies.KINDS[kind][0], rng.uniform(0.0005, 0.004)))
    mask = np.where(alpha < 0.5, 255, 0).astype(np.uint8)
    mean = holdout_skies.KINDS[kind][2] * rng.uniform(0.8, 1.2)
    picture = holdout_skies.finish(rng, rgb + (1 - alpha)[..., None] * sky, mean)
    return "%s-%s-%03d" % (kind, name, number), picture, mask


def main(args):
    for part, count, make in (("nosky", args.inside, inside), ("sky", args.outside, outside)):
        folder = os.path.join(args.out, part)
        os.makedirs(folder, exist_ok=True)
        for number in range(args.first, count):
            with tempfile.TemporaryDirectory() as scratch:
                made = make(number, args, scratch)
            if made is None:
                continue
            name, picture, mask = made
            cv2.imwrite(os.path.join(folder, name + ".png"), picture)
            cv2.imwrite(os.path.join(folder, name + "_sky.png"), mask)
            print("MADE %s sky %.3f" % (name, (mask > 0).mean()), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    for option, value in (("inside", 135), ("outside", 64), ("first", 0), ("samples", 10), ("threads", 2)):
        parser.add_argument("--" + option, type=int, default=value)
    main(parser.parse_args(sys.argv[sys.argv.index("--") + 1:]))
