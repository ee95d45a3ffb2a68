"""Meshes, materials, lights and camera for holdout_scenes.py, inside Blender: metres, z up, colours linear RGB."""
import colorsys
import math

import bpy
import mathutils
import numpy as np

import holdout_skies

PATTERNS = {"noise": "Noise", "cells": "Voronoi", "brick": "Brick", "checker": "Checker", "wave": "Wave"}


def hue(h, saturation=0.6, value=0.6):
    return colorsys.hsv_to_rgb(h % 1, saturation, value)


def clear():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def material(colour, second=None, pattern=None, scale=3.0, rough=0.6, metal=0.0, glow=0.0):
    """A surface of one colour, or of two mixed by `pattern`: noise, cells, brick, checker or wave."""
    made = bpy.data.materials.new("m")
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    surface = nodes["Principled BSDF"]
    for name, value in (("Roughness", rough), ("Metallic", metal), ("Emission Strength", glow)):
        surface.inputs[name].default_value = value
    surface.inputs["Base Color"].default_value = (*colour, 1)
    surface.inputs["Emission"].default_value = (*colour, 1)
    if pattern is None:
        return made
    texture, mix = nodes.new("ShaderNodeTex" + PATTERNS[pattern]), nodes.new("ShaderNodeMixRGB")
    place = nodes.new("ShaderNodeTexCoord")
    texture.inputs["Scale"].default_value = scale
    if pattern == "wave":
        texture.inputs["Distortion"].default_value = 4
    links.new(place.outputs["Object"], texture.inputs["Vector"])
    factor = texture.outputs["Distance"] if pattern == "cells" else texture.outputs["Fac"]
    links.new(factor, mix.inputs["Fac"])
    mix.inputs[1].default_value = (*colour, 1)
    mix.inputs[2].default_value = (*(colour if second is None else second), 1)
    links.new(mix.outputs[0], surface.inputs["Base Color"])
    if glow:
        links.new(mix.outputs[0], surface.inputs["Emission"])
    return made


def mesh(points, faces, surface, place=(0, 0, 0), turn=(0, 0, 0), round_=False):
    made = bpy.data.meshes.new("o")
    made.from_pydata([tuple(p) for p in points], [], [tuple(f) for f in faces])
    made.materials.append(surface)
    if round_:
        made.polygons.foreach_set("use_smooth", [True] * len(made.polygons))
    item = bpy.data.objects.new("o", made)
    item.location, item.rotation_euler = place, turn
    bpy.context.collection.objects.link(item)
    return item


def box(place, size, surface, turn=(0, 0, 0)):
    """A box whose centre is `place`."""
    x, y, z = np.asarray(size) / 2
    points = [(sx * x, sy * y, sz * z) for sx in (-1, 1) for sy in (-1, 1) for sz in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return mesh(points, faces, surface, place, turn)


def sheet(heights, extent, surface, place=(0, 0, 0), turn=(0, 0, 0)):
    """A square net of side `extent` whose points stand `heights` (n x n) above it."""
    n = len(heights)
    x, y = np.meshgrid(np.linspace(-extent / 2, extent / 2, n), np.linspace(-extent / 2, extent / 2, n))
    points = np.stack([x, y, heights], -1).reshape(-1, 3)
    first = (np.arange(n - 1)[:, None] * n + np.arange(n - 1)).ravel()
    faces = np.stack([first, first + 1, first + n + 1, first + n], -1)
    return mesh(points, faces, surface, place, turn, True)


def lathe(profile, surface, place=(0, 0, 0), turn=(0, 0, 0), sides=20, wobble=None):
    """The (radius, height) pairs of `profile` turned about the z axis; `wobble` (rings x sides) scales the radii."""
    profile = np.asarray(profile, float)
    angle = np.arange(sides) * 2 * math.pi / sides
    radius = profile[:, :1] * (np.ones((len(profile), sides)) if wobble is None else wobble)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), np.repeat(profile[:, 1:], sides, 1)], -1)
    faces = [(r * sides + s, r * sides + (s + 1) % sides, (r + 1) * sides + (s + 1) % sides, (r + 1) * sides + s)
             for r in range(len(profile) - 1) for s in range(sides)]
    return mesh(points.reshape(-1, 3), faces, surface, place, turn, True)


def ball(place, radius, surface, rng=None, rough=0.0, squash=1.0):
    """A ball, or with `rough` a boulder."""
    t = np.linspace(0, math.pi, 15)
    profile = np.stack([np.sin(t) * radius + 1e-4, -np.cos(t) * radius * squash], -1)
    wobble = None if not rough else 1 + rough * (holdout_skies.fractal(rng, 32, 3)[:15, :24] - 0.5)
    return lathe(profile, surface, place, sides=24, wobble=wobble)


def vase(rng, place, height, surface):
    t = np.linspace(0, 1, 12)
    radius = height * (0.22 + 0.14 * np.sin(t * rng.uniform(3, 7) + rng.uniform(0, 6)))
    radius[0] = 1e-3
    return lathe(np.stack([radius, t * height], -1), surface, place)


