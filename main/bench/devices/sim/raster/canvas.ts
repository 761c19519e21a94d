/**
 * A colour and depth buffer with a triangle filler: flat colours, nearest wins. Samples lie at the centres of the
 * cells; rows remember which span was touched, so that the rest can be taken from a cached background. Knows
 * no camera and no light.
 */

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Per cell, 0xbbggrr. */
  readonly colour: Uint32Array;
  /** Per cell, 1/depth; 0 is infinitely far. */
  readonly nearness: Float32Array;
  /** Per row, first touched cell and one past the last; first ≥ last when untouched. */
  readonly touchedFrom: Int32Array;
  readonly touchedTo: Int32Array;
}

export function createCanvas(width: number, height: number): Canvas {
  return {
    width,
    height,
    colour: new Uint32Array(width * height),
    nearness: new Float32Array(width * height),
    touchedFrom: new Int32Array(height).fill(width),
    touchedTo: new Int32Array(height),
  };
}

/** Puts the background back where the last frame was drawn over. */
export function resetCanvas(canvas: Canvas, background: Uint32Array): void {
  const { width, height, colour, nearness, touchedFrom, touchedTo } = canvas;
  for (let y = 0; y < height; y++) {
    const from = touchedFrom[y] as number;
    const to = touchedTo[y] as number;
    if (from >= to) continue;
    const start = y * width + from;
    const end = y * width + to;
    colour.set(background.subarray(start, end), start);
    nearness.fill(0, start, end);
    touchedFrom[y] = width;
    touchedTo[y] = 0;
  }
}

/**
 * Fills a triangle given in cells with 1/depth at its corners (linear in the picture). A cell belongs to it when its
 * centre lies inside; cells shared by two triangles' edges go to exactly one of them. With an `image` (of the canvas'
 * size) covered cells take its colour and depth is left alone: paint and shadows on the table.
 */
export function fillTriangle(
  canvas: Canvas,
  corners: Float64Array,
  colour: number,
  image: Uint32Array | null,
): void {
  const x0 = corners[0] as number;
  const y0 = corners[1] as number;
  const w0 = corners[2] as number;
  const x1 = corners[3] as number;
  const y1 = corners[4] as number;
  const w1 = corners[5] as number;
  const x2 = corners[6] as number;
  const y2 = corners[7] as number;
  const w2 = corners[8] as number;
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  if (area === 0) return;
  const { width, height, nearness } = canvas;
  const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - 0.5));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1, y2) - 0.5) - 1);
  const dwx = ((w1 - w0) * (y2 - y0) - (w2 - w0) * (y1 - y0)) / area;
  const dwy = ((w2 - w0) * (x1 - x0) - (w1 - w0) * (x2 - x0)) / area;
  for (let y = top; y <= bottom; y++) {
    const cy = y + 0.5;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    if (y0 <= cy !== y1 <= cy) {
      const x = x0 + ((cy - y0) * (x1 - x0)) / (y1 - y0);
      low = x;
      high = x;
    }
    if (y1 <= cy !== y2 <= cy) {
      const x = x1 + ((cy - y1) * (x2 - x1)) / (y2 - y1);
      if (x < low) low = x;
      if (x > high) high = x;
    }
    if (y2 <= cy !== y0 <= cy) {
      const x = x2 + ((cy - y2) * (x0 - x2)) / (y0 - y2);
      if (x < low) low = x;
      if (x > high) high = x;
    }
    const from = Math.max(0, Math.ceil(low - 0.5));
    const to = Math.min(width, Math.ceil(high - 0.5));
    if (from >= to) continue;
    if (from < (canvas.touchedFrom[y] as number)) canvas.touchedFrom[y] = from;
    if (to > (canvas.touchedTo[y] as number)) canvas.touchedTo[y] = to;
    const row = y * width;
    const out = canvas.colour;
    if (image !== null) {
      for (let x = from; x < to; x++) out[row + x] = image[row + x] as number;
      continue;
    }
    let w = w0 + (from + 0.5 - x0) * dwx + (cy - y0) * dwy;
    for (let x = from; x < to; x++, w += dwx) {
      if (w > (nearness[row + x] as number)) {
        nearness[row + x] = w;
        out[row + x] = colour;
      }
    }
  }
}
