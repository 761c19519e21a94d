/**
 * A small scene of its own for tests of cameras and vision: a T like Push-T's, a painted outline, two cameras. Not the
 * task's scene, so that these tests do not move with it.
 */
import type { SceneDef, SceneObject } from '../../main/base/model/scene.ts';

const red = [0.75, 0.17, 0.13] as const;

export const tee: SceneObject = {
  name: 'tee',
  massKg: 0.06,
  centreOfMassM: [0, 0, 0.01],
  frictionTable: 0.4,
  frictionTool: 0.3,
  frictionGrip: 1.2,
  start: { xM: 0.2, yM: 0.05, yawRad: 0.5 },
  parts: [
    { kind: 'box', halfM: [0.01, 0.04, 0.01], atM: [-0.12 / 7, 0, 0.01], rgb: red },
    { kind: 'box', halfM: [0.03, 0.01, 0.01], atM: [0.16 / 7, 0, 0.01], rgb: red },
    { kind: 'box', halfM: [0.007, 0.007, 0.011], atM: [0, 0, 0.031], rgb: [0.85, 0.87, 0.9] },
  ],
};

const outline = [
  [-0.0271, 0.04],
  [-0.0271, -0.04],
  [-0.0071, -0.04],
  [-0.0071, -0.01],
  [0.0529, -0.01],
  [0.0529, 0.01],
  [-0.0071, 0.01],
  [-0.0071, 0.04],
  [-0.0271, 0.04],
] as const;

export const teeScene: SceneDef = {
  objects: [tee],
  decals: [
    {
      kind: 'line',
      pointsM: outline.map(([x, y]) => [0.205 + x, y] as const),
      rgb: [0.75, 0.77, 0.8],
      widthM: 0.002,
    },
  ],
  cameras: [
    {
      role: 'overhead',
      atM: [0.2, 0, 0.62],
      lookAtM: [0.2, 0, 0],
      verticalFovRad: (36 * Math.PI) / 180,
    },
    {
      role: 'front',
      atM: [0.6, 0.16, 0.36],
      lookAtM: [0.19, 0, 0.02],
      verticalFovRad: (36 * Math.PI) / 180,
    },
  ],
  tableRgb: [0.36, 0.37, 0.39],
  cameraRateHz: 10,
};
