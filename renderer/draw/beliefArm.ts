/**
 * The arm as a chain of three.js groups, one a joint, posed by joint angles. Proportions of `base/arm/so101`, parts as
 * plain as the physics has them; for drawing only.
 */
import {
  BoxGeometry,
  type BufferGeometry,
  CapsuleGeometry,
  Group,
  Mesh,
  MeshLambertMaterial,
} from 'three';
import { gripperShape, so101 } from '../../main/base/arm/so101.ts';
import type { Joints } from '../../main/base/model/arm.ts';
import type { BeliefColours } from './openBeliefScene.ts';
import type { Vec3 } from './project.ts';

export interface ArmModel extends Disposable {
  readonly root: Group;
  /** Null hides it: nothing was read. */
  pose(joints: Joints | null): void;
  wear(colours: BeliefColours): void;
}

/** Axis and sign of each joint in its group. */
const axes = [
  ['z', 1],
  ['y', 1],
  ['y', 1],
  ['y', 1],
  ['x', 1],
  ['y', -1],
] as const;

type Part = 'link' | 'servo';

export function createArmModel(): ArmModel {
  const material: Readonly<Record<Part, MeshLambertMaterial>> = {
    link: new MeshLambertMaterial(),
    servo: new MeshLambertMaterial(),
  };
  const made: BufferGeometry[] = [];
  const put = (to: Group, geometry: BufferGeometry, part: Part, at: Vec3): Mesh => {
    made.push(geometry);
    const mesh = new Mesh(geometry, material[part]);
    mesh.position.set(...at);
    to.add(mesh);
    return mesh;
  };
  const box = (to: Group, at: Vec3, half: Vec3, part: Part): Mesh =>
    put(to, new BoxGeometry(2 * half[0], 2 * half[1], 2 * half[2]), part, at);
  /** Along x from `fromM` to `toM`. */
  const rod = (to: Group, fromM: number, toM: number, radiusM: number): void => {
    const geometry = new CapsuleGeometry(radiusM, toM - fromM, 4, 12).rotateZ(Math.PI / 2);
    put(to, geometry, 'link', [(fromM + toM) / 2, 0, 0]);
  };
  const joint = (to: Group, at: Vec3): Group => {
    const group = new Group();
    group.position.set(...at);
    to.add(group);
    return group;
  };
  const root = new Group();
  box(root, [-0.01, 0, 0.03], [0.045, 0.04, 0.03], 'servo');
  const turret = joint(root, [0, 0, 0.06]);
  box(turret, [0.008, 0, 0.035], [0.034, 0.026, 0.03], 'link');
  const upper = joint(turret, [so101.liftForwardM, 0, so101.liftUpM - 0.06]);
  rod(upper, 0.01, so101.upperArmM - 0.01, 0.016);
  box(upper, [so101.upperArmM, 0, 0], [0.0125, 0.0185, 0.0135], 'servo');
  const fore = joint(upper, [so101.upperArmM, 0, 0]);
  rod(fore, 0.012, so101.forearmM - 0.012, 0.014);
  box(fore, [so101.forearmM, 0, 0], [0.0125, 0.0185, 0.0135], 'servo');
  const wrist = joint(fore, [so101.forearmM, 0, 0]);
  box(wrist, [0.026, 0, 0], [0.016, 0.013, 0.013], 'link');
  const hand = joint(wrist, [0, 0, 0]);
  const palmM = so101.handM - gripperShape.palmAboveTipM;
  box(hand, [palmM - 0.016, 0, 0.006], [0.016, 0.013, 0.02], 'servo');
  rod(hand, palmM, so101.handM - so101.noseRadiusM, so101.noseRadiusM);
  const jaw = joint(hand, [
    so101.handM - gripperShape.pivotAboveTipM,
    0,
    gripperShape.pivotOffsetM,
  ]);
  const padM = gripperShape.pivotAboveTipM - gripperShape.padAboveTipM;
  box(jaw, [padM / 2, 0, 0.0015], [padM / 2, 0.006, 0.004], 'link').rotation.y = 0.12;
  const groups = [turret, upper, fore, wrist, hand, jaw];
  return {
    root,
    pose(joints) {
      root.visible = joints !== null;
      for (const [index, group] of groups.entries()) {
        const [axis, sign] = axes[index] ?? ['z', 0];
        group.rotation[axis] = sign * (joints?.[index] ?? 0);
      }
    },
    wear(colours) {
      material.link.color.set(colours.link);
      material.servo.color.set(colours.servo);
    },
    [Symbol.dispose]() {
      for (const geometry of made) geometry.dispose();
      for (const each of Object.values(material)) each.dispose();
    },
  };
}
