/** Which part of a picture a frame on the page shows. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A pixel of the picture is scale pixels of the page; x, y: where the picture's corner lies in the frame, px. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Largest size of a picture's pixel on the page, px. */
export const scaleMax = 32;

/** The whole picture in the middle. */
export function fitted(picture: Size, frame: Size): Zoom {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  return {
    scale,
    x: (frame.width - scale * picture.width) / 2,
    y: (frame.height - scale * picture.height) / 2,
  };
}

/** Larger or smaller by a factor, with one point of the frame staying where it is. Null: the whole picture again. */
export function zoomed(
  zoom: Zoom, factor: number, at: { x: number; y: number }, picture: Size, frame: Size,
): Zoom | null {
  const least = fitted(picture, frame).scale;
  const scale = Math.min(scaleMax, zoom.scale * factor);
  if (scale <= least * 1.001) return null;
  const grown = scale / zoom.scale;
  return kept({ scale, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown }, picture, frame);
}

export function moved(zoom: Zoom, x: number, y: number, picture: Size, frame: Size): Zoom {
  return kept({ scale: zoom.scale, x: zoom.x + x, y: zoom.y + y }, picture, frame);
}

/** Pixel of the picture under a point of the frame; null beside the picture. */
export function pixelAt(zoom: Zoom, at: { x: number; y: number }, picture: Size): { x: number; y: number } | null {
  const x = Math.floor((at.x - zoom.x) / zoom.scale);
  const y = Math.floor((at.y - zoom.y) / zoom.scale);
  return x >= 0 && y >= 0 && x < picture.width && y < picture.height ? { x, y } : null;
}

/** Middle of a pixel, in the frame. */
export function placeOf(zoom: Zoom, x: number, y: number): { x: number; y: number } {
  return { x: zoom.x + (x + 0.5) * zoom.scale, y: zoom.y + (y + 0.5) * zoom.scale };
}

/** No empty strip beside a picture that is larger than its frame; in the middle where it is smaller. */
function kept(zoom: Zoom, picture: Size, frame: Size): Zoom {
  const along = (at: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, at));
  return {
    scale: zoom.scale,
    x: along(zoom.x, zoom.scale * picture.width, frame.width),
    y: along(zoom.y, zoom.scale * picture.height, frame.height),
  };
}
