"""Grey PNGs as shards have them, read for some columns only; anything else is read by OpenCV.

The tool writes disparities and masks with one filter, Up (PNG specification, section 9.2: each row holds the difference
to the one above, modulo 256). Undoing it is a running sum down the columns that are wanted: a crop of 800 of 1880
columns takes two thirds of OpenCV's time for the whole. Inflating checks the content's sum as libpng does.
"""
import struct
import zlib

import cv2
import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
UP = 2
PIXELS_MAX = 1 << 28


def parts_of(content):
    """(width, height, bits, colour type, interlace, compressed rows); ValueError where it is no PNG."""
    if content[:8] != SIGNATURE:
        raise ValueError("no PNG")
    at, head, rows = 8, None, []
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if at + 12 + length > len(content):
            break
        if kind == b"IHDR" and length == 13:
            head = struct.unpack_from(">IIBBxxB", content, at + 8)
        elif kind == b"IDAT":
            rows.append(content[at + 8:at + 8 + length])
        elif kind == b"IEND" and head:
            return (*head, rows[0] if len(rows) == 1 else b"".join(rows))
        at += 12 + length
    raise ValueError("cut off")


def size_of(content):
    """(width, height)."""
    return parts_of(content)[:2]


def inflated(rows, length):
    """So many bytes; ValueError where there are others. No more are made, whatever a stream would become."""
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(rows, length + 1)
    except zlib.error as fault:
        raise ValueError(str(fault)) from fault
    if not stream.eof or len(raw) != length:
        raise ValueError("not %d bytes" % length)
    return raw


def columns(content, first, end):
    """The plane's columns first ... end - 1: uint8 or uint16 [H, end - first]. ValueError where it is no whole grey
    PNG."""
    width, height, bits, colour, interlaced, rows = parts_of(content)
    if colour != 0 or bits not in (8, 16):
        raise ValueError("not grey of 8 or 16 bits")
    if not 0 < width * height <= PIXELS_MAX:
        raise ValueError("%d x %d pixels" % (width, height))
    each = bits // 8
    if not interlaced:
        lines = np.frombuffer(inflated(rows, height * (1 + width * each)), np.uint8).reshape(height, -1)
        if (lines[:, 0] == UP).all():
            part = np.add.accumulate(lines[:, 1 + first * each:1 + end * each], axis=0, dtype=np.uint8)
            return part if each == 1 else part.view(">u2")
    whole = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if whole is None or whole.ndim != 2:
        raise ValueError("damaged")
    return whole[:, first:end]
