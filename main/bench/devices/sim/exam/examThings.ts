/**
 * Things that lie about in an exam scene: solids that stand on the table, prints that have no height, a second one of the
 * task's object. They are seen and not felt. Sizes are widths in metres.
 */
import { BenchError } from '../../../../base/model/errors.ts';
import type { ExamScene } from '../../../../base/model/examScene.ts';
import type { Decal, Rgb, SceneObject, ScenePart } from '../../../../base/model/scene.ts';
import { examColour } from './examColours.ts';
import { type Placed, placeObject, type StillLife } from './stillLife.ts';

export type Distractor = NonNullable<ExamScene['distractors']>[number];

export const examShapes = ['box', 'cylinder', 'disc', 'ball', 'print', 'object'] as const;
type Shape = (typeof examShapes)[number];

/** What people call them. `tee` is a flat print of the outline of the task's object, whatever that is. */
const called: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(['box', 'block', 'cube', 'brick', 'square'].map((word) => [word, 'box'])),
  ...Object.fromEntries(['cylinder', 'can', 'cup', 'mug', 'bottle'].map((w) => [w, 'cylinder'])),
  ...Object.fromEntries(
    ['disc', 'disk', 'circle', 'coin', 'puck', 'plate'].map((w) => [w, 'disc']),
  ),
  ...Object.fromEntries(['ball', 'sphere', 'marble'].map((word) => [word, 'ball'])),
  ...Object.fromEntries(
    ['tee', 't', 'print', 'outline', 'printed-t', 'printed-tee'].map((word) => [word, 'print']),
  ),
  ...Object.fromEntries(['object', 'tee-block', 'second'].map((word) => [word, 'object'])),
};

export interface Thing {
  readonly stills: readonly StillLife[];
  readonly prints: readonly Decal[];
}

const defaultSizeM = 0.03;
const roundCorners = 24;

/** Width of what of an object stands on the table, the larger of its two. */
function widthOf(parts: readonly ScenePart[]): number {
  const span = (axis: 0 | 1): number => {
    const half = (part: ScenePart): number =>
      part.kind === 'box' ? part.halfM[axis] : part.radiusM;
    return (
      Math.max(...parts.map((part) => part.atM[axis] + half(part))) -
      Math.min(...parts.map((part) => part.atM[axis] - half(part)))
    );
  };
  return Math.max(span(0), span(1));
}

/** Parts that reach down to the table: their shadow straight down is the object's outline. */
export function standingParts(object: SceneObject): readonly ScenePart[] {
  return object.parts.filter(
    (part) => part.atM[2] - (part.kind === 'box' ? part.halfM[2] : part.halfHeightM) < 0.002,
  );
}

function outlineOf(part: ScenePart): [number, number][] {
  const [x, y] = part.atM;
  if (part.kind === 'cylinder') {
    return Array.from({ length: roundCorners }, (_, i): [number, number] => {
      const turn = (2 * Math.PI * i) / roundCorners;
      return [x + part.radiusM * Math.cos(turn), y + part.radiusM * Math.sin(turn)];
    });
  }
  const [hx, hy] = part.halfM;
  return [
    [x - hx, y - hy],
    [x + hx, y - hy],
    [x + hx, y + hy],
    [x - hx, y + hy],
  ];
}

/** The object's outline as paint on the table. */
export function printOf(object: SceneObject, at: Placed, rgb: Rgb, scale: number): Decal[] {
  const c = scale * Math.cos(at.yawRad);
  const s = scale * Math.sin(at.yawRad);
  return standingParts(object).map((part) => ({
    kind: 'polygon',
    pointsM: outlineOf(part).map(([x, y]) => [at.xM + c * x - s * y, at.yM + s * x + c * y]),
    rgb,
  }));
}

/** A solid of one part that stands on the table. */
function solid(name: string, part: ScenePart, at: Placed): StillLife {
  return placeObject(plainObject(name, [part]), at);
}

export function plainObject(name: string, parts: readonly ScenePart[]): SceneObject {
  return {
    ...{ name, parts, massKg: 1, centreOfMassM: [0, 0, 0] },
    ...{ frictionTable: 1, frictionTool: 1, frictionGrip: 1, start: { xM: 0, yM: 0, yawRad: 0 } },
  };
}

function ball(name: string, halfM: number, at: Placed, rgb: Rgb): StillLife {
  const part: ScenePart = { kind: 'box', halfM: [halfM, halfM, halfM], atM: [0, 0, halfM], rgb };
  const { geoms, poses } = solid(name, part, at);
  return { geoms: geoms.map((g) => ({ ...g, kind: 'sphere', sizeM: [halfM, 0, 0] })), poses };
}

function shapeCalled(word: string): Shape {
  const shape = called[word.trim().toLowerCase().replaceAll(/[ _]/g, '-')];
  if (shape !== undefined) return shape;
  throw new BenchError('bad-input', `there is no shape ${JSON.stringify(word)}`, {
    hint: `Shapes are ${Object.keys(called).join(', ')}.`,
  });
}

/** @throws BenchError `bad-input` for a shape or a colour that nobody knows. */
export function examThing(distractor: Distractor, index: number, object: SceneObject): Thing {
  const { xM, yM, yawRad = 0, sizeM } = distractor;
  const own = object.parts[0]?.rgb ?? [0.5, 0.5, 0.5];
  const rgb = examColour(distractor.color, { names: ['same', object.name], rgb: own });
  const at = { xM, yM, yawRad };
  const half = (sizeM ?? defaultSizeM) / 2;
  const name = `thing${index}`;
  const stands = (part: ScenePart): Thing => ({ stills: [solid(name, part, at)], prints: [] });
  switch (shapeCalled(distractor.shape)) {
    case 'box':
      return stands({ kind: 'box', halfM: [half, half, half], atM: [0, 0, half], rgb });
    case 'cylinder':
      return stands({
        ...{ kind: 'cylinder', radiusM: half, halfHeightM: half, atM: [0, 0, half], rgb },
      });
    case 'disc': {
      const flat = Math.min(0.003, half);
      return stands({
        ...{ kind: 'cylinder', radiusM: half, halfHeightM: flat, atM: [0, 0, flat], rgb },
      });
    }
    case 'ball':
      return { stills: [ball(name, half, at, rgb)], prints: [] };
    case 'print': {
      const scale = sizeM === undefined ? 1 : sizeM / widthOf(standingParts(object));
      return { stills: [], prints: printOf(object, at, rgb, scale) };
    }
    case 'object': {
      const [body] = object.parts;
      const parts = object.parts.map((part) => (part.rgb === body?.rgb ? { ...part, rgb } : part));
      return { stills: [placeObject({ ...object, name, parts }, at)], prints: [] };
    }
  }
}
