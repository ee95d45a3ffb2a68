"""Renders the second held-out sky test: nosky/ and sky/ pictures with exact masks NAME_sky.png (255 sky, 0 not).

  blender -b --factory-startup -P fresh_scenes.py -- OUT [--inside N] [--outside N] [--first K] [--samples S]

Blender 3.4, Cycles on the processor. It shares no code, scene or sky with holdout_*.py nor with tools/sky-training: objects are Blender's
own primitives, surfaces its node textures, skies its sky models (Nishita, Preetham, Hosek) or ramps with procedural clouds, lit by
themselves. The mask is where a ray meets nothing. Every scene is made from its running number alone. Nothing here may be used for training.
"""
import argparse
import math
import os
import sys
import tempfile

import bpy
import cv2
import numpy as np

FAR = 1e5
SIZES = [(448, 252), (480, 200), (400, 300)]


def surface(rng, colour, pattern=None, scale=5.0, rough=0.6, glow=0.0, metal=0.0, second=None):
    """A material: plain, or `pattern` (brick, checker, voronoi, wave, magic, musgrave) between two colours; `glow` > 0 shines."""
    made = bpy.data.materials.new("m")
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    shader.inputs["Roughness"].default_value, shader.inputs["Metallic"].default_value = rough, metal
    colour = (*colour, 1)
    shader.inputs["Base Color"].default_value = colour
    if glow:
        shader.inputs["Emission"].default_value, shader.inputs["Emission Strength"].default_value = colour, glow
    if pattern:
        second = (*(second or tuple(c * rng.uniform(0.4, 0.8) for c in colour[:3])), 1)
        node = nodes.new("ShaderNodeTex" + pattern.capitalize())
        node.inputs["Scale"].default_value = scale
        place = nodes.new("ShaderNodeTexCoord")
        links.new(place.outputs["Object" if pattern != "brick" else "Generated"], node.inputs["Vector"])
        mix = nodes.new("ShaderNodeMixRGB")
        mix.inputs[1].default_value, mix.inputs[2].default_value = colour, second
        links.new(node.outputs["Fac" if "Fac" in node.outputs else "Distance"], mix.inputs[0])
        links.new(mix.outputs[0], shader.inputs["Base Color"])
    return made


def put(kind, material, place, size=(1, 1, 1), turn=(0, 0, 0), bevel=0.0, span=None, **more):
    """Adds one of Blender's primitives (cube, uv_sphere, cylinder, ...), `span` wide before it is made `size` times larger."""
    if span:
        more["size"] = span
    getattr(bpy.ops.mesh, "primitive_%s_add" % kind)(location=place, rotation=turn, **more)
    item = bpy.context.object
    item.scale = size
    item.data.materials.append(material)
    if bevel:
        rounded = item.modifiers.new("b", "BEVEL")
        rounded.width, rounded.segments = bevel, 2
    if kind in ("uv_sphere", "torus", "monkey"):
        bpy.ops.object.shade_smooth()
    return item


def land(rng, material, span, height, rough, count=90, place=(0, 0, 0)):
    """A square of ground with Blender's clouds texture as its relief."""
    item = put("grid", material, place, x_subdivisions=count, y_subdivisions=count, span=span)
    texture = bpy.data.textures.new("t", "CLOUDS")
    texture.noise_scale, texture.noise_depth = rough, 5
    relief = item.modifiers.new("d", "DISPLACE")
    relief.texture, relief.strength, relief.mid_level = texture, height, 0.5
    guide = bpy.data.objects.new("guide", None)
    guide.location = tuple(rng.uniform(-500, 500, 3))
    bpy.context.collection.objects.link(guide)
    relief.texture_coords, relief.texture_coords_object = "OBJECT", guide
    return item


def light(kind, place, energy, colour=(1, 1, 1), size=1.0, turn=(0, 0, 0)):
    bpy.ops.object.light_add(type=kind, location=place, rotation=turn)
    lamp = bpy.context.object.data
    lamp.energy, lamp.color = energy, colour
    if kind == "AREA":
        lamp.size = size