def figure(rng, place, height, turn=0.0):
    """A standing person of balls and turned limbs."""
    skin = material((rng.uniform(0.2, 0.7), 0.3, 0.2), rough=0.5)
    coat = material(hue(rng.random(), 0.5, rng.uniform(0.05, 0.6)), hue(rng.random(), 0.4, 0.3), "noise", 12)
    x, y, z = place
    side = np.array([math.cos(turn), math.sin(turn)])
    ball((x, y, z + height * 0.93), height * 0.07, skin, squash=1.2)
    body = np.array([(0.001, 0.47), (0.11, 0.48), (0.10, 0.6), (0.13, 0.78), (0.06, 0.84), (0.03, 0.88)]) * height
    lathe(body, coat, (x, y, z))
    for sign in (-1, 1):
        foot = np.array([x, y]) + sign * side * height * 0.055
        lathe(np.array([(0.035, 0), (0.045, 0.25), (0.06, 0.5)]) * height, coat, (*foot, z))
        arm = np.array([x, y]) + sign * side * height * 0.14
        lathe(np.array([(0.02, 0), (0.03, 0.2), (0.04, 0.36)]) * height, coat, (*arm, z + height * 0.44),
              (0, -sign * rng.uniform(0, 0.3), turn))


def tree(rng, place, height, leaves, surface, leaf):
    """Forking limbs and, if `leaves`, that many leaf quads about their ends."""
    points, faces, ends = [], [], []

    def limb(start, along, length, radius, depth):
        stop = start + along * length
        across = np.cross(along, (0.3, 0.9, 0.1))
        across /= np.linalg.norm(across)
        other = np.cross(along, across)
        first = len(points)
        for end, thick in ((start, radius), (stop, radius * 0.65)):
            for angle in range(5):
                turn = angle * 2 * math.pi / 5
                points.append(end + thick * (math.cos(turn) * across + math.sin(turn) * other))
        faces.extend((first + k, first + (k + 1) % 5, first + 5 + (k + 1) % 5, first + 5 + k) for k in range(5))
        if depth == 0:
            ends.append(stop)
            return
        for _ in range(int(rng.integers(2, 4))):
            ahead = along + rng.normal(0, 0.45, 3) + (0, 0, 0.1)
            limb(stop, ahead / np.linalg.norm(ahead), length * rng.uniform(0.6, 0.85), radius * 0.6, depth - 1)

    limb(np.zeros(3), np.array([0.0, 0, 1]), height * 0.3, height * 0.03, 4)
    mesh(points, faces, surface, place)
    if leaves:
        centre = np.array(ends)[rng.integers(0, len(ends), leaves)] + rng.normal(0, height * 0.06, (leaves, 3))
        spread = rng.normal(0, height * 0.016, (leaves, 4, 3))
        mesh((centre[:, None] + spread).reshape(-1, 3), np.arange(leaves * 4).reshape(-1, 4), leaf, place)


def lamp(kind, place, aim, energy, colour=(1, 1, 1), size=1.0):
    """kind: AREA, SUN, SPOT or POINT; energy in W (SUN: W/m2)."""
    made = bpy.data.lights.new("l", kind)
    made.energy, made.color = energy, colour
    if kind == "AREA":
        made.size = size
    elif kind == "SUN":
        made.angle = 0.03
    else:
        made.shadow_soft_size = 0.15 * size
    if kind == "SPOT":
        made.spot_size = 0.7 * size
    item = bpy.data.objects.new("l", made)
    item.location = place
    item.rotation_euler = (mathutils.Vector(aim) - mathutils.Vector(place)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(item)


def camera(rng, eye, aim, lens=28.0, blur=None):
    """Looks from `eye` to `aim`, rolled a little; sensor 36 mm; `blur` is the distance in focus of an open lens."""
    made = bpy.data.cameras.new("c")
    made.lens, made.sensor_width, made.sensor_fit, made.clip_end = lens, 36, "HORIZONTAL", 3000
    if blur:
        made.dof.use_dof, made.dof.focus_distance, made.dof.aperture_fstop = True, blur, 1.2
    item = bpy.data.objects.new("c", made)
    look = (mathutils.Vector(aim) - mathutils.Vector(eye)).to_track_quat("-Z", "Y")
    roll = mathutils.Quaternion((0, 0, 1), rng.normal(0, 0.02))
    item.location, item.rotation_mode, item.rotation_quaternion = eye, "QUATERNION", look @ roll
    bpy.context.collection.objects.link(item)
    bpy.context.scene.camera = item
    return item


def world(colour, strength):
    made = bpy.data.worlds.new("w")
    made.use_nodes = True
    made.node_tree.nodes["Background"].inputs[0].default_value = (*colour, 1)
    made.node_tree.nodes["Background"].inputs[1].default_value = strength
    bpy.context.scene.world = made
