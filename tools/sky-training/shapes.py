"""Meshes and materials for the scenes, made of numbers only (run inside Blender). Metres, z up, y away from the viewer."""
import math

import bpy
import numpy as np


def mesh(name, points, faces, material=None, uv=None, smooth=False):
    """A mesh that is not yet in the scene; points [N,3], faces lists of indices, uv one pair a corner of a face."""
    m = bpy.data.meshes.new(name)
    m.from_pydata([tuple(p) for p in np.asarray(points, float)], [], [tuple(int(i) for i in f) for f in faces])
    if uv is not None:
        m.uv_layers.new().data.foreach_set("uv", np.asarray(uv, np.float32).ravel())
    if smooth:
        m.polygons.foreach_set("use_smooth", [True] * len(m.polygons))
    if material:
        m.materials.append(material)
    return m


def place(m, at=(0, 0, 0), turn=(0, 0, 0), scale=1.0):
    """Puts a mesh into the scene; the same mesh may stand in many places."""
    o = bpy.data.objects.new(m.name, m)
    o.location, o.rotation_euler = at, turn
    o.scale = (scale,) * 3 if np.isscalar(scale) else scale
    bpy.context.scene.collection.objects.link(o)
    return o


def turned(at, turn, x, y=0.0, up=0.0):
    """The point (x, y, up) after a turn about z by `turn` radians and then a move by `at`; metres."""
    c, e = math.cos(turn), math.sin(turn)
    return at[0] + c * x - e * y, at[1] + e * x + c * y, at[2] + up


def box(size, material=None):
    """A box that stands on z = 0, its texture coordinates in metres."""
    x, y, z = size[0] / 2, size[1] / 2, size[2]
    p = [(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0), (-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)]
    faces = [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7), (3, 2, 1, 0)]
    uv = []
    for w, h in [(size[0], z), (size[1], z), (size[0], z), (size[1], z), (size[0], size[1]), (size[0], size[1])]:
        uv += [(0, 0), (w, 0), (w, h), (0, h)]
    return mesh("box", p, faces, material, uv)


def plane(width, height, material=None):
    """A sheet in the xz plane that looks towards -y, its lower edge on z = 0; coordinates 0...1."""
    x = width / 2
    p = [(-x, 0, 0), (x, 0, 0), (x, 0, height), (-x, 0, height)]
    return mesh("plane", p, [(0, 1, 2, 3)], material, [(0, 0), (1, 0), (1, 1), (0, 1)])


def lathe(profile, material=None, sides=16):
    """A body of revolution about z; profile [(radius, height), ...] from below to above."""
    angle = np.arange(sides) * 2 * math.pi / sides
    p = np.concatenate([np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, h)], 1) for r, h in profile])
    faces = []
    for k in range(len(profile) - 1):
        for i in range(sides):
            j = (i + 1) % sides
            faces.append((k * sides + i, k * sides + j, (k + 1) * sides + j, (k + 1) * sides + i))
    return mesh("lathe", p, faces, material, smooth=True)


