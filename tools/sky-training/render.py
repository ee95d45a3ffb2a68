"""Renders training views with Blender 3.4 (Cycles on the CPU): what stands before the sky, the sky behind it, and depth.

    blender -b -P render.py -- --out VIEWS --begin 0 --end 400 [--views 3] [--photos TEXTURES] [--stereo] [--kinds street,room]

A scene a number: number and seed decide everything in it. VIEWS/00012_1_street.npz holds, [H,W] with linear RGB:
`front` float16 [H,W,3], what stands before the sky, multiplied by its share of the pixel; `sky` float16 [H,W,3], the world
behind; `share` uint8, 255 where nothing is before the sky; `nearness` float16, 1 / depth in 1/m, 0 in the sky; `negative`, true where
what is behind counts as a plain ground and not as sky. With --stereo also `right_front` ... for a camera `baseline` metres to the right; disparity is
`focal_px` * `baseline` * `nearness`, left(x) = right(x - disparity).
Scenes that are there already are left out, so a run may be interrupted and started again.
"""
import argparse
import math
import os
import sys
import tempfile
import time

os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import bpy  # noqa: E402
import cv2  # noqa: E402
import numpy as np  # noqa: E402

import aloft  # noqa: E402
import bright  # noqa: E402
import further  # noqa: E402
import indoors  # noqa: E402
import lone  # noqa: E402
import outdoors  # noqa: E402
import pale  # noqa: E402
import world  # noqa: E402

KINDS = {**outdoors.KINDS, **indoors.KINDS, **further.KINDS, **bright.KINDS, **pale.KINDS,
         **lone.KINDS, **aloft.KINDS}
SIZES = [(384, 164), (384, 208), (352, 216), (320, 240), (384, 164), (376, 188)]


def settings(scene, samples, threads):
    scene.render.engine = "CYCLES"
    c = scene.cycles
    c.device, c.samples, c.use_adaptive_sampling, c.use_denoising = "CPU", samples, False, False
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces, c.transmission_bounces = 3, 1, 1, 2
    c.transparent_max_bounces, c.caustics_reflective, c.caustics_refractive = 6, False, False
    c.use_fast_gi, c.fast_gi_method, c.ao_bounces_render = True, "REPLACE", 1
    c.sample_clamp_indirect, c.sample_clamp_direct = 3, 30
    c.filter_width = 1.3
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.film_transparent = True
    scene.render.resolution_percentage = 100
    scene.render.use_persistent_data = True
    scene.render.use_compositing, scene.render.use_sequencer = True, False
    scene.view_settings.view_transform = "Raw"
    layer = bpy.context.view_layer
    layer.use_pass_z, layer.use_pass_environment = True, True


def outputs(scene, folder):
    """Writes the passes as OpenEXR files: front_0001.exr, depth_..., world_..."""
    scene.use_nodes = True
    t = scene.node_tree
    t.nodes.clear()
    layers = t.nodes.new("CompositorNodeRLayers")
    file = t.nodes.new("CompositorNodeOutputFile")
    file.base_path = folder
    file.format.file_format, file.format.color_depth, file.format.exr_codec = "OPEN_EXR", "32", "NONE"
    file.format.color_mode = "RGBA"
    file.file_slots.clear()
    for name, source in (("front_", "Image"), ("depth_", "Depth"), ("world_", "Env")):
        file.file_slots.new(name)
        t.links.new(layers.outputs[source], file.inputs[name])


def clear():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def camera_of(scene, view):
    c = bpy.data.cameras.new("camera")
    c.lens, c.sensor_width = view.get("lens", 35), 36
    c.clip_start, c.clip_end = 0.02, 20000
    if view.get("stop"):
        c.dof.use_dof, c.dof.focus_distance, c.dof.aperture_fstop = True, view["focus"], view["stop"]
    o = bpy.data.objects.new("camera", c)
    at, to = np.asarray(view["at"], float), np.asarray(view["to"], float)
    d = to - at
    o.location = at
    o.rotation_euler = (math.atan2(math.hypot(d[0], d[1]), -d[2]), view.get("roll", 0.0), math.atan2(-d[0], d[1]))
    scene.collection.objects.link(o)
    scene.camera = o
    return o


