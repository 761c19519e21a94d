/**
 * Outlines of regions as polygons: traced along pixel edges, thinned to their corners (Douglas–Peucker), measured. Points
 * are continuous pixels, y down; an outline runs clockwise as seen and does not repeat its first point.
 */
export type Point = readonly [number, number];

/** Right, down, left, up: the way along a pixel's edges with the region on the right. */
const ways = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** The outer outline of the region that holds the first set pixel, by rows; empty for an empty mask. */
export function traceContour(mask: Uint8Array, width: number, height: number): Point[] {
  const first = mask.findIndex((is) => is !== 0);
  if (first < 0) return [];
  const isIn = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] !== 0;
  const startX = first % width;
  const startY = (first - startX) / width;
  let [x, y, way] = [startX, startY, 0];
  const points: Point[] = [[x, y]];
  // Every edge between two pixels is walked at most once in each direction.
  for (let step = 0; step < 4 * width * height + 4; step++) {
    const [dx, dy] = ways[way] as (typeof ways)[number];
    // The two pixels ahead of the corner (x, y): on the left and on the right of the way.
    const leftX = x + (dx > 0 || dy > 0 ? 0 : -1);
    const leftY = y + (dy > 0 || dx < 0 ? 0 : -1);
    const rightX = x + (dx > 0 || dy < 0 ? 0 : -1);
    const rightY = y + (dx > 0 || dy > 0 ? 0 : -1);
    if (step > 0 && x === startX && y === startY) break;
    const turn = isIn(leftX, leftY) ? 3 : isIn(rightX, rightY) ? 0 : 1;
    if (turn !== 0) {
      points.push([x, y]);
      way = (way + turn) % 4;
      if (turn === 1) continue;
    }
    const [nx, ny] = ways[way] as (typeof ways)[number];
    x += nx;
    y += ny;
  }
  return points;
}

/** The area inside a polygon, px²; positive when it runs clockwise as seen. */
export function polygonArea(points: readonly Point[]): number {
  let sum = 0;
  points.forEach(([x, y], k) => {
    const [nx, ny] = points[(k + 1) % points.length] as Point;
    sum += x * ny - nx * y;
  });
  return sum / 2;
}

function offLine([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/** Fewer points of an open line, none of the old ones farther than `withinPx` from it. */
export function thinLine(points: readonly Point[], withinPx: number): Point[] {
  const kept = new Uint8Array(points.length).fill(0);
  const spans: [number, number][] = [[0, points.length - 1]];
  kept[0] = 1;
  kept[points.length - 1] = 1;
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    let far = -1;
    let most = withinPx;
    for (let k = from + 1; k < to; k++) {
      const off = offLine(points[k] as Point, points[from] as Point, points[to] as Point);
      if (off > most) [far, most] = [k, off];
    }
    if (far < 0) continue;
    kept[far] = 1;
    spans.push([from, far], [far, to]);
  }
  return points.filter((_, k) => kept[k] === 1);
}

/** The corners of a closed outline: thinned from its two points that are farthest apart. */
export function fitPolygon(outline: readonly Point[], withinPx: number): Point[] {
  if (outline.length < 4) return [...outline];
  const [ax, ay] = outline[0] as Point;
  const far = (x: number, y: number): number => {
    let best = 0;
    let most = -1;
    outline.forEach(([px, py], k) => {
      const off = Math.hypot(px - x, py - y);
      if (off > most) [best, most] = [k, off];
    });
    return best;
  };
  const one = far(ax, ay);
  const turned = [...outline.slice(one), ...outline.slice(0, one)];
  const [bx, by] = turned[0] as Point;
  let half = 0;
  let most = -1;
  turned.forEach(([px, py], k) => {
    const off = Math.hypot(px - bx, py - by);
    if (off > most) [half, most] = [k, off];
  });
  const there = thinLine(turned.slice(0, half + 1), withinPx);
  const back = thinLine([...turned.slice(half), turned[0] as Point], withinPx);
  return [...there, ...back.slice(1, -1)];
}
