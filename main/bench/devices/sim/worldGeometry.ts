/**
 * The visible description of the world for the cameras: arm and objects as the engine knows them, and distractors,
 * which are only seen and never felt and therefore live here alone. Poses of moving things come from the physics.
 */
import { must } from '../../../base/lib/assert.ts';
import type { Rgb, SceneDef, SceneSettings } from '../../../base/model/scene.ts';
import { type SceneGeometry, type SnapshotGeom, snapshotStride } from './snapshot.ts';

/** A solid as the engine lists it. */
export interface EngineGeom {
  readonly name: string;
  readonly type: number;
  readonly sizeM: readonly [number, number, number];
  readonly rgb: Rgb;
}

/** Standing about on the table, away from where tasks happen: x, y, radius, height, colour. */
const distractorSpots: readonly (readonly [number, number, number, number, Rgb])[] = [
  [0.36, 0.17, 0.02, 0.06, [0.75, 0.2, 0.2]],
  [0.1, -0.2, 0.025, 0.04, [0.2, 0.45, 0.8]],
  [0.38, -0.15, 0.018, 0.05, [0.25, 0.65, 0.3]],
  [0.12, 0.2, 0.022, 0.08, [0.85, 0.8, 0.25]],
  [0.3, 0.21, 0.02, 0.03, [0.55, 0.3, 0.65]],
  [0.25, -0.21, 0.015, 0.06, [0.9, 0.5, 0.15]],
  [0.4, 0.02, 0.016, 0.032, [0.3, 0.3, 0.32]],
  [0.05, 0.22, 0.02, 0.04, [0.7, 0.7, 0.72]],
];

/** The engine's numbers for kinds of shape (its `mjtGeom`). */
const kinds: Readonly<Record<number, SnapshotGeom['kind']>> = {
  0: 'plane',
  2: 'sphere',
  3: 'capsule',
  5: 'cylinder',
  6: 'box',
};

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * `solids` in the engine's order, then distractors. `settings.colours` may name an object, one of its parts
 * ("tee.0"), "arm" or "table".
 */
export function sceneGeometry(
  scene: SceneDef,
  settings: SceneSettings,
  solids: readonly EngineGeom[],
  version: number,
): SceneGeometry {
  const colours = settings.colours ?? {};
  const geoms: SnapshotGeom[] = solids.map((solid) => {
    const owner = solid.name.slice(0, solid.name.indexOf('.'));
    return {
      name: solid.name,
      kind: must(kinds[solid.type], `no shape of type ${solid.type}`),
      sizeM: solid.sizeM,
      rgb: colours[solid.name] ??
        colours[owner] ?? [rounded(solid.rgb[0]), rounded(solid.rgb[1]), rounded(solid.rgb[2])],
      belongsTo: owner === 'arm' ? 'arm' : 'object',
    };
  });
  for (const [index, [, , radiusM, heightM, rgb]] of wantedDistractors(settings).entries()) {
    geoms.push({
      name: `distractor.${index}`,
      kind: index % 2 === 0 ? 'cylinder' : 'box',
      sizeM: index % 2 === 0 ? [radiusM, heightM / 2, 0] : [radiusM, radiusM, heightM / 2],
      rgb,
      belongsTo: 'distractor',
    });
  }
  const tableRgb = colours.table ?? scene.tableRgb;
  return { version, geoms, decals: scene.decals, tableRgb };
}

function wantedDistractors(settings: SceneSettings): typeof distractorSpots {
  return distractorSpots.slice(0, settings.distractors ?? 0);
}

/** Poses of the distractors, in the layout of a snapshot. */
export function distractorPoses(settings: SceneSettings): Float64Array {
  const spots = wantedDistractors(settings);
  const out = new Float64Array(spots.length * snapshotStride);
  for (const [index, [xM, yM, , heightM]] of spots.entries()) {
    out.set([xM, yM, heightM / 2, 1, 0, 0, 0, 1, 0, 0, 0, 1], index * snapshotStride);
  }
  return out;
}
