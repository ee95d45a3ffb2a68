"""What a round on another machine needs, in one archive: scripts, textures, and what the rounds before have learnt.

    python3 pack.py --textures work/textures --out round.tar.gz [--carry round.pt]

There, without a network: `tar xzf round.tar.gz && sh flow-training/round.sh`. Photographs go as JPEG; training blurs, scales and
compresses them anyway. CREDITS.txt goes with them.
"""
import argparse
import glob
import io
import os
import tarfile

import cv2

BYTES_MAX = 55_000_000
CARRY_BYTES_MAX = 16_000_000
QUALITY = 92
SCRIPTS = ("layers.py", "matching.py", "network.py", "generator.py", "pairs.py", "workers.py", "losses.py", "train.py", "round.sh")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--textures", required=True)
    ap.add_argument("--carry")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    files = {name: open(os.path.join(here, name), "rb").read() for name in SCRIPTS}
    for path in sorted(glob.glob(os.path.join(a.textures, "*.png"))):
        ok, code = cv2.imencode(".jpg", cv2.imread(path, cv2.IMREAD_COLOR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        files["textures/%s.jpg" % os.path.splitext(os.path.basename(path))[0]] = code.tobytes()
    files["textures/CREDITS.txt"] = open(os.path.join(a.textures, "CREDITS.txt"), "rb").read()
    if a.carry:
        files["round.pt"] = open(a.carry, "rb").read()
        if len(files["round.pt"]) > CARRY_BYTES_MAX:
            raise SystemExit("pack.py: %s has %d bytes, at most %d may be carried: it is no file of --carry" % (
                a.carry, len(files["round.pt"]), CARRY_BYTES_MAX))
    with tarfile.open(a.out, "w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo("flow-training/" + name)
            entry.size, entry.mode = len(content), 0o755 if name.endswith(".sh") else 0o644
            tar.addfile(entry, io.BytesIO(content))
    size = os.path.getsize(a.out)
    if size > BYTES_MAX:
        raise SystemExit("pack.py: %s has %d bytes, at most %d can be sent: take fewer textures" % (a.out, size, BYTES_MAX))
    print("%s: %d files, %.1f MB" % (a.out, len(files), size / 1e6))


if __name__ == "__main__":
    main()
