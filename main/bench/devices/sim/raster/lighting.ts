/** One key light far away plus light from everywhere: how bright a face is, and where shadows fall on the table. */
import type { Rgb } from '../../../../base/model/scene.ts';

const raw = [-0.28, 0.36, 1] as const;
const length = Math.hypot(...raw);

/** Unit vector from the table towards the key light. */
export const towardsLight = [raw[0] / length, raw[1] / length, raw[2] / length] as const;

const ambient = 0.46;
const key = 0.58;

/** Brightness of the table in the shadow, as a share of its brightness in the light. */
export const shadowShare = ambient / (ambient + key * towardsLight[2]);

/** `light` 1 is normal; a face that looks away from the light keeps the light from everywhere. */
export function brightnessOf(nx: number, ny: number, nz: number, light: number): number {
  const facing = nx * towardsLight[0] + ny * towardsLight[1] + nz * towardsLight[2];
  return light * (ambient + key * Math.max(0, facing));
}

/** 0xbbggrr; what is too bright is white, as in a real sensor. */
export function packColour(rgb: Rgb, brightness: number): number {
  const level = (value: number): number =>
    Math.max(0, Math.min(255, Math.round(value * brightness * 255)));
  return (level(rgb[2]) << 16) | (level(rgb[1]) << 8) | level(rgb[0]);
}
