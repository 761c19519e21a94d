/**
 * A scene and the arm as one MJCF document. Contacts are explicit pairs, so that each has its own friction (by
 * default the engine would take the larger of two) and nothing else is ever tested. Objects' frames have z = 0 at
 * their lower face.
 */
import type { SceneDef, SceneObject, ScenePart } from '../../../../base/model/scene.ts';
import { actuatorsXml, armTouch, armXml } from './mjcfArm.ts';

/**
 * Physics step. 4 ms costs half of 2 ms (mean 0.12 against 0.18 ms per 20 ms tick while pushing, n = 2,500) and grasps
 * and pushes as well (60 grasps, 28 pushes each). Results differ in the last digits: don't mix step sizes.
 */
export const physicsStepMs = 4;

export interface MjcfFactors {
  readonly friction: number;
  readonly mass: number;
}

const f = (value: number): string => String(Number(value.toFixed(12)));
const v = (values: readonly number[]): string => values.map(f).join(' ');

export function partName(object: string, index: number): string {
  return `${object}.${index}`;
}

export function volumeM3(part: ScenePart): number {
  if (part.kind === 'box') return 8 * part.halfM[0] * part.halfM[1] * part.halfM[2];
  return Math.PI * part.radiusM ** 2 * 2 * part.halfHeightM;
}

function halfHeightM(part: ScenePart): number {
  return part.kind === 'box' ? part.halfM[2] : part.halfHeightM;
}

/** A part that a jaw may grip stands on another one. */
export function isGrip(object: SceneObject, part: ScenePart): boolean {
  const bottom = part.atM[2] - halfHeightM(part);
  return object.parts.some(
    (other) => other !== part && other.atM[2] + halfHeightM(other) <= bottom + 1e-6,
  );
}

/** Inertia about the centre of mass: each part's share by volume. Order xx yy zz xy xz yz. */
export function inertiaKgM2(object: SceneObject, massKg: number): number[] {
  const total = object.parts.reduce((sum, part) => sum + volumeM3(part), 0);
  const out = [0, 0, 0, 0, 0, 0];
  const add = (index: number, value: number): void => {
    out[index] = (out[index] ?? 0) + value;
  };
  for (const part of object.parts) {
    const m = (massKg * volumeM3(part)) / total;
    const [x, y, z] = part.atM.map((at, axis) => at - (object.centreOfMassM[axis] ?? 0)) as [
      number,
      number,
      number,
    ];
    const own =
      part.kind === 'box'
        ? [
            (m / 3) * (part.halfM[1] ** 2 + part.halfM[2] ** 2),
            (m / 3) * (part.halfM[0] ** 2 + part.halfM[2] ** 2),
            (m / 3) * (part.halfM[0] ** 2 + part.halfM[1] ** 2),
          ]
        : [
            m * (part.radiusM ** 2 / 4 + part.halfHeightM ** 2 / 3),
            m * (part.radiusM ** 2 / 4 + part.halfHeightM ** 2 / 3),
            (m * part.radiusM ** 2) / 2,
          ];
    add(0, (own[0] ?? 0) + m * (y * y + z * z));
    add(1, (own[1] ?? 0) + m * (x * x + z * z));
    add(2, (own[2] ?? 0) + m * (x * x + y * y));
    add(3, -m * x * y);
    add(4, -m * x * z);
    add(5, -m * y * z);
  }
  return out;
}

function partXml(object: SceneObject, part: ScenePart, index: number): string {
  const size = part.kind === 'box' ? v(part.halfM) : `${f(part.radiusM)} ${f(part.halfHeightM)}`;
  return (
    `<geom name="${partName(object.name, index)}" type="${part.kind}" pos="${v(part.atM)}" ` +
    `size="${size}" rgba="${v(part.rgb)} 1"/>`
  );
}

function objectXml(object: SceneObject, factors: MjcfFactors): string {
  const massKg = object.massKg * factors.mass;
  const { xM, yM, yawRad } = object.start;
  return `
<body name="${object.name}" pos="${v([xM, yM, 0])}" quat="${v([Math.cos(yawRad / 2), 0, 0, Math.sin(yawRad / 2)])}">
  <freejoint name="${object.name}"/>
  <inertial pos="${v(object.centreOfMassM)}" mass="${f(massKg)}" fullinertia="${v(inertiaKgM2(object, massKg))}"/>
  ${object.parts.map((part, index) => partXml(object, part, index)).join('\n  ')}
</body>`;
}

function pair(a: string, b: string, friction: number, condim: 3 | 4): string {
  return (
    `<pair geom1="${a}" geom2="${b}" condim="${condim}" ` +
    `friction="${v([friction, friction, 0.003, 0.0001, 0.0001])}"/>`
  );
}

function pairsXml(scene: SceneDef, factors: MjcfFactors): string {
  const lines = armTouch.map((arm) => pair('table', arm, 0.4 * factors.friction, 3));
  for (const [at, object] of scene.objects.entries()) {
    for (const [index, part] of object.parts.entries()) {
      const name = partName(object.name, index);
      lines.push(pair('table', name, object.frictionTable * factors.friction, 3));
      const grip = isGrip(object, part);
      const friction = (grip ? object.frictionGrip : object.frictionTool) * factors.friction;
      for (const arm of armTouch) lines.push(pair(arm, name, friction, grip ? 4 : 3));
      for (const other of scene.objects.slice(at + 1)) {
        for (const third of other.parts.keys()) {
          lines.push(pair(name, partName(other.name, third), 0.3 * factors.friction, 3));
        }
      }
    }
  }
  return lines.join('\n');
}

export function mjcf(scene: SceneDef, factors: MjcfFactors, stepMs = physicsStepMs): string {
  return `<mujoco model="nightbench">
<compiler angle="radian" autolimits="true"/>
<size memory="4M"/>
<option timestep="${f(stepMs / 1000)}" integrator="implicitfast" cone="elliptic" impratio="20" gravity="0 0 -9.81"/>
<default><geom contype="0" conaffinity="0"/><pair solref="0.004 1"/></default>
<worldbody>
<geom name="table" type="plane" size="0.6 0.6 0.05" pos="0.2 0 0"/>
${armXml()}
${scene.objects.map((object) => objectXml(object, factors)).join('\n')}
</worldbody>
<contact>
${pairsXml(scene, factors)}
</contact>
<actuator>
${actuatorsXml()}
</actuator>
</mujoco>`;
}