def passes(folder):
    read = lambda n: cv2.imread(os.path.join(folder, n + "_0001.exr"), cv2.IMREAD_UNCHANGED)  # noqa: E731
    front, depth, sky = read("front"), read("depth"), read("world")
    depth = depth[..., 0] if depth.ndim == 3 else depth
    alpha = np.clip(front[..., 3], 0, 1)
    near = np.where((alpha < 0.5) | ~np.isfinite(depth) | (depth > 1e6), 0, 1 / np.maximum(depth, 1e-3))
    half = lambda x: np.clip(np.nan_to_num(x[..., 2::-1]), 0, 6e4).astype(np.float16)  # noqa: E731
    return dict(front=half(front), sky=half(sky), share=np.round((1 - alpha) * 255).astype(np.uint8),
                nearness=near.astype(np.float16))


def render_scene(number, kind, a, photos):
    """All views of one scene."""
    rng = np.random.default_rng([a.seed, number])
    clear()
    scene = bpy.context.scene
    settings(scene, a.samples, a.threads)
    folder = tempfile.mkdtemp(prefix="skyview")
    outputs(scene, folder)
    views, negative = KINDS[kind](world.Stage(scene, rng, photos))
    size = SIZES[rng.integers(len(SIZES))]
    scene.render.resolution_x, scene.render.resolution_y = size
    for n, view in enumerate(views[:a.views]):
        target = os.path.join(a.out, "%05d_%d_%s.npz" % (number, n, kind))
        if os.path.exists(target):
            continue
        eye = camera_of(scene, view)
        bpy.ops.render.render()
        result = passes(folder)
        result["negative"] = negative
        if a.stereo:
            baseline = 0.03 * max(view.get("focus", np.linalg.norm(np.subtract(view["to"], view["at"]))), 0.3)
            turn = eye.rotation_euler.to_matrix()
            eye.location = eye.location + turn.col[0] * baseline
            bpy.ops.render.render()
            result.update({"right_" + k: v for k, v in passes(folder).items()})
            result["baseline"], result["focal_px"] = baseline, view.get("lens", 35) / 36 * size[0]
        np.savez(target + ".tmp.npz", **result)
        os.replace(target + ".tmp.npz", target)
    for f in os.listdir(folder):
        os.remove(os.path.join(folder, f))
    os.rmdir(folder)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--begin", type=int, default=0)
    p.add_argument("--end", type=int, default=100)
    p.add_argument("--views", type=int, default=3)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--samples", type=int, default=6)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--photos")
    p.add_argument("--kinds")
    p.add_argument("--stereo", action="store_true")
    a = p.parse_args(sys.argv[sys.argv.index("--") + 1:])
    os.makedirs(a.out, exist_ok=True)
    names = a.kinds.split(",") if a.kinds else sorted(k for k in KINDS for _ in range(outdoors.OFTEN.get(k, 1)))
    photos = sorted(os.path.join(a.photos, f) for f in os.listdir(a.photos) if f.endswith(".png")) if a.photos else []
    for number in range(a.begin, a.end):
        kind = names[np.random.default_rng([a.seed, number, 1]).integers(len(names))]
        done = os.path.join(a.out, "%05d_%s.done" % (number, kind))
        if os.path.exists(done):
            continue
        start = time.time()
        try:
            render_scene(number, kind, a, photos)
            open(done, "w").close()
            print("scene %d %s %.1f s" % (number, kind, time.time() - start), flush=True)
        except Exception as fault:   # one bad scene must not end a night's rendering; it is named and left out
            print("scene %d %s failed: %r" % (number, kind, fault), flush=True)


main()
