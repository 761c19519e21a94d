/**
 * Drawn scenes to examine a judge with, and their geometric truth: at and around the bounds, under changed light, noise and
 * cameras, and by hand what the physics hardly ever does (a T that leans, hangs in the air, is missing or twice there).
 * No physics: the arm stands where it stood when its geometry was taken.
 */

import type { Rng } from '../../main/base/lib/rng.ts';
import type {
  ObjectPose,
  SceneDef,
  SceneObject,
  SceneSettings,
} from '../../main/base/model/scene.ts';
import {
  joinStills,
  type Placed,
  placeObject,
  type StillLife,
} from '../../main/bench/devices/sim/exam/stillLife.ts';
import type { SnapshotGeom } from '../../main/bench/devices/sim/snapshot.ts';

export const sceneKinds = [
  'start',
  'inside',
  'around',
  'turned',
  'near-miss',
  'leaning',
  'lifted',
  'flipped',
  'upside-down',
  'missing',
  'second-one',
  'covered',
  'littered',
  'shifted-camera',
] as const;
export type SceneKind = (typeof sceneKinds)[number];

export interface DrawnScene {
  readonly kind: SceneKind;
  readonly still: StillLife;
  readonly settings: SceneSettings;
  /** Null: the object is not there. */
  readonly truth: ObjectPose | null;
}

export interface ExamRule {
  readonly goal: { readonly xM: number; readonly yM: number; readonly yawRad: number };
  readonly bounds: { readonly positionM: number; readonly yawRad: number };
  readonly guard: { readonly positionM: number; readonly yawRad: number };
}

/** A pose `offM` from the goal in a drawn direction, turned by `turnRad`. */
function offGoal({ goal }: ExamRule, rng: Rng, offM: number, turnRad: number): Placed {
  const way = rng.between(-Math.PI, Math.PI);
  return {
    xM: goal.xM + offM * Math.cos(way),
    yM: goal.yM + offM * Math.sin(way),
    yawRad: goal.yawRad + turnRad,
  };
}

const sign = (rng: Rng): number => (rng.uniform() < 0.5 ? -1 : 1);

function drawPose(kind: SceneKind, rule: ExamRule, rng: Rng): Placed {
  const { bounds, guard } = rule;
  const insideM = Math.max(0, bounds.positionM - guard.positionM);
  const insideRad = Math.max(0, bounds.yawRad - guard.yawRad);
  const inside = (): Placed =>
    offGoal(rule, rng, insideM * Math.sqrt(rng.uniform()), rng.between(-insideRad, insideRad));
  switch (kind) {
    case 'start':
      return {
        xM: rng.between(0.175, 0.235),
        yM: rng.between(-0.06, 0.06),
        yawRad: rng.between(-Math.PI, Math.PI),
      };
    case 'around':
    case 'shifted-camera':
      return offGoal(
        rule,
        rng,
        2 * bounds.positionM * rng.uniform(),
        rng.between(-2, 2) * bounds.yawRad,
      );
    case 'near-miss': {
      const far = rng.between(1, 2) * (bounds.positionM + guard.positionM);
      const turned = sign(rng) * rng.between(1, 2) * (bounds.yawRad + guard.yawRad);
      return rng.uniform() < 0.5
        ? offGoal(rule, rng, far, rng.between(-insideRad, insideRad))
        : offGoal(rule, rng, insideM * rng.uniform(), turned);
    }
    case 'turned':
      return offGoal(rule, rng, insideM * rng.uniform(), sign(rng) * rng.between(0.5, Math.PI));
    case 'leaning':
      return { ...inside(), tiltRad: sign(rng) * rng.between(0.08, 0.7), zM: rng.between(0, 0.02) };
    case 'lifted':
      return { ...inside(), zM: rng.between(0.004, 0.08) };
    case 'flipped':
      return { ...inside(), yawRad: rule.goal.yawRad + Math.PI + rng.between(-0.1, 0.1) };
    case 'upside-down':
      return { ...inside(), tiltRad: Math.PI, zM: 0.046 };
    default:
      return inside();
  }
}

/** A grey block over part of the object: something stands in the view. */
function cover(at: Placed, rng: Rng): StillLife {
  const half = rng.between(0.008, 0.02);
  const object: SceneObject = {
    name: 'cover',
    massKg: 1,
    parts: [
      {
        kind: 'box',
        halfM: [half, 0.06, half],
        atM: [0, 0, 0],
        rgb: [0.7, 0.7, 0.7],
      },
    ],
    centreOfMassM: [0, 0, 0],
    frictionTable: 1,
    frictionTool: 1,
    frictionGrip: 1,
    start: { xM: 0, yM: 0, yawRad: 0 },
  };
  return placeObject(object, {
    xM: at.xM + rng.between(-0.015, 0.015),
    yM: at.yM + rng.between(-0.015, 0.015),
    zM: rng.between(0.06, 0.12),
    yawRad: rng.between(-Math.PI, Math.PI),
  });
}

function drawSettings(kind: SceneKind, roles: readonly string[], rng: Rng): SceneSettings {
  const role = roles[rng.below(roles.length)] ?? '';
  const away = (): number => sign(rng) * rng.between(0.0005, 0.008);
  return {
    light: rng.between(0.6, 1.4),
    sensorNoise: rng.between(1, 4),
    ...(rng.uniform() < 0.15 ? { imageSize: '640x480' as const } : {}),
    ...(kind === 'littered' ? { distractors: 1 + rng.below(8) } : {}),
    ...(kind === 'shifted-camera'
      ? { cameraShiftM: { [role]: [away(), away(), away()] as const } }
      : {}),
  };
}

/** One scene of a kind. `arm` is what stands beside the object, out of the way. */
export function drawScene(
  kind: SceneKind,
  scene: SceneDef,
  rule: ExamRule,
  arm: StillLife,
  rng: Rng,
): DrawnScene {
  const object = scene.objects[0] as SceneObject;
  const at = drawPose(kind, rule, rng);
  const settings = drawSettings(
    kind,
    scene.cameras.map((camera) => camera.role),
    rng,
  );
  const truth: ObjectPose = { ...at, zM: at.zM ?? 0, tiltRad: Math.abs(at.tiltRad ?? 0) };
  const placed = placeObject(object, at);
  if (kind === 'missing') return { kind, settings, still: arm, truth: null };
  if (kind === 'covered') {
    return { kind, settings, still: joinStills(arm, placed, cover(at, rng)), truth };
  }
  if (kind === 'second-one') {
    // The one at the goal is the object; another lies about, or the only whole one is elsewhere.
    const other = placeObject(object, {
      xM: rng.between(0.15, 0.28),
      yM: sign(rng) * rng.between(0.1, 0.13),
      yawRad: rng.between(-Math.PI, Math.PI),
    });
    return { kind, settings, still: joinStills(arm, placed, other), truth };
  }
  return { kind, settings, still: joinStills(arm, placed), truth };
}

/** The visible parts of the arm alone, out of a snapshot of a whole world. */
export function armOnly(geoms: readonly SnapshotGeom[], poses: Float64Array): StillLife {
  const stride = poses.length / geoms.length;
  const kept = geoms.map((geom, i) => ({ geom, i })).filter(({ geom }) => geom.belongsTo === 'arm');
  const out = new Float64Array(kept.length * stride);
  kept.forEach(({ i }, to) => {
    out.set(poses.subarray(i * stride, (i + 1) * stride), to * stride);
  });
  return { geoms: kept.map(({ geom }) => geom), poses: out };
}
