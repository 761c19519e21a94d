/** How far the jaws are open around a thing, by the gripper's dimensions. Pure. */
import { gripperShape, jointRangesRad, so101 } from './so101.ts';

/** Gap between the fixed jaw's nose and the lower end of the moving jaw's pad, metres, at a jaw angle. */
function gapM(jawRad: number): number {
  const { pivotAboveTipM, pivotOffsetM, padAboveTipM, closedGapM } = gripperShape;
  const downM = pivotAboveTipM - padAboveTipM;
  const insideM = pivotOffsetM - so101.noseRadiusM - closedGapM;
  const padM = pivotOffsetM + downM * Math.sin(jawRad) - insideM * Math.cos(jawRad);
  return padM - so101.noseRadiusM;
}

/** The jaw angle (rad) with `widthM` between the jaws; null where they do not open so far. */
export function jawRadAround(widthM: number): number | null {
  let [low, high] = [0, Math.min(jointRangesRad.gripper[1], Math.PI / 2)];
  if (widthM > gapM(high)) return null;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (gapM(middle) < widthM) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
