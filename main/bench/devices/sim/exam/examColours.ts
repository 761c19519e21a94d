/** Colours of things in exam scenes, by name or as three numbers; shares of full, before light. */
import { BenchError } from '../../../../base/model/errors.ts';
import type { Rgb } from '../../../../base/model/scene.ts';

const named: Readonly<Record<string, Rgb>> = {
  red: [0.75, 0.17, 0.13],
  'dark red': [0.45, 0.08, 0.07],
  crimson: [0.8, 0.08, 0.18],
  maroon: [0.4, 0.07, 0.1],
  pink: [0.9, 0.5, 0.58],
  magenta: [0.75, 0.15, 0.6],
  orange: [0.85, 0.45, 0.1],
  yellow: [0.85, 0.75, 0.15],
  brown: [0.4, 0.25, 0.14],
  tan: [0.75, 0.62, 0.45],
  green: [0.2, 0.55, 0.25],
  cyan: [0.2, 0.65, 0.7],
  blue: [0.16, 0.33, 0.7],
  purple: [0.42, 0.2, 0.6],
  violet: [0.5, 0.28, 0.68],
  black: [0.05, 0.05, 0.06],
  grey: [0.5, 0.5, 0.52],
  gray: [0.5, 0.5, 0.52],
  silver: [0.72, 0.73, 0.75],
  white: [0.92, 0.92, 0.92],
};

/**
 * `same` (or the name of the object) is the object's own colour; `#rrggbb` works; numbers over 1 are of 255.
 * @throws BenchError `bad-input` that names the colour.
 */
export function examColour(
  color: string | readonly [number, number, number],
  own: { readonly names: readonly string[]; readonly rgb: Rgb },
): Rgb {
  if (typeof color !== 'string') {
    const full = Math.max(...color) > 1 ? 255 : 1;
    const rgb = color.map((value) => value / full) as unknown as Rgb;
    if (rgb.every((value) => value >= 0 && value <= 1)) return rgb;
    throw new BenchError('bad-input', `the colour [${color}] is not of 0…1 or 0…255`);
  }
  const word = color.trim().toLowerCase().replaceAll(/[-_]/g, ' ');
  if (own.names.includes(word)) return own.rgb;
  if (/^#[0-9a-f]{6}$/.test(word)) {
    const value = Number.parseInt(word.slice(1), 16);
    return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
  }
  const rgb = named[word];
  if (rgb !== undefined) return rgb;
  throw new BenchError('bad-input', `there is no colour ${JSON.stringify(color)}`, {
    hint: `Colours are ${Object.keys(named).join(', ')}, same, #rrggbb or [r, g, b].`,
  });
}