def look(eye, aim, lens=30.0, focus=0.0):
    """The camera; `focus` > 0: the distance that is sharp, with an open lens."""
    bpy.ops.object.camera_add(location=eye)
    item = bpy.context.object
    ahead = np.subtract(aim, eye)
    item.rotation_euler = (math.atan2(math.hypot(ahead[0], ahead[1]), -ahead[2]), 0, math.atan2(-ahead[0], ahead[1]))
    item.data.lens, item.data.clip_end = lens, 5000
    if focus:
        item.data.dof.use_dof, item.data.dof.focus_distance, item.data.dof.aperture_fstop = True, focus, 1.4
    bpy.context.scene.camera = item


def shade(rng, low=0.05, high=0.9):
    """Any colour."""
    hue, saturation, value = rng.random(), rng.uniform(0, 0.8), rng.uniform(low, high)
    k = (np.array([5, 3, 1]) + hue * 6) % 6
    return tuple(value - value * saturation * np.clip(np.minimum(k, 4 - k), 0, 1))


def box_room(rng, width, depth, height, wall, floor, ceiling):
    """A closed room from y = -2 on."""
    middle = depth / 2 - 2
    put("cube", wall, (0, depth - 2, height / 2), (width / 2 + .2, .1, height / 2 + .2))
    put("cube", wall, (0, -2.2, height / 2), (width / 2 + .2, .1, height / 2 + .2))
    for side in (-1, 1):
        put("cube", wall, (side * (width / 2 + .1), middle, height / 2), (.1, depth / 2 + .3, height / 2 + .2))
    put("cube", floor, (0, middle, -.1), (width / 2 + .2, depth / 2 + .3, .1))
    put("cube", ceiling, (0, middle, height + .1), (width / 2 + .2, depth / 2 + .3, .1))


def pale(rng):
    """The colours walls have: white, cream, sky blue, mint, grey, rose."""
    base = [(.85, .85, .83), (.85, .8, .65), (.45, .62, .85), (.5, .75, .68), (.4, .42, .46), (.8, .55, .5)][rng.integers(6)]
    return tuple(np.clip(np.array(base) * rng.uniform(.7, 1.1), 0, 1))


def bathroom(rng):
    tiles = surface(rng, pale(rng), "checker", rng.uniform(8, 20), .2, second=tuple(np.array(pale(rng)) * .9))
    box_room(rng, 4, 6, 2.7, tiles, surface(rng, shade(rng), "checker", 6, .3), surface(rng, (.9, .9, .9)))
    white = surface(rng, (.9, .9, .88), rough=.15)
    put("cube", white, (-1.2, 2.5, .35), (.7, 1.3, .35), bevel=.15)
    put("cylinder", white, (1.2, 3.3, .45), (.3, .3, .45))
    put("uv_sphere", white, (1.2, 3.3, .95), (.45, .35, .15))
    put("cube", surface(rng, (.8, .85, .9), metal=1, rough=.03), (1.2, 3.85, 1.7), (.5, .02, .4))
    light("AREA", (0, 1.5, 2.6), rng.uniform(60, 150), (1, rng.uniform(.8, 1), rng.uniform(.6, 1)), 1)
    look((rng.uniform(-.8, .8), -1.5, 1.6), (rng.uniform(-.5, .5), 3, rng.uniform(1, 1.8)), 24)


def pool_hall(rng):
    box_room(rng, 16, 26, 6, surface(rng, pale(rng), "brick", 6), surface(rng, (.7, .7, .65), "checker", 4, .2), surface(rng, pale(rng)))
    put("plane", surface(rng, (.05, .35, .5), "voronoi", 3, .05, second=(.1, .5, .65)), (0, 10, .02), (5, 9, 1))
    for side in (-1, 1):
        for k in range(5):
            put("cube", surface(rng, (.8, .9, 1), glow=rng.uniform(2, 6)), (side * 7.95, 2 + 4.5 * k, 3.5), (.05, 1.4, 1.2))
    for k in range(6):
        put("uv_sphere", surface(rng, shade(rng)), (rng.uniform(-4, 4), rng.uniform(3, 14), .15), (.15, .15, .15))
    look((rng.uniform(-4, 4), -1.5, rng.uniform(1.5, 3)), (0, 10, rng.uniform(.5, 3)), 26)


