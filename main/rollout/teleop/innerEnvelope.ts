/**
 * The envelope in which a person's motions are planned: a little inside the one in force. What lies on a limit would be
 * refused when it is rounded to counts, and a refusal is a hold. Pure.
 */
import type { Envelope, Range } from '../../base/model/arm.ts';

export const marginM = 0.001;
const marginRad = 0.004;
/** What holds an arm up against its weight is added to the goal, and leans it too. */
const marginTiltRad = 0.05;

/** Nothing is left of a range that is narrower: then it stays as it is. */
export function innerEnvelope(envelope: Envelope): Envelope {
  const shrink = ({ min, max }: Range, by: number): Range =>
    max - min > 4 * by ? { min: min + by, max: max - by } : { min, max };
  const { x, y, z } = envelope.workspaceM;
  const { maxTiltRad, gripperLockRad } = envelope;
  return {
    ...envelope,
    jointsRad: envelope.jointsRad.map((range) => shrink(range, marginRad)),
    workspaceM: { x: shrink(x, marginM), y: shrink(y, marginM), z: shrink(z, marginM) },
    gripperLockRad: gripperLockRad === null ? null : shrink(gripperLockRad, marginRad),
    maxTiltRad: maxTiltRad === null ? null : Math.max(0, maxTiltRad - marginTiltRad),
  };
}
