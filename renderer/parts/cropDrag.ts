/** How a crop follows the mouse. Shares of width and height; it never leaves the picture and never gets thin. Pure. */

export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** inside: where in the crop it was taken. corner: the one that stays. new: where it began. */
export type CropGrip =
  | { readonly kind: 'inside'; readonly dx: number; readonly dy: number }
  | { readonly kind: 'corner'; readonly x: number; readonly y: number };

const leastShare = 0.05;
/** A tenth of a per cent: what the number fields show. */
const step = 1000;

const within = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));
const round = (value: number): number => Math.round(value * step) / step;

/** What a press at a place takes hold of. */
export function gripAt(crop: Crop, x: number, y: number, nearX: number, nearY: number): CropGrip {
  const right = crop.x + crop.w;
  const bottom = crop.y + crop.h;
  for (const cx of [crop.x, right]) {
    for (const cy of [crop.y, bottom]) {
      if (Math.abs(x - cx) > nearX || Math.abs(y - cy) > nearY) continue;
      return {
        kind: 'corner',
        x: cx === crop.x ? right : crop.x,
        y: cy === crop.y ? bottom : crop.y,
      };
    }
  }
  const inside = x > crop.x && x < right && y > crop.y && y < bottom;
  const all = crop.w > 1 - 2 * nearX && crop.h > 1 - 2 * nearY;
  // The whole picture cannot be moved: a press in it begins a new crop.
  if (inside && !all) return { kind: 'inside', dx: x - crop.x, dy: y - crop.y };
  return { kind: 'corner', x: within(x, 0, 1), y: within(y, 0, 1) };
}

/** One axis between the end that stays and the mouse. */
function between(stays: number, to: number): readonly [from: number, length: number] {
  const at = within(to, 0, 1);
  const length = Math.max(leastShare, Math.abs(at - stays));
  const from = at < stays ? stays - length : stays;
  const kept = within(from, 0, 1 - length);
  return [round(kept), round(length)];
}

export function dragCrop(from: Crop, grip: CropGrip, x: number, y: number): Crop {
  if (grip.kind === 'inside') {
    return {
      ...from,
      x: round(within(x - grip.dx, 0, 1 - from.w)),
      y: round(within(y - grip.dy, 0, 1 - from.h)),
    };
  }
  const [left, w] = between(grip.x, x);
  const [top, h] = between(grip.y, y);
  return { x: left, y: top, w, h };
}