def metro(rng):
    wall = surface(rng, pale(rng), "brick", 12, .3)
    put("cylinder", wall, (0, 20, 0), (4.5, 4.5, 30), (math.pi / 2, 0, 0), vertices=48)
    put("cube", surface(rng, (.3, .3, .3), "voronoi", 8), (-2.2, 20, -2.2), (2.2, 30, .8))
    for k in range(12):
        put("cube", surface(rng, (1, .95, .85), glow=8), (rng.choice([0, 1.5]), -1 + 4 * k, 3.7), (.12, .8, .05))
        if k % 3 == 0:
            put("cube", surface(rng, shade(rng), glow=.6), (3.9, 4 * k, .5), (.05, .9, .6), (0, -.15, 0))
    for side in (.6, 2.0):
        put("cube", surface(rng, (.4, .3, .25), metal=1), (side, 20, -2.9), (.05, 30, .08))
    look((-1, -4, rng.uniform(-.5, .6)), (rng.uniform(-1, 1), 15, rng.uniform(-.5, .8)), 28)


def sweep(rng):
    """Things on a table before a seamless graded backdrop."""
    backdrop = surface(rng, shade(rng, .3, .9), rough=.9)
    put("uv_sphere", backdrop, (0, 0, 5.5), (10, 10, 6.5), segments=64)
    put("plane", backdrop, (0, 0, 0), (12, 12, 1))
    for _ in range(rng.integers(1, 6)):
        kind = ["monkey", "uv_sphere", "torus", "cone", "cylinder", "cube"][rng.integers(6)]
        item = surface(rng, shade(rng), [None, "wave", "voronoi", "magic"][rng.integers(4)], 4, rng.uniform(.05, .8), metal=float(rng.random() < .3))
        size = rng.uniform(.3, .9)
        put(kind, item, (rng.uniform(-2, 2), rng.uniform(-1, 1.5), size), (size,) * 3, (0, 0, rng.uniform(0, 6)))
    light("AREA", (rng.uniform(-4, 4), -3, 6), rng.uniform(300, 900), shade(rng, .8, 1), 3, (.5, 0, 0))
    light("AREA", (rng.uniform(-4, 4), 1, 5), rng.uniform(50, 400), shade(rng, .8, 1), 1, (-.6, 0, 0))
    look((rng.uniform(-1, 1), -6, rng.uniform(1, 2.5)), (0, 0, rng.uniform(.6, 1.4)), 45, 6 if rng.random() < .5 else 0)


def curtain(rng):
    """A concert: a lit cloth with folds, people in front as dark heads."""
    cloth = put("grid", surface(rng, shade(rng, .2, .9), rough=.9), (0, 12, 4), (1, 1, 1), (math.pi / 2, 0, 0), x_subdivisions=160, y_subdivisions=2, span=24)
    folds = cloth.modifiers.new("w", "WAVE")
    folds.use_y, folds.height, folds.width, folds.narrowness, folds.time_offset = False, .4, rng.uniform(.5, 1), 1.5, -60
    put("cube", surface(rng, (.1, .07, .05)), (0, 9, -.2), (12, 4, .6))
    for side, along in ((-12, 1), (12, 1), (0, 0)):
        put("cube", surface(rng, (.02, .02, .02)), (side, 0, 4) if along else (0, -8, 4), (.1, 14, 9) if along else (13, .1, 9))
    put("cube", surface(rng, (.02, .02, .02)), (0, 0, 12), (13, 14, .1))
    put("cube", surface(rng, (.03, .03, .03)), (0, 0, -1.5), (13, 14, .1))
    for k in range(rng.integers(4, 9)):
        light("SPOT", (rng.uniform(-8, 8), rng.uniform(2, 9), 8), rng.uniform(1500, 6000), shade(rng, .8, 1), turn=(rng.uniform(.2, 1), rng.uniform(-.4, .4), 0))
    for k in range(rng.integers(3, 14)):
        dark = surface(rng, shade(rng, .02, .15))
        x, y = rng.uniform(-4, 4), rng.uniform(-3, 4)
        put("uv_sphere", dark, (x, y, 1), (.16, .2, .24))
        put("uv_sphere", dark, (x, y, .3), (.4, .25, .55))
    put("cylinder", surface(rng, shade(rng)), (rng.uniform(-2, 2), 8, 1.3), (.3, .3, .9))
    look((0, -6, rng.uniform(1, 2)), (rng.uniform(-1, 1), 8, rng.uniform(1.5, 4)), 32)


