/**
 * Colours in other spaces: linear light, hue–saturation–value, CIE Lab (D65). Red, green and blue are 0…255 as stored;
 * linear light is 0…1; hue is radians, saturation and value 0…1; Lab's L is 0…100. Pure functions.
 */
import { createPlane, type Plane } from './affine.ts';
import type { Picture } from './picture.ts';

export type Triple = readonly [number, number, number];

/** Stored level (0…255) → linear light (0…1), by the sRGB curve. */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const share = level / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

export function linearOf([r, g, b]: Triple): Triple {
  const of = (value: number): number =>
    linear[Math.max(0, Math.min(255, Math.round(value)))] as number;
  return [of(r), of(g), of(b)];
}

/** Hue 0…2π (0 red, 2π/3 green), saturation and value 0…1; grey has hue 0. */
export function hsvOf([r, g, b]: Triple): Triple {
  const most = Math.max(r, g, b);
  const spread = most - Math.min(r, g, b);
  if (spread === 0) return [0, 0, most / 255];
  const sixth =
    most === r
      ? (((g - b) / spread) % 6) + (g < b ? 6 : 0)
      : most === g
        ? (b - r) / spread + 2
        : (r - g) / spread + 4;
  return [(sixth * Math.PI) / 3, spread / most, most / 255];
}

const delta = 6 / 29;
const bent = (share: number): number =>
  share > delta ** 3 ? Math.cbrt(share) : share / (3 * delta * delta) + 4 / 29;

/** L 0…100, a and b about −100…100. */
export function labOf(rgb: Triple): Triple {
  const [r, g, b] = linearOf(rgb);
  const x = bent((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = bent(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = bent((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** How different two colours look (CIE 1976): about 2 is just seen. */
export function labDistance(a: Triple, b: Triple): number {
  const [la, aa, ba] = labOf(a);
  const [lb, ab, bb] = labOf(b);
  return Math.hypot(la - lb, aa - ab, ba - bb);
}

/** One number per pixel of a picture, by its red, green and blue (0…255). height × width. */
export function mapColours(picture: Picture, of: (rgb: Triple) => number): Plane {
  const plane = createPlane(picture.width, picture.height);
  const { rgb } = picture;
  for (let i = 0, at = 0; i < plane.data.length; i++, at += 3) {
    plane.data[i] = of([rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number]);
  }
  return plane;
}
