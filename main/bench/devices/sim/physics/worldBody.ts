/**
 * The engine's model and data of one world, with the addresses of what the world touches by name. Owns engine memory.
 * A change of friction or mass builds a new one. Knows no time.
 */
import loadMujoco, { type MainModule, type MjData, type MjModel } from '@mujoco/mujoco';
import { assert, must } from '../../../../base/lib/assert.ts';
import { jointNames } from '../../../../base/model/arm.ts';
import type { ObjectPose, SceneDef, SceneSettings } from '../../../../base/model/scene.ts';
import type { SnapshotGeom } from '../snapshot.ts';
import { mjcf } from './mjcf.ts';

export interface WorldBody {
  readonly model: MjModel;
  readonly data: MjData;
  readonly tipSite: number;
  /** Where an object's free joint has its numbers. */
  readonly objectAt: ReadonlyMap<string, { readonly qpos: number; readonly dof: number }>;
  /** Everything visible but the table, and their numbers in the engine. */
  readonly solids: readonly SnapshotGeom[];
  readonly solidIds: readonly number[];
}

let engine: Promise<MainModule> | null = null;

/** The engine, loaded once per process (about 0.2 s). */
export function loadEngine(): Promise<MainModule> {
  engine ??= loadMujoco();
  return engine;
}

export function buildBody(mj: MainModule, scene: SceneDef, settings: SceneSettings): WorldBody {
  const factors = { friction: settings.friction ?? 1, mass: settings.mass ?? 1 };
  const model = must(mj.MjModel.from_xml_string(mjcf(scene, factors)), 'the scene is no model');
  const data = new mj.MjData(model);
  const id = (kind: number, name: string): number => {
    const found = mj.mj_name2id(model, kind, name);
    assert(found >= 0, `the model lacks ${name}`);
    return found;
  };
  const joint = mj.mjtObj.mjOBJ_JOINT.value;
  for (const [index, name] of jointNames.entries()) {
    assert(model.jnt_qposadr[id(joint, name)] === index, 'arm joints come first');
  }
  const objectAt = new Map(
    scene.objects.map(({ name }) => {
      const at = id(joint, name);
      return [name, { qpos: model.jnt_qposadr[at], dof: model.jnt_dofadr[at] }] as const;
    }),
  );
  const solids: SnapshotGeom[] = [];
  const solidIds: number[] = [];
  for (let i = 0; i < model.ngeom; i++) {
    const name = mj.mj_id2name(model, mj.mjtObj.mjOBJ_GEOM.value, i) ?? '';
    if (name === 'table') continue;
    solidIds.push(i);
    solids.push(solidOf(model, i, name));
  }
  const tipSite = id(mj.mjtObj.mjOBJ_SITE.value, 'tip');
  return { model, data, tipSite, objectAt, solids, solidIds };
}

/** The engine's numbers for kinds of shape (its `mjtGeom`). */
const kinds: Readonly<Record<number, SnapshotGeom['kind']>> = {
  0: 'plane',
  2: 'sphere',
  3: 'capsule',
  5: 'cylinder',
  6: 'box',
};

function solidOf(model: MjModel, index: number, name: string): SnapshotGeom {
  const size = (axis: number): number => model.geom_size[3 * index + axis];
  // The engine keeps colours in single precision.
  const rgb = (part: number): number => Math.round(model.geom_rgba[4 * index + part] * 1e6) / 1e6;
  return {
    name,
    kind: must(kinds[model.geom_type[index]], `${name} has a shape no camera can draw`),
    sizeM: [size(0), size(1), size(2)],
    rgb: [rgb(0), rgb(1), rgb(2)],
    belongsTo: name.startsWith('arm.') ? 'arm' : 'object',
  };
}

export function disposeBody(body: WorldBody): void {
  body.data.delete();
  body.model.delete();
}

/** Deepest penetration between an object and the arm or another object; the table doesn't count. */
export function deepestOverlapM(mj: MainModule, body: WorldBody, object: string): number {
  const table = mj.mj_name2id(body.model, mj.mjtObj.mjOBJ_GEOM.value, 'table');
  const own = new Set(
    body.solidIds.filter((_, index) => body.solids[index]?.name.startsWith(`${object}.`)),
  );
  let deepest = 0;
  const contacts = body.data.contact;
  for (let i = 0; i < body.data.ncon; i++) {
    const contact = must(contacts.get(i));
    const { geom1, geom2, dist } = contact;
    contact.delete();
    if (geom1 === table || geom2 === table) continue;
    if (own.has(geom1) || own.has(geom2)) deepest = Math.min(deepest, dist);
  }
  contacts.delete();
  return deepest;
}

/** A free joint's seven numbers (position, unit quaternion w x y z) as a pose on the table. */
export function readPose(qpos: ArrayLike<number>, at: number): ObjectPose {
  const n = (offset: number): number => qpos[at + offset] as number;
  const w = n(3);
  const x = n(4);
  const y = n(5);
  const z = n(6);
  return {
    xM: n(0),
    yM: n(1),
    zM: n(2),
    yawRad: Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)),
    tiltRad: Math.acos(Math.max(-1, Math.min(1, 1 - 2 * (x * x + y * y)))),
  };
}