def stairs(rng):
    wall = surface(rng, pale(rng), [None, "musgrave"][rng.integers(2)], 2, .9)
    box_room(rng, 7, 12, 9, wall, surface(rng, shade(rng), "wave", 1.5), wall)
    step = surface(rng, shade(rng, .3, .8), "voronoi", 9)
    for k in range(14):
        put("cube", step, (1.5, 1 + .35 * k, .11 + .22 * k), (1.6, .2, .11))
        put("cylinder", surface(rng, (.2, .2, .2), metal=1), (0, 1 + .35 * k, .7 + .22 * k), (.02, .02, .5))
    put("cube", surface(rng, (1, .97, .9), glow=rng.uniform(3, 12)), (-3.45, rng.uniform(3, 7), 5), (.05, 1, 1.5))
    light("POINT", (-1, 3, 7), rng.uniform(100, 500), (1, .9, .75))
    look((rng.uniform(-2, 0), -1.5, 1.6), (rng.uniform(-1, 1.5), 6, rng.uniform(1.5, 4.5)), 26)


def market(rng):
    """A covered market: awnings, crates of round fruit."""
    box_room(rng, 12, 20, 5, surface(rng, pale(rng), "brick", 9), surface(rng, (.4, .38, .35), "voronoi", 3), surface(rng, pale(rng), "wave", 1))
    for k in range(6):
        side = -1 if k % 2 else 1
        y = 1 + 2.6 * k
        put("cube", surface(rng, shade(rng, .4, .9), "wave", 2), (side * 3.5, y, 2.6), (1.6, 1.1, .03), (0, side * .35, 0))
        put("cube", surface(rng, (.45, .3, .15), "wave", 3), (side * 3.4, y, .5), (1.2, 1, .5))
        fruit = surface(rng, shade(rng, .4, .9), rough=.4)
        for _ in range(14):
            put("ico_sphere", fruit, (side * 3.4 + rng.uniform(-1, 1), y + rng.uniform(-.8, .8), 1.1), (.13,) * 3, subdivisions=2)
    for k in range(4):
        light("POINT", (0, 1 + 4 * k, 4.5), rng.uniform(120, 300), (1, .9, .7))
    look((rng.uniform(-1, 1), -1.5, 1.7), (rng.uniform(-2, 2), 8, rng.uniform(1, 2.5)), 28)


def facade(rng):
    """A front of a house that fills the picture, in the sun of an open sky that is behind the camera."""
    put("cube", surface(rng, pale(rng), "brick", rng.uniform(10, 40)), (0, 10, 0), (30, .3, 30))
    put("plane", surface(rng, (.3, .3, .3), "voronoi", 2), (0, 0, -3), (40, 40, 1))
    glass, frame = surface(rng, (.3, .45, .6), rough=.05, metal=.8), surface(rng, shade(rng))
    for x in range(-5, 6):
        for z in range(-1, 6):
            put("cube", frame, (x * 2.6, 9.7, z * 3), (.75, .1, 1.1))
            put("cube", glass, (x * 2.6, 9.6, z * 3), (.62, .1, .95))
    look((rng.uniform(-3, 3), -4, rng.uniform(-1, 3)), (rng.uniform(-2, 2), 10, rng.uniform(-1, 5)), 40)
    heaven(rng, "day")


def ground(rng):
    """Snow, sand or grass seen from above, with stones."""
    colour = [(.9, .92, .95), (.75, .6, .4), (.1, .2, .05), (.35, .5, .6)][rng.integers(4)]
    land(rng, surface(rng, colour, "musgrave", 3, .9), 60, rng.uniform(.5, 2), 4)
    for _ in range(rng.integers(4, 20)):
        put("ico_sphere", surface(rng, shade(rng, .1, .5), "voronoi", 6), (*rng.uniform(-6, 6, 2), .4), tuple(rng.uniform(.1, .9, 3)), subdivisions=2)
    look((0, -9, rng.uniform(5, 8)), (rng.uniform(-1, 1), -2, 0), 35)
    heaven(rng, ["day", "overcast", "sunset"][rng.integers(3)])


