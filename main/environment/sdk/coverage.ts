/**
 * Exact area coverage of polygons on a pixel grid: what share of each pixel a polygon covers, so that a predicted
 * picture has the same soft edges as a real one. Signed areas are accumulated along the edges, then summed per row.
 */

/** Adds the polygon's edges; `points` holds x, y pairs in pixels of the grid. `sums` has (width + 2) × height cells. */
function accumulate(
  sums: Float64Array,
  width: number,
  height: number,
  points: Float64Array,
  count: number,
): void {
  const stride = width + 2;
  for (let i = 0; i < count; i++) {
    const j = i + 1 === count ? 0 : i + 1;
    let ax = points[i * 2] as number;
    let ay = points[i * 2 + 1] as number;
    let bx = points[j * 2] as number;
    let by = points[j * 2 + 1] as number;
    if (ay === by) continue;
    let direction = 1;
    if (ay > by) {
      [ax, ay, bx, by] = [bx, by, ax, ay];
      direction = -1;
    }
    const slope = (bx - ax) / (by - ay);
    const from = Math.max(0, ay);
    const to = Math.min(height, by);
    for (let y = Math.floor(from); y < to; y++) {
      const y0 = Math.max(y, from);
      const y1 = Math.min(y + 1, to);
      const x0 = ax + (y0 - ay) * slope;
      const x1 = ax + (y1 - ay) * slope;
      addSpan(sums, y * stride, width, x0, x1, direction * (y1 - y0));
    }
  }
}

/** One edge within one row, from `x0` to `x1`, cut at the grid's sides: what is left of it counts fully. */
function addSpan(
  sums: Float64Array,
  row: number,
  width: number,
  x0: number,
  x1: number,
  height: number,
): void {
  const left = Math.min(x0, x1);
  const right = Math.max(x0, x1);
  if (left >= 0 && right <= width) {
    addRow(sums, row, left, right, height);
    return;
  }
  const perPx = right > left ? height / (right - left) : 0;
  const before = right <= 0 ? height : Math.max(0, -left) * perPx;
  if (before !== 0) addRow(sums, row, 0, 0, before);
  const from = Math.max(0, left);
  const to = Math.min(width, right);
  if (to > from) addRow(sums, row, from, to, (to - from) * perPx);
}

/** One edge within one row of the grid, from x `left` to `right`, covering `height` (signed) of the row. */
function addRow(
  sums: Float64Array,
  row: number,
  left: number,
  right: number,
  height: number,
): void {
  const first = Math.floor(left);
  const end = Math.ceil(right);
  const at = row + first;
  if (end <= first + 1) {
    const share = (left + right) / 2 - first;
    sums[at] = (sums[at] as number) + height * (1 - share);
    sums[at + 1] = (sums[at + 1] as number) + height * share;
    return;
  }
  const perPx = height / (right - left);
  let before = 0;
  for (let x = first; x < end; x++) {
    // Area to the right of the edge inside this pixel, plus whole pixels' worth of what was left behind.
    const a = Math.max(left, x);
    const b = Math.min(right, x + 1);
    const part = perPx * (b - a);
    const inside = part * (x + 1 - (a + b) / 2);
    sums[row + x] = (sums[row + x] as number) + inside + before;
    before = part - inside;
  }
  sums[row + end] = (sums[row + end] as number) + before;
}

/**
 * Writes the covered share, 0…1, of every pixel of a width × height grid into `out`. `scratch` holds at least
 * (width + 2) × height numbers. Polygons may reach outside the grid and wind either way.
 */
export function coverPolygon(
  out: Float32Array,
  scratch: Float64Array,
  width: number,
  height: number,
  points: Float64Array,
  count: number,
): void {
  const stride = width + 2;
  scratch.fill(0, 0, stride * height);
  accumulate(scratch, width, height, points, count);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += scratch[y * stride + x] as number;
      out[y * width + x] = Math.min(1, Math.abs(sum));
    }
  }
}
