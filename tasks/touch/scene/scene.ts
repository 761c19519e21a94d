/**
 * The simulated world of Touch: a puck with the T's knob, on a painted pad. Small on purpose. The puck's frame has its
 * origin at the centre on the table.
 */
import type { Rgb, SceneDef } from 'nightbench/sdk/scene.ts';

const padM = { xM: 0.2, yM: 0, radiusM: 0.026 };
const puckM = { radiusM: 0.02, heightM: 0.02 };
const knobM = { sideM: 0.014, heightM: 0.026 };

const puckRgb: Rgb = [0.75, 0.17, 0.13];
const knobRgb: Rgb = [0.85, 0.87, 0.9];
const padRgb: Rgb = [0.75, 0.77, 0.8];

const corners = 24;
const circle = Array.from({ length: corners }, (_, index): [number, number] => {
  const angle = (2 * Math.PI * index) / corners;
  return [padM.xM + padM.radiusM * Math.cos(angle), padM.yM + padM.radiusM * Math.sin(angle)];
});

export const scene: SceneDef = {
  objects: [
    {
      name: 'puck',
      massKg: 0.05,
      parts: [
        {
          kind: 'cylinder',
          radiusM: puckM.radiusM,
          halfHeightM: puckM.heightM / 2,
          atM: [0, 0, puckM.heightM / 2],
          rgb: puckRgb,
        },
        {
          kind: 'box',
          halfM: [knobM.sideM / 2, knobM.sideM / 2, knobM.heightM / 2],
          atM: [0, 0, puckM.heightM + knobM.heightM / 2],
          rgb: knobRgb,
        },
      ],
      centreOfMassM: [0, 0, 0.012],
      frictionTable: 0.4,
      frictionTool: 0.3,
      frictionGrip: 1.2,
      start: { xM: padM.xM, yM: padM.yM, yawRad: 0.3 },
    },
  ],
  decals: [{ kind: 'polygon', pointsM: circle, rgb: padRgb }],
  cameras: [
    { role: 'overhead', atM: [0.205, 0, 0.62], lookAtM: [0.205, 0, 0], verticalFovRad: 0.54 },
    { role: 'front', atM: [0.6, 0.16, 0.36], lookAtM: [0.19, 0, 0.02], verticalFovRad: 0.54 },
  ],
  tableRgb: [0.36, 0.37, 0.39],
  cameraRateHz: 10,
};