def heaven(rng, kind):
    """The sky, which also lights the scene: Blender's models by day, ramps with procedural clouds else."""
    world = bpy.data.worlds.new("w")
    bpy.context.scene.world = world
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    back = nodes["Background"]
    if kind in ("day", "sunset"):
        sky = nodes.new("ShaderNodeTexSky")
        sky.sky_type = ["NISHITA", "PREETHAM", "HOSEK_WILKIE"][rng.integers(3)] if kind == "day" else "NISHITA"
        height, turn = (rng.uniform(.3, 1), rng.uniform(2, 5)) if kind == "day" else (rng.uniform(.0, .06), rng.uniform(-.9, .9))
        if sky.sky_type == "NISHITA":
            sky.sun_elevation, sky.sun_rotation, sky.sun_disc = height, turn, kind == "sunset"
            sky.air_density, sky.dust_density = rng.uniform(.8, 3), rng.uniform(.3, 5)
        else:
            sky.sun_direction, sky.turbidity = (math.sin(turn), math.cos(turn), height), rng.uniform(2, 6)
        colour, back.inputs[1].default_value = sky.outputs[0], .3 if kind == "day" else 1.5
        light("SUN", (0, 0, 9), 3 if kind == "day" else .5, (1, .95, .85) if kind == "day" else (1, .5, .2), turn=(1.1, 0, turn))
    else:
        colour = ramp(rng, nodes, links, kind)
        back.inputs[1].default_value = 1
    if kind != "night" and rng.random() < .65 or kind == "overcast":
        colour = clouds(rng, nodes, links, colour, kind)
    links.new(colour, back.inputs[0])
    return kind


RAMPS = {"overcast": ((.75, .77, .8), (.5, .53, .58)), "teal": ((.75, .75, .55), (.03, .28, .32)), "dusk": ((.75, .3, .3), (.08, .06, .25)),
         "night": ((.03, .04, .09), (.004, .006, .02)), "afterglow": ((1.2, .45, .08), (.1, .13, .3))}


def ramp(rng, nodes, links, kind):
    """A colour by height above the horizon."""
    place, parts = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeSeparateXYZ")
    links.new(place.outputs["Generated"], parts.inputs[0])
    made = nodes.new("ShaderNodeValToRGB")
    links.new(parts.outputs["Z"], made.inputs[0])
    for stop, at, colour in zip(made.color_ramp.elements, (0.0, rng.uniform(.35, .8)), RAMPS[kind]):
        stop.position, stop.color = at, (*(np.array(colour) * rng.uniform(.8, 1.2, 3)), 1)
    return made.outputs[0]


def clouds(rng, nodes, links, colour, kind):
    """Noise stretched along the horizon, laid over the sky."""
    place, bend, noise = (nodes.new("ShaderNode" + n) for n in ("TexCoord", "Mapping", "TexNoise"))
    links.new(place.outputs["Generated"], bend.inputs[0])
    links.new(bend.outputs[0], noise.inputs[0])
    bend.inputs["Scale"].default_value = (1, 1, rng.uniform(2, 7))
    bend.inputs["Location"].default_value = tuple(rng.uniform(-20, 20, 3))
    noise.inputs["Scale"].default_value, noise.inputs["Detail"].default_value = rng.uniform(1.5, 5), 8
    edge = nodes.new("ShaderNodeValToRGB")
    low = rng.uniform(.4, .55)
    edge.color_ramp.elements[0].position, edge.color_ramp.elements[1].position = low, low + rng.uniform(.05, .3)
    links.new(noise.outputs["Fac"], edge.inputs[0])
    mix = nodes.new("ShaderNodeMixRGB")
    white = {"day": (3, 3, 3), "sunset": (.25, .12, .1), "teal": (.35, .4, .35), "dusk": (.2, .1, .14), "overcast": (.9, .9, .92)}
    mix.inputs[2].default_value = (*(np.array(white.get(kind, (.4, .2, .1))) * rng.uniform(.6, 1.1)), 1)
    links.new(edge.outputs[0], mix.inputs[0])
    links.new(colour, mix.inputs[1])
    return mix.outputs[0]


def harbour(rng):
    put("plane", surface(rng, (.02, .06, .08), "musgrave", .3, .1), (0, 500, 0), (2000, 1000, 1))
    for k in range(rng.integers(4, 9)):
        x, y = rng.uniform(-25, 25), rng.uniform(15, 60)
        put("cube", surface(rng, shade(rng)), (x, y, .6), (rng.uniform(1, 4), 1, .8), (0, 0, rng.uniform(-1, 1)), bevel=.3)
        put("cylinder", surface(rng, (.3, .25, .2)), (x, y, 4), (.07, .07, rng.uniform(3, 7)))
    for k in range(rng.integers(5, 16)):
        put("cube", surface(rng, shade(rng), "wave", 4), (rng.uniform(-40, 40), 80, rng.integers(1, 4) * 2.6), (6, 1.3, 1.3))
    look((0, 0, rng.uniform(1.7, 4)), (rng.uniform(-5, 5), 40, rng.uniform(2, 10)), rng.uniform(26, 45))


