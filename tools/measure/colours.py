#!/usr/bin/env python3
"""Every matrix, range and pixel format that ffmpeg can code here: do drawn colours come out as they were drawn?

  colours.py [movie-data]     default: tools/movie-data; some 150 films of two frames, about 3 minutes

Eight patches of known RGB are coded by the formulas of ITU-T H.273, without any filter of ffmpeg, stored without loss,
and decoded by `movie-data decode`. Prints the largest difference of each film, or the line that refuses it; exits 1
when a film comes out more than 3 levels off without being refused. tests/…/ColourTruthTests.cs asks a part of this.
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATCH, ACROSS, LEVELS_MAX = 32, 4, 3
DRAWN = [0xC81E1E, 0x1EC81E, 0x1E1EC8, 0xC8C81E, 0x1EC8C8, 0xC81EC8, 0xB47850, 0x808080]
VIEW = (ACROSS * PATCH, 2 * PATCH)
WEIGHTS = {"bt709": (0.2126, 0.0722), "bt470bg": (0.299, 0.114), "smpte170m": (0.299, 0.114), "fcc": (0.30, 0.11),
           "smpte240m": (0.212, 0.087), "bt2020nc": (0.2627, 0.0593)}
UNREADABLE = ["ycgco", "bt2020c", "smpte2085", "chroma-derived-nc", "chroma-derived-c", "ictcp"]
YUV = ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le"]
RGB = {"rgb24": "png", "rgba": "png", "bgr0": "ffv1", "gbrp": "libx264rgb -qp 0", "gbrp10le": "ffv1",
       "rgb48le": "ffv1", "rgb24 ": "qtrle", "gbrp ": "utvideo", "rgb24  ": "huffyuv"}
GREY = ["gray", "gray10le", "gray16le"]


def channels(patch):
    return [DRAWN[patch] >> 16, DRAWN[patch] >> 8 & 255, DRAWN[patch] & 255]


def codes(kind, weights, full, bits):
    """The values of each patch: one tuple a patch."""
    peak, step = 2 ** bits - 1, 2 ** (bits - 8)
    found = []
    for patch in range(len(DRAWN)):
        red, green, blue = (level / 255 for level in channels(patch))
        if kind == "rgb":
            found.append(tuple(round(level * peak) for level in (red, green, blue)))
            continue
        kr, kb = weights
        luma = kr * red + (1 - kr - kb) * green + kb * blue
        chroma = ((blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr))
        found.append((round(luma * peak) if full else round((219 * luma + 16) * step),
                      *(round(c * peak + 128 * step) if full else round((224 * c + 128) * step) for c in chroma)))
    return found


def picture(fmt, values, bits):
    """One picture of two equal views side by side, as ffmpeg's rawvideo has it."""
    width, height, size = 2 * VIEW[0], VIEW[1], 1 if bits == 8 else 2
    def at(x, y):
        return values[y // PATCH * ACROSS + x % VIEW[0] // PATCH]
    def plane(index, across=1, down=1):
        return b"".join(at(x, y)[index].to_bytes(size, "little")
                        for y in range(0, height, down) for x in range(0, width, across))
    if fmt.startswith("yuv"):
        across, down = (1, 1) if "444" in fmt else (2, 2 if "420" in fmt else 1)
        return plane(0) + plane(1, across, down) + plane(2, across, down)
    if fmt.startswith("gray"):
        return plane(0)
    if fmt.startswith("gbrp"):
        return plane(1) + plane(2) + plane(0)
    order, rest = ([2, 1, 0], 1) if fmt == "bgr0" else ([0, 1, 2], 1 if fmt == "rgba" else 0)
    return b"".join(b"".join(at(x, y)[c].to_bytes(size, "little") for c in order) + b"\xff" * rest
                    for y in range(height) for x in range(width))


def expected(fmt, patch):
    if not fmt.startswith("gray"):
        return channels(patch)
    red, green, blue = channels(patch)
    return [0.2126 * red + 0.7152 * green + 0.0722 * blue] * 3


def decode(program, work, film):
    out = work / "out"
    for old in out.glob("*"):
        old.unlink()
    done = subprocess.run([program, "decode", film, "--layout", "sbs-full", "--view-order", "left-first",
                           "--pipeline", work / "pipeline.yaml", "--frames", "1", "--out", out],
                          capture_output=True, text=True)
    if done.returncode != 0:
        return None, (done.stderr + done.stdout).strip().splitlines()[-1]
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", next(out.glob("left*.png")), "-f", "rawvideo",
                          "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    return [raw[3 * (y * VIEW[0] + x):][:3] for y in (PATCH // 2, 3 * PATCH // 2)
            for x in range(PATCH // 2, VIEW[0], PATCH)], ""


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "tools" / "movie-data"
    cases = [(fmt, matrix, rng, "ffv1")
             for fmt in YUV for matrix in [*WEIGHTS, *UNREADABLE, ""] for rng in ("tv", "pc")]
    cases += [(fmt, "", rng, codec) for fmt, codec in RGB.items() for rng in ("", "tv", "pc")]
    cases += [(fmt, "", rng, "ffv1") for fmt in GREY for rng in ("", "tv", "pc")]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        text = (ROOT / "pipelines" / "midas-3d-movies.yaml").read_text().splitlines()
        edge = f"[{VIEW[0]}, {VIEW[1]}]"
        (work / "pipeline.yaml").write_text("\n".join(
            f"  {line.split(':')[0].strip()}: {edge}" if line.strip().startswith(("view_px:", "crop_px:")) else line
            for line in text) + "\n")
        for name, matrix, rng, codec in cases:
            fmt = name.strip()
            bits = 10 if "10" in fmt else 16 if "16" in fmt or "48" in fmt else 8
            kind = "yuv" if fmt.startswith("yuv") else "grey" if fmt.startswith("gray") else "rgb"
            weights = WEIGHTS.get(matrix, WEIGHTS["bt709"] if kind == "grey" else WEIGHTS["smpte170m"])
            full = rng == "pc" or kind == "rgb" or (kind == "grey" and rng == "")
            (work / "film.raw").write_bytes(2 * picture(fmt, codes(kind, weights, full, bits), bits))
            film = work / ("film.mov" if codec == "qtrle" else "film.avi" if codec in ("utvideo", "huffyuv")
                           else "film.mkv")
            made = subprocess.run(
                ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", fmt, "-s", f"{2 * VIEW[0]}x{VIEW[1]}",
                 "-r", "24", "-i", work / "film.raw", *(["-colorspace", matrix] if matrix else []),
                 *(["-color_range", rng] if rng else []), "-c:v", *codec.split(), film], capture_output=True)
            label = f"{fmt:12} {codec.split()[0]:10} {matrix or 'untagged':18} {rng or '-':3}"
            if made.returncode != 0:
                print(label, "ffmpeg cannot code it")
                continue
            seen, refusal = decode(program, work, film)
            if seen is None:
                wrong = matrix not in UNREADABLE
                print(label, "REFUSED" if wrong else "refused", refusal)
            else:
                off = max(abs(a - b) for patch, one in enumerate(seen) for a, b in zip(one, expected(fmt, patch)))
                wrong = off > LEVELS_MAX or matrix in UNREADABLE
                print(label, f"{off:5.1f}", "WRONG" if wrong else "")
            bad += wrong
    print(f"{bad} of {len(cases)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
