/**
 * The simulated world of Push-T: the T with its knob, the painted goal, two cameras. The T's frame has its origin at the
 * area centroid on the table, x along the stem away from the bar. The centre of mass is really off the centroid, as a
 * printed T's is; policies have to find that out.
 */
import type { Decal, Rgb, SceneDef, ScenePart } from 'nightbench/sdk/scene.ts';

const goal = { xM: 0.205, yM: 0, yawRad: 0 };

const barM = { lengthM: 0.08, widthM: 0.02 };
const stemM = { lengthM: 0.06, widthM: 0.02 };
const heightM = 0.02;
const knobM = { sideM: 0.014, heightM: 0.026 };

const barArea = barM.lengthM * barM.widthM;
const stemArea = stemM.lengthM * stemM.widthM;
/** Bar's centre line to the area centroid. */
const barBackM = (stemArea * (barM.widthM / 2 + stemM.lengthM / 2)) / (barArea + stemArea);
const stemAheadM = barM.widthM / 2 + stemM.lengthM / 2 - barBackM;

const teeRgb: Rgb = [0.75, 0.17, 0.13];
const knobRgb: Rgb = [0.85, 0.87, 0.9];
const paintRgb: Rgb = [0.75, 0.77, 0.8];

const parts: readonly ScenePart[] = [
  {
    kind: 'box',
    halfM: [barM.widthM / 2, barM.lengthM / 2, heightM / 2],
    atM: [-barBackM, 0, heightM / 2],
    rgb: teeRgb,
  },
  {
    kind: 'box',
    halfM: [stemM.lengthM / 2, stemM.widthM / 2, heightM / 2],
    atM: [stemAheadM, 0, heightM / 2],
    rgb: teeRgb,
  },
  {
    kind: 'box',
    halfM: [knobM.sideM / 2, knobM.sideM / 2, knobM.heightM / 2],
    atM: [0, 0, heightM + knobM.heightM / 2],
    rgb: knobRgb,
  },
];

/** The T's outline in its own frame, counter-clockwise from the bar's outer right corner, grown by `marginM`. */
function outline(marginM: number): [number, number][] {
  const back = -barBackM - barM.widthM / 2 - marginM;
  const inner = -barBackM + barM.widthM / 2 + marginM;
  const end = stemAheadM + stemM.lengthM / 2 + marginM;
  const wide = barM.lengthM / 2 + marginM;
  const slim = stemM.widthM / 2 + marginM;
  return [
    [back, -wide],
    [inner, -wide],
    [inner, -slim],
    [end, -slim],
    [end, slim],
    [inner, slim],
    [inner, wide],
    [back, wide],
  ];
}

function atGoal([x, y]: readonly [number, number]): [number, number] {
  const cos = Math.cos(goal.yawRad);
  const sin = Math.sin(goal.yawRad);
  return [goal.xM + x * cos - y * sin, goal.yM + x * sin + y * cos];
}

/** A closed line around the goal, wider than the T, so that some of it shows when the T lies there. */
const goalLine: Decal = {
  kind: 'line',
  pointsM: [...outline(0.003), ...outline(0.003).slice(0, 1)].map(atGoal),
  rgb: paintRgb,
  widthM: 0.003,
};

export const scene: SceneDef = {
  objects: [
    {
      name: 'tee',
      massKg: 0.06,
      parts,
      centreOfMassM: [0.002, -0.0028, 0.0115],
      frictionTable: 0.4,
      frictionTool: 0.3,
      frictionGrip: 1.2,
      start: { xM: 0.2, yM: 0.045, yawRad: 2.1 },
    },
  ],
  decals: [goalLine],
  cameras: [
    { role: 'overhead', atM: [0.205, 0, 0.62], lookAtM: [0.205, 0, 0], verticalFovRad: 0.54 },
    { role: 'front', atM: [0.6, 0.16, 0.36], lookAtM: [0.19, 0, 0.02], verticalFovRad: 0.54 },
  ],
  tableRgb: [0.36, 0.37, 0.39],
  cameraRateHz: 10,
};