def desert(rng):
    land(rng, surface(rng, (.6, .4, .22), "wave", .3, .95), 900, rng.uniform(15, 60), rng.uniform(20, 70), 160, (0, 350, -8))
    for _ in range(rng.integers(2, 9)):
        put("ico_sphere", surface(rng, (.35, .22, .15), "voronoi", 3), (rng.uniform(-20, 20), rng.uniform(12, 50), 1), tuple(rng.uniform(1, 6, 3)), subdivisions=2)
    look((0, -120, rng.uniform(8, 25)), (rng.uniform(-30, 30), 200, rng.uniform(-10, 25)), 30)


def village(rng):
    land(rng, surface(rng, (.12, .2, .06), "musgrave", 2), 600, 8, 40, 100, (0, 250, -3))
    for k in range(rng.integers(6, 16)):
        x, y, w, h = rng.uniform(-30, 30), rng.uniform(14, 70), rng.uniform(2, 4), rng.uniform(2, 4)
        put("cube", surface(rng, pale(rng)), (x, y, h), (w, w, h))
        put("cone", surface(rng, (.4, .13, .08), "brick", 10), (x, y, 2 * h + 1.2), (w * 1.5, w * 1.5, 1.3), (0, 0, math.pi / 4), vertices=4)
    x = rng.uniform(-12, 12)
    put("cube", surface(rng, pale(rng)), (x, 40, 8), (2, 2, 8))
    put("cone", surface(rng, (.1, .15, .15)), (x, 40, 19), (2.8, 2.8, 4), vertices=8)
    look((0, -4, rng.uniform(2, 8)), (rng.uniform(-6, 6), 40, rng.uniform(5, 12)), rng.uniform(24, 40))


def lines(rng):
    """Pylons with wires."""
    land(rng, surface(rng, (.2, .25, .08), "voronoi", 2), 800, 6, 60, 60, (0, 350, -4))
    steel = surface(rng, (.15, .15, .16))
    for k in range(5):
        x, y = -8 + 3 * k, 12 + 22 * k
        for a in (-1, 1):
            put("cylinder", steel, (x + a * .7, y, 8), (.09, .09, 8), (0, -a * .07, 0))
        for z in (11, 13, 15):
            put("cube", steel, (x, y, z), (3, .06, .06))
            for a in (-3, 3):
                if k < 4:
                    put("cylinder", steel, (x + a + 1.5, y + 11, z - .3), (.03, .03, 11.2), (math.pi / 2, 0, -math.atan2(3, 22)))
    look((rng.uniform(-4, 6), -6, 1.7), (rng.uniform(-6, 4), 25, rng.uniform(6, 12)), rng.uniform(24, 35))


def towers(rng):
    put("plane", surface(rng, (.1, .1, .1), "voronoi", 1), (0, 100, 0), (400, 400, 1))
    for k in range(rng.integers(9, 22)):
        side, h = rng.choice([-1, 1]), rng.uniform(6, 45)
        lit = rng.random() < .5
        wall = surface(rng, shade(rng, .1, .6), "checker", rng.uniform(.4, 1.2), .3, glow=.15 if lit else 0, second=shade(rng, .02, .3))
        put("cube", wall, (side * rng.uniform(8, 30), rng.uniform(10, 110), h), (rng.uniform(3, 6), rng.uniform(3, 6), h))
    for k in range(8):
        put("cylinder", surface(rng, (.1, .1, .1)), (-4, 6 + 9 * k, 3), (.06, .06, 3))
        put("uv_sphere", surface(rng, (1, .8, .5), glow=6), (-4, 6 + 9 * k, 6.1), (.25, .25, .25))
    look((0, -3, rng.uniform(1.6, 3)), (rng.uniform(-4, 4), 40, rng.uniform(6, 16)), rng.uniform(22, 35))


def pines(rng):
    land(rng, surface(rng, (.08, .1, .05), "musgrave", 1), 700, 30, 90, 110, (0, 300, -14))
    green = [surface(rng, (.03, .08, .03), "voronoi", 5), surface(rng, (.05, .1, .04), "musgrave", 3)]
    for _ in range(rng.integers(15, 60)):
        x, y, h = rng.uniform(-30, 30), rng.uniform(8, 70), rng.uniform(3, 9)
        for k in range(4):
            put("cone", green[k % 2], (x, y, -2 + h * (.5 + .32 * k)), (h * (.34 - .07 * k),) * 2 + (h * .3,), vertices=9)
    look((0, -6, rng.uniform(1, 6)), (rng.uniform(-6, 6), 40, rng.uniform(3, 9)), rng.uniform(24, 40))


