/** How badly a pose of a template explains a patch, cheaply: for choosing among starts before any is refined. */
import {
  type FlatPose,
  isHidden,
  type SeenPatch,
  type Slant,
  type Template,
  turnGenerator,
} from './alignTemplate.ts';

/** What a pose leaves unexplained, looked at every `stride` pixels and bounded per pixel: for choosing among starts. */
export function roughCost(
  seen: SeenPatch,
  template: Template,
  slant: Slant,
  pose: FlatPose,
  stride: number,
): number {
  const [g00, g01, g10, g11] = turnGenerator(slant);
  const cos = Math.cos(pose.turnRad);
  const sin = Math.sin(pose.turnRad);
  const [mx, my] = template.middle;
  const { width, height } = template.level;
  let sum = 0;
  for (let y = 1; y < seen.level.height; y += stride) {
    for (let x = 1; x < seen.level.width; x += stride) {
      const dx = x + 0.5 + seen.left - mx - pose.dxPx;
      const dy = y + 0.5 + seen.top - my - pose.dyPx;
      const qx = Math.floor((cos - sin * g00) * dx - sin * g01 * dy + mx - template.left);
      const qy = Math.floor(-sin * g10 * dx + (cos - sin * g11) * dy + my - template.top);
      const inside = qx >= 0 && qy >= 0 && qx < width && qy < height;
      const expected = inside ? (template.level.data[qy * width + qx] as number) : 0;
      const at = y * seen.level.width + x;
      const value = seen.level.data[at] as number;
      if (isHidden(expected, value, seen.behind[at] as number, template.full)) sum += 0.25;
      else sum += Math.min(1, Math.abs(value - expected) / template.full);
    }
  }
  return sum;
}
