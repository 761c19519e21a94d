/**
 * Two pictures of the window against each other. Letters drawn a shade differently by another Chromium are forgiven
 * (a threshold per pixel, edges left out, a few pixels per tile); a moved panel or a missing word is not, because its
 * pixels stand together. Knows no state and no page.
 */
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';

/** Side of a tile. A word of the smallest text fills a good part of one. */
const tilePx = 32;
/** So many pixels of one tile may differ: fewer than a digit that becomes another one. */
export const allowedPerTile = 12;
/** How far a pixel's colour may be off, from 0 to 1, as pixelmatch measures it. */
const forgiven = 0.16;

export interface Difference {
  /** Pixels that differ beyond the threshold, anywhere. */
  readonly pixels: number;
  /** The most in one tile, and where that tile begins. */
  readonly worst: { readonly pixels: number; readonly xPx: number; readonly yPx: number };
  readonly same: boolean;
  /** What differs in red over the kept picture, as PNG; null when it is the same. */
  picture(): Promise<Buffer>;
}

/** A part of the picture, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Leniency {
  /** 0 to 1, per pixel. */
  readonly threshold?: number;
  /** Drawn by the graphics card: only a good part of its pixels together counts. */
  readonly loose?: readonly Box[];
}

/** So much of a loose part may differ: the edges of what is drawn, not what is drawn. */
const looseShare = 0.015;

interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function decode(png: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function worstTile(mask: Uint8Array, width: number, height: number): Difference['worst'] {
  const across = Math.ceil(width / tilePx);
  const tiles = new Uint32Array(across * Math.ceil(height / tilePx));
  for (let at = 0; at < width * height; at++) {
    if (mask[at * 4 + 3] === 0) continue;
    const tile = Math.floor(Math.floor(at / width) / tilePx) * across;
    const index = tile + Math.floor((at % width) / tilePx);
    tiles[index] = (tiles[index] ?? 0) + 1;
  }
  let worst = 0;
  for (let index = 0; index < tiles.length; index++) {
    if ((tiles[index] ?? 0) > (tiles[worst] ?? 0)) worst = index;
  }
  const xPx = (worst % across) * tilePx;
  return { pixels: tiles[worst] ?? 0, xPx, yPx: Math.floor(worst / across) * tilePx };
}

/** Takes the box out of the mask; the share of its pixels that were in it. */
function takeOut(mask: Uint8Array, width: number, height: number, box: Box): number {
  let differ = 0;
  let seen = 0;
  const right = Math.min(width, Math.ceil(box.x + box.width));
  const bottom = Math.min(height, Math.ceil(box.y + box.height));
  for (let y = Math.max(0, Math.floor(box.y)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < right; x++) {
      const at = (y * width + x) * 4 + 3;
      seen++;
      if (mask[at] !== 0) differ++;
      mask[at] = 0;
    }
  }
  return seen === 0 ? 0 : differ / seen;
}

/** `taken` now, against `kept` from before. Pictures of two sizes differ wholly. */
export async function compareShots(
  taken: Uint8Array,
  kept: Uint8Array,
  { threshold = forgiven, loose = [] }: Leniency = {},
): Promise<Difference> {
  const [a, b] = [await decode(taken), await decode(kept)];
  const { width, height } = b;
  if (a.width !== width || a.height !== height) {
    const pixels = width * height;
    const worst = { pixels: tilePx * tilePx, xPx: 0, yPx: 0 };
    return { pixels, worst, same: false, picture: () => Promise.resolve(Buffer.from(taken)) };
  }
  const mask = new Uint8Array(width * height * 4);
  const pixels = pixelmatch(a.data, b.data, mask, width, height, { threshold, diffMask: true });
  const changed = loose.filter((box) => takeOut(mask, width, height, box) > looseShare);
  const worst = worstTile(mask, width, height);
  return {
    pixels,
    worst,
    same: worst.pixels <= allowedPerTile && changed.length === 0,
    picture: async () => {
      const shown = new Uint8Array(width * height * 4);
      pixelmatch(a.data, b.data, shown, width, height, { threshold, alpha: 0.25 });
      return await sharp(shown, { raw: { width, height, channels: 4 } })
        .png()
        .toBuffer();
    },
  };
}

/** What packing itself may change in a tile: a fraction of what is allowed. */
const packedPerTile = 4;
/** And how far it may change a colour: what somebody looks at should be what was there. */
const packedThreshold = 0.06;

/** Small enough to be kept in the repository: 16 colours where they are as good, else more; no dither. */
export async function packShot(png: Uint8Array): Promise<Buffer> {
  const pack = (colours: number): Promise<Buffer> =>
    sharp(png).removeAlpha().png({ palette: true, colours, dither: 0, effort: 10 }).toBuffer();
  const small = await pack(16);
  const lost = (await compareShots(small, png, { threshold: packedThreshold })).worst.pixels;
  return lost <= packedPerTile ? small : await pack(128);
}
