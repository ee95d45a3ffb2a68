"""What a scene is built with: light, sky, and the random numbers (run inside Blender)."""
import math

import bpy
import numpy as np

import shapes


# Skies that clouds stand in, and how bright those are.
CLOUDED = {"clouds": 3.0, "low": 3.0, "overcast": 1.0, "night": 0.01, "dusk": 0.4, "storm": 0.25, "teal": 0.5}


class Stage:
    """One scene in the making: `rng` for every choice, `photos` as surfaces, light and sky."""

    def __init__(self, scene, rng, photos):
        self.scene, self.rng, self.photos = scene, rng, photos
        self.world = bpy.data.worlds.new("world")
        self.world.use_nodes = True
        scene.world = self.world
        self.world.cycles.sampling_method, self.world.cycles.sample_map_resolution = "MANUAL", 256

    def chance(self, p):
        return self.rng.random() < p

    def uniform(self, a, b):
        return float(self.rng.uniform(a, b))

    def pick(self, options):
        return options[self.rng.integers(len(options))]

    def ambient(self, distance, factor):
        """How far the light that comes from everywhere is shaded by what is near."""
        self.world.light_settings.distance = distance
        self.world.light_settings.ao_factor = factor
        self.scene.cycles.fast_gi_method = "REPLACE"

    def sun(self, elevation, azimuth, strength, colour, soft=0.01):
        lamp = bpy.data.lights.new("sun", "SUN")
        lamp.energy, lamp.color, lamp.angle = strength, colour, soft
        o = bpy.data.objects.new("sun", lamp)
        o.rotation_euler = (math.pi / 2 - elevation, 0, azimuth)
        self.scene.collection.objects.link(o)

    def lamp(self, at, watts, colour, size=0.3, to=None):
        """A square lamp that shines down, or towards a point."""
        lamp = bpy.data.lights.new("lamp", "AREA" if to is not None or size > 0.5 else "POINT")
        lamp.energy, lamp.color = watts, colour
        if lamp.type == "AREA":
            lamp.size = size
        else:
            lamp.shadow_soft_size = size * 0.3
        o = bpy.data.objects.new("lamp", lamp)
        o.location = at
        if to is not None:
            d = np.asarray(to, float) - np.asarray(at, float)
            o.rotation_euler = (math.atan2(math.hypot(d[0], d[1]), -d[2]), 0, math.atan2(-d[0], d[1]))
        self.scene.collection.objects.link(o)
        return o

    def plain_world(self, colour, strength):
        b = self.world.node_tree.nodes["Background"]
        b.inputs["Color"].default_value, b.inputs["Strength"].default_value = (*colour, 1), strength

    def sky(self, kind=None):
        """The sky and the light that belongs to it; returns the kind."""
        kind = kind or self.pick(["clear", "clear", "clouds", "clouds", "clouds", "overcast", "low", "low", "gradient", "night", "dusk",
                                  "storm", "teal"])
        rng, t = self.rng, self.world.node_tree
        back = t.nodes["Background"]
        azimuth = self.uniform(0, 2 * math.pi)
        elevation = math.radians(self.uniform(-2, 8) if kind == "low" else self.uniform(10, 70))
        spot = t.nodes.new("ShaderNodeTexCoord")
        if kind in ("clear", "clouds", "low"):
            colour = t.nodes.new("ShaderNodeTexSky")
            colour.sky_type, colour.sun_disc = "NISHITA", False
            colour.sun_elevation, colour.sun_rotation = elevation, azimuth
            colour.air_density, colour.dust_density = self.uniform(0.5, 4), self.uniform(0, 6) ** 1.3
            colour.ozone_density, colour.altitude = self.uniform(0, 4), self.uniform(0, 2000)
            socket, strength = colour.outputs["Color"], 0.3
        else:
            socket, strength = self.ramp(kind, spot), 1.0
        if kind in CLOUDED and (kind == "clouds" or self.chance(0.7)):
            light = CLOUDED[kind] * self.uniform(0.5, 1.6)
            socket = self.clouds(socket, spot, light, kind)
        t.links.new(socket, back.inputs["Color"])
        back.inputs["Strength"].default_value = strength
        power = {"clear": 4, "clouds": 3, "low": 2.5, "overcast": 0.3, "gradient": 2, "night": 0.03, "dusk": 0.15,
                 "storm": 0.1, "teal": 0.5}[kind]
        warm = [1, 0.6, 0.3] if kind == "low" else [1, 0.94, 0.86]
        self.sun(max(elevation, 0.05), math.pi - azimuth + math.pi, power * self.uniform(0.2, 1.5), shapes.near(rng, warm, 0.05))
        self.ambient(self.uniform(3, 30), self.uniform(0.3, 1.0))
        return kind

    def ramp(self, kind, spot):
        """Colours by height above the horizon."""
        rng, t = self.rng, self.world.node_tree
        split, ramp = t.nodes.new("ShaderNodeSeparateXYZ"), t.nodes.new("ShaderNodeValToRGB")
        t.links.new(spot.outputs["Generated"], split.inputs[0])
        t.links.new(split.outputs["Z"], ramp.inputs[0])
        if kind == "overcast":
            low = [self.uniform(0.6, 1.1)] * 3
            colours = [low, shapes.near(rng, low, 0.06)]
        elif kind == "dusk":
            colours = [shapes.near(rng, [0.8, 0.35, 0.25], 0.4), shapes.near(rng, [0.12, 0.12, 0.3], 0.4)]
        elif kind == "storm":
            low = shapes.near(rng, [0.2, 0.22, 0.24], 0.5)
            colours = [low, shapes.near(rng, [0.4 * c for c in low], 0.2)]
        elif kind == "teal":
            colours = [shapes.near(rng, [0.35, 0.7, 0.65], 0.3), shapes.near(rng, [0.05, 0.3, 0.33], 0.4)]
        elif kind == "night":
            colours = [[0.02 * c for c in shapes.hue(rng, (0, 1))], [0.004 * c for c in shapes.hue(rng, (0.2, 0.9))]]
        else:
            colours = [shapes.hue(rng, (0, 0.9), (0.3, 1)), shapes.hue(rng, (0, 0.9), (0.1, 1))]
        ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (*colours[0], 1), (*colours[1], 1)
        ramp.color_ramp.elements[1].position = self.uniform(0.2, 1)
        return ramp.outputs["Color"]

    def clouds(self, below, spot, light, kind):
        """Noise over a flat layer high above, mixed into the sky."""
        rng, t = self.rng, self.world.node_tree
        split, divide = t.nodes.new("ShaderNodeSeparateXYZ"), t.nodes.new("ShaderNodeVectorMath")
        up, noise = t.nodes.new("ShaderNodeMath"), t.nodes.new("ShaderNodeTexNoise")
        ramp, mix = t.nodes.new("ShaderNodeValToRGB"), t.nodes.new("ShaderNodeMixRGB")
        shade = t.nodes.new("ShaderNodeTexNoise")
        t.links.new(spot.outputs["Generated"], split.inputs[0])
        up.operation, up.inputs[1].default_value = "MAXIMUM", self.uniform(0.03, 0.3)
        t.links.new(split.outputs["Z"], up.inputs[0])
        divide.operation = "DIVIDE"
        t.links.new(spot.outputs["Generated"], divide.inputs[0])
        t.links.new(up.outputs[0], divide.inputs[1])
        for n in (noise, shade):
            n.inputs["Scale"].default_value = math.exp(rng.uniform(math.log(0.4), math.log(4)))
            n.inputs["Detail"].default_value = self.uniform(3, 8)
            n.inputs["Distortion"].default_value = self.uniform(0, 0.6)
            t.links.new(divide.outputs[0], n.inputs["Vector"])
        ramp.color_ramp.elements[0].position = self.uniform(0.3, 0.55)
        ramp.color_ramp.elements[1].position = ramp.color_ramp.elements[0].position + self.uniform(0.05, 0.4)
        t.links.new(noise.outputs["Fac"], ramp.inputs[0])
        t.links.new(ramp.outputs["Color"], mix.inputs["Fac"])
        t.links.new(below, mix.inputs["Color1"])
        tint = [1, 0.7, 0.5] if kind == "low" else [1, 1, 1]
        bright, dark = t.nodes.new("ShaderNodeMixRGB"), self.uniform(0.25, 0.9)
        colour = [light * c for c in shapes.near(rng, tint, 0.08)]
        bright.inputs["Color1"].default_value = (*[c * dark for c in colour], 1)
        bright.inputs["Color2"].default_value = (*colour, 1)
        t.links.new(shade.outputs["Fac"], bright.inputs["Fac"])
        t.links.new(bright.outputs["Color"], mix.inputs["Color2"])
        return mix.outputs["Color"]

    def photo(self, **how):
        """A photograph as a surface, or a pattern where there are none."""
        if not self.photos:
            return shapes.pattern(self.rng, shapes.hue(self.rng), shapes.hue(self.rng), where="Generated")
        return shapes.picture(self.pick(self.photos), **how)

    def surface(self, colour=None, scale=None, photo=0.15):
        """Any surface: one colour, a pattern of two, or a photograph laid over it."""
        rng = self.rng
        colour = colour or shapes.hue(rng, (0, 0.8), (0.03, 0.9))
        if self.chance(photo):
            return self.photo(repeat=self.uniform(0.2, 1.5), where="Object")
        if self.chance(0.4):
            return shapes.plain(colour, self.uniform(0.3, 1), 0.3 * self.chance(0.1))
        return shapes.pattern(rng, colour, shapes.near(rng, colour, self.pick([0.1, 0.3, 0.8])),
                              scale=scale or math.exp(self.uniform(-1.5, 3)), rough=self.uniform(0.3, 1))
