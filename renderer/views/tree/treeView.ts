/**
 * What of a tree is seen: a span of the wall clock and how far the lanes are scrolled, with where that puts each idea, how
 * a person moves it, and which idea is under the pointer or next to another one. Pure; lengths in CSS pixels.
 */
import type { PlacedNode, TreeLayout } from './treeLayout.ts';

export interface TreeView {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many lanes the trunk lies above the middle, where not all lanes are seen. */
  readonly scrolled: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Height of letters: marks and margins grow with it. */
  readonly textPx: number;
}

const margin = { left: 36, right: 14, top: 12, between: 14, axis: 20 } as const;
const usualTextPx = 11;
/** Of a lane; ideas that are small squares stand in lower ones. */
const pitchPx = { least: 4, readable: 16, most: 26 } as const;
const numbersPx = 9;
/** Right of the newest moment: room for the champion's rate. */
const roomLetters = 25;
const leastSpanMs = 60_000;

/** Places in the picture. */
export interface TreeFrame {
  readonly size: Size;
  readonly view: TreeView;
  readonly left: number;
  readonly right: number;
  readonly lanesTop: number;
  readonly lanesBottom: number;
  readonly curveTop: number;
  readonly curveBottom: number;
  readonly pitch: number;
  /** The lanes need more height than there is. */
  readonly overflowPx: number;
  readonly pxPerMs: number;
  xOf(ms: number): number;
  yOfLane(lane: number): number;
  yOfRate(rate: number): number;
}

/** All of it, with the newest moment clear of the right edge. */
export function fitView({ firstMs, lastMs }: TreeLayout, { width, textPx }: Size): TreeView {
  const spanMs = Math.max(leastSpanMs, lastMs - firstMs);
  const inner = Math.max(1, width - margin.left - margin.right);
  const room = Math.min(roomLetters * textPx * 0.6, inner / 3);
  const pad = 16;
  const msPerPx = spanMs / Math.max(1, inner - room - pad);
  return { fromMs: firstMs - pad * msPerPx, toMs: lastMs + room * msPerPx, scrolled: 0 };
}

export function frameOf(layout: TreeLayout, view: TreeView, size: Size): TreeFrame {
  const { width, height, textPx } = size;
  const large = textPx / usualTextPx;
  const left = margin.left * large;
  const right = Math.max(left + 1, width - margin.right);
  const lanes = layout.bottomLane - layout.topLane + 1;
  // The numbers over the trunk have a row of their own.
  const row = layout.topLane < 0 ? numbersPx * large : 0;
  const mostPitch = Math.max(pitchPx.most * large, height / 14);
  const curveBottom = height - margin.axis * large;
  // Where lanes need little of a tall panel, the curve has the rest.
  const rest = curveBottom - margin.top - margin.between - row - lanes * mostPitch;
  const curveTop = curveBottom - Math.max(36, height * 0.3, Math.min(height * 0.6, rest));
  const lanesBottom = curveTop - margin.between;
  const lanesTop = margin.top;
  const pxPerMs = (right - left) / Math.max(1, view.toMs - view.fromMs);
  const room = Math.max(1, lanesBottom - lanesTop - row);
  const least = Math.min(pitchPx.readable, Math.max(pitchPx.least, layout.gapMs * pxPerMs));
  const pitch = Math.min(mostPitch, Math.max(least, room / lanes));
  const overflowPx = Math.max(0, lanes * pitch - room);
  // Where the trunk stands: no lane is further from the edge than it need be.
  const above = (-layout.topLane + 0.5) * pitch + row;
  const below = (layout.bottomLane + 0.5) * pitch;
  const middle = (lanesTop + lanesBottom) / 2;
  const wanted = middle - view.scrolled * pitch;
  const highest = overflowPx > 0 ? lanesBottom - below : middle + (above - below) / 2;
  const lowest = overflowPx > 0 ? lanesTop + above : highest;
  const trunkY = Math.min(lowest, Math.max(highest, wanted));
  const scrolled = (middle - trunkY) / pitch;
  return {
    ...{ size, view: { ...view, scrolled }, left, right, lanesTop, lanesBottom },
    ...{ curveTop, curveBottom, pitch, overflowPx, pxPerMs },
    xOf: (ms) => left + (ms - view.fromMs) * pxPerMs,
    yOfLane: (lane) => trunkY + lane * pitch - (lane < 0 ? row : 0),
    yOfRate: (rate) => curveBottom - rate * (curveBottom - curveTop),
  };
}

/** Never so far that nothing of the tree is seen, never closer than a minute and never further than all of it. */
export function bounded(layout: TreeLayout, view: TreeView, size: Size): TreeView {
  const whole = fitView(layout, size);
  const most = whole.toMs - whole.fromMs;
  const span = Math.min(most, Math.max(Math.min(most, leastSpanMs), view.toMs - view.fromMs));
  const first = whole.fromMs;
  const last = Math.max(first, whole.toMs - span);
  const fromMs = Math.min(last, Math.max(first, view.fromMs));
  return frameOf(layout, { ...view, fromMs, toMs: fromMs + span }, size).view;
}

