/**
 * The SO-101-class arm as MJCF: primitives, public dimensions, our masses. Geom names starting with "arm." are what
 * cameras see; those in `armTouch` are what objects feel. Every joint has a position actuator of its own name whose
 * limits `world.ts` changes while running.
 */
import {
  armMasses,
  gripperShape,
  jointRangesRad,
  so101,
  sts3215,
} from '../../../../base/arm/so101.ts';
import type { JointName } from '../../../../base/model/arm.ts';
import { jointNames } from '../../../../base/model/arm.ts';

/** Geoms that touch objects and the table. */
export const armTouch = ['arm.finger', 'arm.pad', 'arm.jaw', 'arm.palm'] as const;

/** No hue of their own: cameras tell objects from the arm by colour. */
const shell = '0.74 0.76 0.78 1';
const dark = '0.13 0.13 0.15 1';
const jawRgb = '0.6 0.61 0.63 1';

const f = (value: number): string => String(Number(value.toFixed(9)));
const v = (...values: number[]): string => values.map(f).join(' ');

function joint(name: JointName, axis: string): string {
  const [low, high] = jointRangesRad[name];
  return (
    `<joint name="${name}" type="hinge" axis="${axis}" range="${v(low, high)}" ` +
    `damping="${sts3215.dampingNmSRad}" armature="${sts3215.armatureKgM2}" ` +
    `frictionloss="${sts3215.frictionNm}"/>`
  );
}

function inertial(massKg: number, at: readonly [number, number, number], lengthM: number): string {
  const across = (massKg * 0.03 ** 2) / 6;
  const along = massKg * (lengthM ** 2 / 12) + across / 2;
  return `<inertial pos="${v(...at)}" mass="${massKg}" diaginertia="${v(across, along, along)}"/>`;
}

function box(name: string, at: number[], half: number[], rgba: string): string {
  return `<geom name="arm.${name}" type="box" pos="${v(...at)}" size="${v(...half)}" rgba="${rgba}"/>`;
}

function capsule(
  name: string,
  from: number[],
  to: number[],
  radiusM: number,
  rgba: string,
): string {
  const ends = v(...from, ...to);
  return `<geom name="arm.${name}" type="capsule" fromto="${ends}" size="${f(radiusM)}" rgba="${rgba}"/>`;
}

function servo(name: string, at: number[], rgba = dark): string {
  return box(name, at, [0.0115, 0.0125, 0.018], rgba);
}

/** Jaw geoms in the jaw's frame: x along the tool, z in the jaw direction; upright at `gripRad`. */
function jawBody(): string {
  const shape = gripperShape;
  const cos = Math.cos(shape.gripRad);
  const sin = Math.sin(shape.gripRad);
  const fromUpright = (down: number, aside: number): number[] => [
    down * cos + aside * sin,
    0,
    aside * cos - down * sin,
  ];
  const faceM = so101.noseRadiusM + shape.gripWidthM - shape.pivotOffsetM;
  const endM = shape.pivotAboveTipM - shape.padAboveTipM;
  const middle = fromUpright(endM - shape.padLengthM / 2, faceM + shape.jawThicknessM / 2);
  const half = v(shape.padLengthM / 2, shape.padHalfWidthM, shape.jawThicknessM / 2);
  const turn = v(Math.cos(shape.gripRad / 2), 0, Math.sin(shape.gripRad / 2), 0);
  const shoulder = fromUpright(endM - shape.padLengthM, faceM + shape.jawThicknessM / 2);
  return `
<body name="jaw" pos="${v(so101.handM - shape.pivotAboveTipM, 0, shape.pivotOffsetM)}">
  ${joint('gripper', '0 -1 0')}
  ${inertial(armMasses.jaw.massKg, [armMasses.jaw.alongM, 0, 0], 0.07)}
  ${capsule('jaw', [0.004, 0, 0], shoulder, 0.005, jawRgb)}
  <geom name="arm.pad" type="box" pos="${v(...middle)}" quat="${turn}" size="${half}" rgba="${jawRgb}"/>
</body>`;
}

export function armXml(): string {
  const { upperArm, forearm, wrist, hand } = armMasses;
  const tip = so101.handM;
  const palmFrom = tip - gripperShape.palmAboveTipM;
  return `
${box('base', [-0.01, 0, 0.03], [0.045, 0.04, 0.03], dark)}
<body name="turret" pos="0 0 0.06">
  ${joint('shoulder_pan', '0 0 1')}
  ${inertial(0.12, [0.01, 0, 0.03], 0.06)}
  ${box('turret', [0.008, 0, 0.035], [0.034, 0.026, 0.03], shell)}
  <body name="upper" pos="${v(so101.liftForwardM, 0, so101.liftUpM - 0.06)}">
    ${joint('shoulder_lift', '0 1 0')}
    ${inertial(upperArm.massKg, [upperArm.alongM, 0, 0], so101.upperArmM)}
    ${capsule('upper', [0.01, 0, 0], [so101.upperArmM - 0.01, 0, 0], 0.016, shell)}
    ${servo('elbow-servo', [so101.upperArmM, 0, 0])}
    <body name="fore" pos="${v(so101.upperArmM, 0, 0)}">
      ${joint('elbow_flex', '0 1 0')}
      ${inertial(forearm.massKg, [forearm.alongM, 0, 0], so101.forearmM)}
      ${capsule('fore', [0.012, 0, 0], [so101.forearmM - 0.012, 0, 0], 0.014, shell)}
      ${servo('wrist-servo', [so101.forearmM, 0, 0])}
      <body name="wrist" pos="${v(so101.forearmM, 0, 0)}">
        ${joint('wrist_flex', '0 1 0')}
        ${inertial(wrist.massKg, [wrist.alongM, 0, 0], 0.04)}
        ${box('wrist', [0.026, 0, 0], [0.016, 0.013, 0.013], shell)}
        <body name="hand" pos="0 0 0">
          ${joint('wrist_roll', '1 0 0')}
          ${inertial(hand.massKg, [hand.alongM, 0, 0], 0.06)}
          ${box('palm', [palmFrom - 0.016, 0, 0.006], [0.016, 0.013, 0.02], dark)}
          ${capsule('finger', [palmFrom, 0, 0], [tip - so101.noseRadiusM, 0, 0], so101.noseRadiusM, jawRgb)}
          <site name="tip" pos="${v(tip, 0, 0)}" size="0.002"/>
          ${jawBody()}
        </body>
      </body>
    </body>
  </body>
</body>`;
}

export function actuatorsXml(): string {
  const { stiffnessNmRad: kp, stallTorqueNm: stall } = sts3215;
  return jointNames
    .map(
      (name) =>
        `<general name="${name}" joint="${name}" gainprm="${kp}" biastype="affine" ` +
        `biasprm="0 -${kp} 0" forcelimited="true" forcerange="-${stall} ${stall}"/>`,
    )
    .join('\n');
}
