/**
 * Where the closed gripper must touch the T to push it straight along one of its axes through the centroid, and which of
 * the four ways the arm reaches. Heights and clearances are those that were measured (tasks/push-t/README.md). Pure.
 */
import { type HandTurn, inverseKinematics } from '../../base/arm/kinematics.ts';
import type { Joints, Point3 } from '../../base/model/arm.ts';
import type { PlanarPose } from '../../base/model/scene.ts';

export interface PlannedPush {
  /** Unit vector of the push, in the world. */
  readonly alongX: number;
  readonly alongY: number;
  /** Where the T is to lie before it. */
  readonly from: PlanarPose;
  /** The arm above the contact, at hover height, the moving jaw turned away from the T. */
  readonly overRad: Joints;
  /** Place of the tip before the contact, at it when the T lies as it shall, and where it may leave. */
  readonly down: { readonly xM: number; readonly yM: number };
  readonly end: { readonly xM: number; readonly yM: number };
  readonly back: { readonly xM: number; readonly yM: number };
}

export const pushHeightM = 0.0095;
/** Over the knob's 46 mm, and low enough that the wrist is not at its end further out. */
export const hoverHeightM = 0.062;
const noseM = 0.006;
const clearM = 0.014;
const leastElbowRad = 0.3;
const mostWristRad = 1.63;

/** Point of contact on the T's axes and the push from there, in its own frame: bar's back, stem's end, both sides. */
const faces = [
  { atX: -0.0271, atY: 0, alongX: 1, alongY: 0 },
  { atX: 0.0529, atY: 0, alongX: -1, alongY: 0 },
  { atX: 0.003, atY: -0.01, alongX: 0, alongY: 1 },
  { atX: 0.003, atY: 0.01, alongX: 0, alongY: -1 },
] as const;

/** Joints that are not at the end of their range: there the arm would stand still at the next step. */
export function comfortable(tip: Point3, turn: HandTurn, maxTiltRad: number): Joints | null {
  const joints = inverseKinematics(tip, turn, { maxTiltRad, gripperRad: 0 });
  const [, , elbow = 0, wrist = 0] = joints ?? [];
  return elbow > leastElbowRad && Math.abs(wrist) < mostWristRad ? joints : null;
}

/** Null when none of the four ways is in reach. */
export function planPush(
  final: PlanarPose,
  awayM: number,
  facesFirst: number,
  maxTiltRad: number,
): PlannedPush | null {
  for (let n = 0; n < faces.length; n++) {
    const face = faces[(facesFirst + n) % faces.length] ?? faces[0];
    const cos = Math.cos(final.yawRad);
    const sin = Math.sin(final.yawRad);
    const alongX = face.alongX * cos - face.alongY * sin;
    const alongY = face.alongX * sin + face.alongY * cos;
    const touch = {
      xM: final.xM + face.atX * cos - face.atY * sin,
      yM: final.yM + face.atX * sin + face.atY * cos,
    };
    const before = (metres: number) => ({
      xM: touch.xM - alongX * metres,
      yM: touch.yM - alongY * metres,
    });
    const turn: HandTurn = { jawYawRad: Math.atan2(-alongY, -alongX) };
    const down = before(noseM + awayM + clearM);
    const end = before(noseM);
    const way = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
      xM: down.xM + share * (end.xM - down.xM),
      yM: down.yM + share * (end.yM - down.yM),
    }));
    const reached = way.flatMap((point) =>
      [pushHeightM, hoverHeightM].map((zM) => comfortable({ ...point, zM }, turn, maxTiltRad)),
    );
    const overRad = comfortable({ ...down, zM: hoverHeightM }, turn, maxTiltRad);
    if (reached.includes(null) || overRad === null) continue;
    const from = { xM: final.xM - alongX * awayM, yM: final.yM - alongY * awayM };
    return {
      ...{ alongX, alongY, overRad, down, end, back: before(noseM + clearM) },
      from: { ...from, yawRad: final.yawRad },
    };
  }
  return null;
}