def ball(radius, material=None, rough=0.0, rng=None, sides=16):
    """A sphere about its centre, dented by `rough` of its radius."""
    t = np.linspace(-math.pi / 2, math.pi / 2, sides // 2 + 1)
    m = lathe([(max(radius * math.cos(a), 1e-4), radius * math.sin(a)) for a in t], material, sides)
    if rough:
        p = np.empty(len(m.vertices) * 3)
        m.vertices.foreach_get("co", p)
        p = p.reshape(-1, 3)
        bump = sum(np.sin(p @ rng.normal(0, 2.5 / radius, 3) + rng.uniform(0, 6)) for _ in range(5)) / 5
        m.vertices.foreach_set("co", (p * (1 + rough * bump[:, None])).ravel())
    return m


def tubes(paths, material=None, sides=5):
    """Tubes along paths, each [(x, y, z, radius), ...], in one mesh."""
    points, faces = [], []
    ring = np.arange(sides) * 2 * math.pi / sides
    for path in paths:
        path = np.asarray(path, float)
        along = np.gradient(path[:, :3], axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
        side = np.cross(along, [0.31, 0.95, 0.05])
        side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
        other = np.cross(along, side)
        for k in range(len(path)):
            start = len(points)
            points.extend(path[k, :3] + path[k, 3] * (np.cos(a) * side[k] + np.sin(a) * other[k]) for a in ring)
            if k:
                for i in range(sides):
                    j = (i + 1) % sides
                    faces.append((start - sides + i, start - sides + j, start + j, start + i))
    return mesh("tubes", points, faces, material, smooth=True)


def cards(centres, size, material, rng, long=1.6):
    """Many small sheets, turned at random: leaves, grass, gravel."""
    n = len(centres)
    a = rng.normal(size=(n, 3))
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    b = np.cross(a, rng.normal(size=(n, 3)))
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    s = (size * rng.uniform(0.6, 1.4, n))[:, None]
    a, b = a * s * long / 2, b * s / 2
    p = np.stack([centres - a, centres - b * 0.9, centres + a, centres + b], 1).reshape(-1, 3)
    return mesh("cards", p, np.arange(4 * n).reshape(n, 4), material)


def branches(rng, height, depth=4, spread=0.6, thick=0.03):
    """Paths of a tree's branches, and where its leaves are."""
    paths, tips = [], []

    def grow(at, direction, length, radius, level):
        path = [(*at, radius)]
        for k in range(4):
            direction = direction + rng.normal(0, 0.12, 3) + [0, 0, 0.05]
            direction = direction / np.linalg.norm(direction)
            at = at + direction * length / 4
            path.append((*at, radius * (1 - 0.12 * (k + 1))))
        paths.append(path)
        if level >= depth - 2:
            tips.extend(np.asarray(path)[1:, :3])
        if level + 1 < depth:
            for _ in range(rng.integers(2, 5)):
                start = np.asarray(path[rng.integers(2, 5)][:3])
                turn = direction + rng.normal(0, spread, 3)
                turn /= np.linalg.norm(turn)
                grow(start, turn, length * rng.uniform(0.5, 0.8), radius * 0.55, level + 1)

    grow(np.zeros(3), np.array([0, 0, 1.0]), height * 0.45, height * thick, 0)
    return paths, np.asarray(tips)


def fractal(rng, n, octaves=6, gain=0.5, first=2):
    """[n,n] smooth random heights, about -1...1: octaves of random grids, bent smoothly between their points."""
    out, weight, total = np.zeros((n, n)), 1.0, 0.0
    for k in range(octaves):
        cells = min(first * 2 ** k, n)
        grid = rng.normal(size=(cells + 3, cells + 3))
        t = np.linspace(0, cells, n, endpoint=False)
        i, f = t.astype(int), t % 1
        f = f * f * (3 - 2 * f)
        rows = grid[i] * (1 - f)[:, None] + grid[i + 1] * f[:, None]
        out += weight * (rows[:, i] * (1 - f) + rows[:, i + 1] * f)
        total += weight
        weight *= gain
    return out / total


def terrain(rng, size, height, material, n=110, lift=None, octaves=6, gain=0.5):
    """A square of ground with hills; lift(x, y) is added. Returns the mesh and a function for its height."""
    t = np.linspace(-size / 2, size / 2, n)
    x, y = np.meshgrid(t, t)
    z = fractal(rng, n, octaves, gain) * height + (lift(x, y) if lift else 0)
    i = np.arange(n * (n - 1)).reshape(n - 1, n)[:, :-1].ravel()
    m = mesh("terrain", np.stack([x, y, z], 2).reshape(-1, 3), np.stack([i, i + 1, i + n + 1, i + n], 1), material,
             smooth=rng.random() < 0.7)

    def at(px, py):
        a = np.clip(((np.asarray(px) / size + 0.5) * (n - 1)).astype(int), 0, n - 1)
        b = np.clip(((np.asarray(py) / size + 0.5) * (n - 1)).astype(int), 0, n - 1)
        return z[b, a]
    return m, at


def hue(rng, saturation=(0, 1), value=(0.02, 0.9)):
    """A random colour, linear RGB."""
    h, s, v = rng.random() * 6, rng.uniform(*saturation), rng.uniform(*value)
    channel = [min(max(abs((h + k) % 6 - 3) - 1, 0), 1) for k in (0, 4, 2)]
    return [v * (1 - s + s * c) for c in channel]


def near(rng, colour, sigma=0.2):
    return [float(np.clip(c * math.exp(rng.normal(0, sigma)), 0, 1)) for c in colour]


def plain(colour, rough=0.8, metal=0.0, glow=0.0, clear=0.0):
    """One colour; glow > 0 shines, clear > 0 lets light through."""
    m = bpy.data.materials.new("plain")
    m.use_nodes = True
    b = m.node_tree.nodes["Principled BSDF"]
    b.inputs["Base Color"].default_value = (*colour, 1)
    b.inputs["Roughness"].default_value = rough
    b.inputs["Metallic"].default_value = metal
    b.inputs["Alpha"].default_value = 1 - clear
    if glow:
        b.inputs["Emission"].default_value = (*colour, 1)
        b.inputs["Emission Strength"].default_value = glow
    return m


PATTERNS = {"noise": ("ShaderNodeTexNoise", "Fac"), "voronoi": ("ShaderNodeTexVoronoi", "Distance"),
            "wave": ("ShaderNodeTexWave", "Fac"), "checker": ("ShaderNodeTexChecker", "Fac"),
            "musgrave": ("ShaderNodeTexMusgrave", "Fac"), "gradient": ("ShaderNodeTexGradient", "Fac")}


def pattern(rng, first, second, kind=None, scale=2.0, rough=0.8, where="Object"):
    """Two colours mixed by a procedural texture over the object's metres (or its `UV`, `Generated`)."""
    m = plain(first, rough)
    t = m.node_tree
    kind = kind or rng.choice(["noise", "noise", "voronoi", "wave", "musgrave"])
    node, out = PATTERNS[kind]
    texture, mix = t.nodes.new(node), t.nodes.new("ShaderNodeMixRGB")
    place_of = t.nodes.new("ShaderNodeTexCoord")
    if "Scale" in texture.inputs:
        texture.inputs["Scale"].default_value = scale
    for key, value in (("Detail", rng.uniform(1, 6)), ("Distortion", rng.choice([0, 0, 1, 3]) * rng.random())):
        if key in texture.inputs:
            texture.inputs[key].default_value = value
    t.links.new(place_of.outputs[where], texture.inputs["Vector"])
    t.links.new(texture.outputs[out], mix.inputs["Fac"])
    mix.inputs["Color1"].default_value, mix.inputs["Color2"].default_value = (*first, 1), (*second, 1)
    t.links.new(mix.outputs["Color"], t.nodes["Principled BSDF"].inputs["Base Color"])
    return m


def facade(rng, wall, glass, width=1.2, height=1.6, gap=0.5, lit=0.0):
    """Rows of windows (a brick texture over the box's metres), or bricks where width and gap are small."""
    m = plain(wall, 0.7)
    t = m.node_tree
    brick, uv = t.nodes.new("ShaderNodeTexBrick"), t.nodes.new("ShaderNodeUVMap")
    brick.offset, brick.squash = (0.0 if rng.random() < 0.8 else 0.5), 1.0
    for key, value in (("Color1", (*glass, 1)), ("Color2", (*near(rng, glass, 0.6), 1)), ("Mortar", (*wall, 1)), ("Scale", 1.0),
                       ("Mortar Size", gap), ("Brick Width", width + gap), ("Row Height", height + gap),
                       ("Mortar Smooth", 0.0), ("Bias", rng.uniform(-0.6, 0.3))):
        brick.inputs[key].default_value = value
    t.links.new(uv.outputs["UV"], brick.inputs["Vector"])
    b = t.nodes["Principled BSDF"]
    t.links.new(brick.outputs["Color"], b.inputs["Base Color"])
    if lit:
        glow = t.nodes.new("ShaderNodeMath")
        glow.operation = "MULTIPLY_ADD"
        glow.inputs[1].default_value, glow.inputs[2].default_value = -lit, lit
        t.links.new(brick.outputs["Fac"], glow.inputs[0])
        t.links.new(brick.outputs["Color"], b.inputs["Emission"])
        t.links.new(glow.outputs[0], b.inputs["Emission Strength"])
    return m


def picture(path, rough=0.6, glow=0.0, repeat=1.0, where="UV"):
    """A photograph as a surface."""
    m = plain([0.5] * 3, rough)
    t = m.node_tree
    image, spot, size = t.nodes.new("ShaderNodeTexImage"), t.nodes.new("ShaderNodeTexCoord"), t.nodes.new("ShaderNodeMapping")
    image.image = bpy.data.images.load(path, check_existing=True)
    if where != "UV":
        image.projection = "BOX"
    size.inputs["Scale"].default_value = (repeat,) * 3
    t.links.new(spot.outputs[where], size.inputs["Vector"])
    t.links.new(size.outputs["Vector"], image.inputs["Vector"])
    b = t.nodes["Principled BSDF"]
    t.links.new(image.outputs["Color"], b.inputs["Base Color"])
    if glow:
        t.links.new(image.outputs["Color"], b.inputs["Emission"])
        b.inputs["Emission Strength"].default_value = glow
    return m