INSIDE = [bathroom, pool_hall, metro, sweep, curtain, stairs, market, facade, ground]
OUTSIDE = [harbour, desert, village, lines, towers, pines]
SKIES = ["sunset", "night", "teal", "day", "dusk", "overcast", "afterglow"]


def setup(rng, samples, folder):
    scene = bpy.context.scene
    width, height = SIZES[rng.integers(len(SIZES))]
    scene.render.engine, scene.cycles.samples, scene.cycles.use_denoising = "CYCLES", samples, False
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.cycles.max_bounces, scene.cycles.sample_clamp_indirect = 4, 4
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.view_layers[0].use_pass_z = True
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    source, out = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeOutputFile")
    out.base_path, out.format.file_format, out.format.color_depth = folder, "OPEN_EXR", "32"
    out.file_slots.clear()
    for name, socket in (("colour", "Image"), ("depth", "Depth")):
        out.file_slots.new(name)
        tree.links.new(source.outputs[socket], out.inputs[name])
    return width, height


def rendered(folder, width, height):
    """Colour and depth, height x width x 3, top row first."""
    bpy.ops.render.render()
    found = []
    for name in ("colour", "depth"):
        image = bpy.data.images.load(os.path.join(folder, "%s%04d.exr" % (name, bpy.context.scene.frame_current)))
        image.colorspace_settings.name = "Non-Color"
        values = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(values)
        found.append(values.reshape(height, width, 4)[::-1, :, :3])
    return found


def developed(rng, colour, key, noise):
    """Linear RGB to 8-bit BGR: exposure by the median, a filmic curve, the noise of few samples taken out, grain put in."""
    level = max(np.median(colour.mean(2)), colour.mean() / 5) + 1e-4
    x = colour / level * key
    x = np.clip((x * (2.51 * x + .03)) / (x * (2.43 * x + .59) + .14), 0, 1) ** (1 / 2.2)
    shown = (x[..., ::-1] * 255).astype(np.uint8)
    shown = cv2.fastNlMeansDenoisingColored(cv2.medianBlur(shown, 3), None, noise, 8, 3, 9)
    grain = rng.normal(0, rng.uniform(.5, 3), shown.shape[:2] + (1,))
    return np.clip(shown + grain, 0, 255).astype(np.uint8)


def main(args):
    for part, count in (("nosky", args.inside), ("sky", args.outside)):
        os.makedirs(os.path.join(args.out, part), exist_ok=True)
        for number in range(args.first, count):
            rng = np.random.default_rng([77003 if part == "sky" else 50021, number])
            bpy.ops.wm.read_factory_settings(use_empty=True)
            scene = (OUTSIDE if part == "sky" else INSIDE)[number % (len(OUTSIDE) if part == "sky" else len(INSIDE))]
            kind, key = "", rng.uniform(.12, .3)
            scene(rng)
            if part == "sky":
                kind = heaven(rng, SKIES[number % len(SKIES)]) + "-"
                key = rng.uniform(.03, .08) if kind in ("night-", "dusk-") else rng.uniform(.08, .22)
            with tempfile.TemporaryDirectory() as folder:
                colour, depth = rendered(folder, *setup(rng, args.samples, folder))
            sky = np.where(depth[..., 0] > FAR, 255, 0).astype(np.uint8)
            if part == "nosky" and sky.any():
                print("OPEN %s-%03d: the scene is not closed; not written" % (scene.__name__, number))
                continue
            path = os.path.join(args.out, part, "%s%s-%03d" % (kind, scene.__name__, number))
            cv2.imwrite(path + ".png", developed(rng, colour, key, 4 if part == "sky" else 9))
            cv2.imwrite(path + "_sky.png", sky)
            print("MADE %s sky %.3f" % (os.path.basename(path), (sky > 0).mean()), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    for option, value in (("inside", 36), ("outside", 42), ("first", 0), ("samples", 14)):
        parser.add_argument("--" + option, type=int, default=value)
    main(parser.parse_args(sys.argv[sys.argv.index("--") + 1:]))