export function panned(layout: TreeLayout, frame: TreeFrame, dx: number, dy: number): TreeView {
  const { view, pxPerMs, pitch, size } = frame;
  const byMs = dx / pxPerMs;
  const moved = { fromMs: view.fromMs - byMs, toMs: view.toMs - byMs };
  return bounded(layout, { ...moved, scrolled: view.scrolled - dy / pitch }, size);
}

/** `factor` over 1 brings it closer; the moment at `x` stays where it is. */
export function zoomed(layout: TreeLayout, frame: TreeFrame, factor: number, x: number): TreeView {
  const { view, left, pxPerMs, size } = frame;
  const atMs = view.fromMs + (x - left) / pxPerMs;
  const whole = fitView(layout, size);
  const wanted = (view.toMs - view.fromMs) / factor;
  const span = Math.min(whole.toMs - whole.fromMs, Math.max(leastSpanMs, wanted));
  const fromMs = atMs - (x - left) * (span / (frame.right - left));
  return bounded(layout, { ...view, fromMs, toMs: fromMs + span }, size);
}

/** The view moved by as little as brings an idea well into it. */
export function shown(layout: TreeLayout, frame: TreeFrame, place: number): TreeView {
  const placed = layout.nodes[place];
  if (placed === undefined) return frame.view;
  const clear = Math.min(48, (frame.right - frame.left) / 4);
  const [x, y] = [frame.xOf(placed.atMs), frame.yOfLane(placed.lane)];
  const dx = Math.max(0, frame.left + clear - x) - Math.max(0, x - (frame.right - clear));
  const half = frame.pitch / 2;
  const dy = Math.max(0, frame.lanesTop + half - y) - Math.max(0, y - (frame.lanesBottom - half));
  return dx === 0 && dy === 0 ? frame.view : panned(layout, frame, dx, dy);
}

/** The first idea at or after a moment. */
export function firstFrom(nodes: readonly PlacedNode[], ms: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.atMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Places of the ideas whose marks may be seen: `from` up to but not with `to`. */
export function seen(layout: TreeLayout, frame: TreeFrame, marginPx: number) {
  const { nodes } = layout;
  const { view, pxPerMs } = frame;
  const more = marginPx / pxPerMs;
  return {
    from: firstFrom(nodes, view.fromMs - more),
    to: firstFrom(nodes, view.toMs + more + 1),
  } as const;
}

const reachPx = 11;

/** The idea under the pointer; null: none is near. */
export function placeAt(layout: TreeLayout, frame: TreeFrame, x: number, y: number): number | null {
  const { from, to } = seen(layout, frame, reachPx);
  let [best, bestOff] = [null as number | null, reachPx];
  for (let place = from; place < to; place++) {
    const placed = layout.nodes[place];
    if (placed === undefined) continue;
    const off = Math.hypot(frame.xOf(placed.atMs) - x, frame.yOfLane(placed.lane) - y);
    if (off < bestOff) [best, bestOff] = [place, off];
  }
  return best;
}

export type Step = 'parent' | 'child' | 'later' | 'earlier';

/** Where an arrow leads; the same place where it leads nowhere. Without one: to the newest. */
export function stepFrom({ nodes }: TreeLayout, place: number | null, step: Step): number | null {
  if (nodes.length === 0) return null;
  const placed = place === null ? undefined : nodes[place];
  if (place === null || placed === undefined) return nodes.length - 1;
  switch (step) {
    case 'parent':
      return placed.parent ?? place;
    case 'child':
      return placed.heir ?? placed.children.at(-1) ?? place;
    case 'later':
      return Math.min(nodes.length - 1, place + 1);
    case 'earlier':
      return Math.max(0, place - 1);
    default:
      return place;
  }
}

const minute = 60_000;
const hour = 60 * minute;
const steps = [
  ...[minute / 6, minute / 2, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute],
  ...[30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour],
] as const;

export interface TimeTick {
  readonly x: number;
  readonly words: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Local, to the minute. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Round local times, at least 76 px apart; midnight says the day. */
export function timeTicks(frame: TreeFrame): readonly TimeTick[] {
  const { view, pxPerMs } = frame;
  const step = steps.find((each) => each * pxPerMs >= 76) ?? 24 * hour;
  const offMs = new Date(view.fromMs).getTimezoneOffset() * minute;
  const first = Math.ceil((view.fromMs - offMs) / step) * step + offMs;
  const count = Math.max(0, Math.min(200, Math.floor((view.toMs - first) / step) + 1));
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(first + index * step);
    const [h, m, s] = [at.getHours(), at.getMinutes(), at.getSeconds()];
    const time = `${clockTime(at.getTime())}${step < minute ? `:${two(s)}` : ''}`;
    const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return { x: frame.xOf(at.getTime()), words: h + m + s === 0 ? `${day} ${time}` : time };
  });
}
