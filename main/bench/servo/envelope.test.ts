/** The envelope under seeded random wishes: whatever is asked, no goal outside is ever written. */
import { describe, expect, it } from 'vitest';
import {
  forwardKinematics,
  inverseKinematics,
  linkPoints,
  linkRadiiM,
} from '../../base/arm/kinematics.ts';
import { must } from '../../base/lib/assert.ts';
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { Envelope, Joints } from '../../base/model/arm.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import { countRad, leadS, planHold, planStep, type StepInput } from './envelope.ts';

const dtS = 0.02;
const still = [0, 0, 0, 0, 0, 0];
const bench = simulatedBenchEnvelope;
/** As a task narrows it: a low box, the gripper closed, the tool nearly upright. */
const episode: Envelope = {
  ...bench,
  workspaceM: {
    x: { min: 0.12, max: 0.3 },
    y: { min: -0.15, max: 0.15 },
    z: { min: 0.008, max: 0.12 },
  },
  gripperLockRad: { min: -0.02, max: 0.02 },
  maxTiltRad: 0.4,
};
/** A wall behind the arm and a ceiling, which the tip may pass and no link. */
const walled: Envelope = {
  ...bench,
  linksM: { x: { min: 0, max: 0.38 }, y: { min: -0.2, max: 0.2 }, z: { min: 0, max: 0.26 } },
};
const startRad = must(inverseKinematics({ xM: 0.2, yM: 0, zM: 0.05 }, { rollRad: 0 }));

/** What a goal may miss its limits by: two counts of each joint at the reach of the arm. */
const grainM = 0.001;

/** Says what is wrong with a written goal, by its own reckoning. */
function faultOf(goalRad: Joints, envelope: Envelope): string | null {
  for (const [j, range] of envelope.jointsRad.entries()) {
    const rad = must(goalRad[j]);
    if (rad < range.min - 2 * countRad || rad > range.max + 2 * countRad) return `joint ${j}`;
  }
  const points = new Float64Array(18);
  linkPoints(goalRad, points);
  for (const [i, radiusM] of linkRadiiM.entries()) {
    if (must(points[3 * i + 2]) - radiusM < envelope.floorM - grainM) return `floor ${i}`;
    const box = envelope.linksM;
    for (const [axis, range] of [box.x, box.y, box.z].entries()) {
      const at = must(points[3 * i + axis]);
      if (at - radiusM < range.min - grainM || at + radiusM > range.max + grainM)
        return `link ${i}`;
    }
  }
  const tip = forwardKinematics(goalRad);
  const { x, y, z } = envelope.workspaceM;
  for (const [value, range] of [
    [tip.xM, x],
    [tip.yM, y],
    [tip.zM, z],
  ] as const) {
    if (value < range.min - grainM || value > range.max + grainM) return 'box';
  }
  const lock = envelope.gripperLockRad;
  const grip = must(goalRad[5]);
  if (lock !== null && (grip < lock.min - 2 * countRad || grip > lock.max + 2 * countRad))
    return 'lock';
  const { maxTiltRad } = envelope;
  const leans = Math.abs(tip.leanRad) > (maxTiltRad ?? 4) + 2 * countRad;
  return leans ? 'tilt' : null;
}

function randomTarget(rng: Rng): number[] {
  const kind = rng.below(4);
  if (kind === 0) return bench.jointsRad.map((range) => rng.between(range.min - 1, range.max + 1));
  if (kind === 1) return startRad.map((rad) => rad + rng.between(-0.4, 0.4));
  const tip = { xM: rng.between(0, 0.45), yM: rng.between(-0.3, 0.3), zM: rng.between(-0.05, 0.3) };
  return inverseKinematics(tip, { rollRad: rng.between(-1, 1) }) ?? [...startRad];
}

const input = (over: Partial<StepInput>): StepInput => ({
  presentRad: startRad,
  previousRad: startRad,
  previousRadS: still,
  setpointRad: startRad,
  setpointRadS: still,
  endRad: startRad,
  correctionRad: still,
  dtS,
  ...over,
});

describe('planStep', () => {
  it.each([
    ['the bench', bench],
    ['an episode', episode],
    ['a wall close by', walled],
  ])('never writes a goal outside the envelope of %s', (_name, envelope) => {
    const rng = createRng(5).fork('envelope');
    let written = 0;
    let refused = 0;
    for (let run = 0; run < 150; run++) {
      let presentRad: readonly number[] = startRad;
      let previousRad: readonly number[] = startRad;
      let previousRadS: readonly number[] = still;
      for (let target = 0; target < 3; target++) {
        const endRad = randomTarget(rng);
        const correctionRad = still.map(() => rng.between(-0.06, 0.06));
        for (let i = 0; i < 25; i++) {
          const setpointRad = endRad;
          const step = planStep(
            input({ presentRad, previousRad, previousRadS, setpointRad, endRad, correctionRad }),
            envelope,
          );
          if (step.kind === 'hold') {
            refused++;
            break;
          }
          written++;
          expect(faultOf(step.goalRad, envelope)).toBeNull();
          for (const [j, goal] of step.goalRad.entries()) {
            const lead = leadS * must(envelope.speedRadS[j]);
            expect(Math.abs(goal - must(presentRad[j]))).toBeLessThanOrEqual(lead + 1e-6);
            const moved = Math.abs(must(step.planRad[j]) - must(previousRad[j]));
            expect(moved).toBeLessThanOrEqual(must(envelope.speedRadS[j]) * dtS + 1e-9);
          }
          previousRad = step.planRad;
          previousRadS = step.planRadS;
          presentRad = presentRad.map((at, j) => at + 0.5 * (must(previousRad[j]) - at));
        }
      }
    }
    expect(written).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(50);
  });

  it.each([
    ['floor', [0, 0.1, 0.6, 1, 0, 0], bench],
    ['joint-range', startRad.map((rad, j) => (j === 4 ? 3 : rad)), bench],
    ['gripper-lock', startRad.map((rad, j) => (j === 5 ? 0.3 : rad)), episode],
    ['tilt', startRad.map((rad, j) => (j === 3 ? rad - 0.5 : rad)), { ...bench, maxTiltRad: 0.3 }],
    [
      'tool-height',
      must(inverseKinematics({ xM: 0.22, yM: 0, zM: 0.13 }, { rollRad: 0 }, { maxTiltRad: 0.35 })),
      episode,
    ],
    [
      'workspace',
      must(inverseKinematics({ xM: 0.16, yM: 0.18, zM: 0.05 }, { rollRad: 0 })),
      episode,
    ],
  ] as const)('holds with the reason %s', (reason, endRad, envelope) => {
    const step = planStep(input({ setpointRad: endRad, endRad }), envelope);
    expect(step).toEqual({ kind: 'hold', reason });
  });

  it('lets an arm that stands outside come back, and go no further out', () => {
    const outRad = startRad.map((rad, j) => (j === 5 ? 0.5 : rad));
    const from = { presentRad: outRad, previousRad: outRad };
    const back = planStep(input({ ...from, setpointRad: startRad, endRad: startRad }), episode);
    expect(back.kind).toBe('move');
    const furtherRad = startRad.map((rad, j) => (j === 5 ? 0.8 : rad));
    const away = planStep(input({ ...from, setpointRad: furtherRad, endRad: furtherRad }), episode);
    expect(away).toEqual({ kind: 'hold', reason: 'gripper-lock' });
  });

  it.each([
    ['the elbow behind', [0, -2.2, 2.2, 1.6, 0, 0], { x: { min: -0.05, max: 9 } }],
    ['the palm in front', [0, -1, 0.9, 1.2, 0, 0], { x: { min: -9, max: 0.25 } }],
    ['the open jaw beside', [0, -1.2, 1.6, 1.1, -1.57, 1.5], { y: { min: -9, max: 0.06 } }],
    ['the elbow above', [0, -1.5, 1.6, 1.4, 0, 0], { z: { min: 0, max: 0.23 } }],
  ] as const)('holds when a link would leave its box: %s', (_name, endRad, side) => {
    const asked = input({ setpointRad: endRad, endRad });
    expect(planStep(asked, bench).kind).toBe('move');
    const narrow = { ...bench, linksM: { ...bench.linksM, ...side } };
    expect(planStep(asked, narrow)).toEqual({ kind: 'hold', reason: 'workspace' });
  });

  it('lets links that stand outside their box come back, and go no further out', () => {
    const narrow = { ...bench, linksM: { ...bench.linksM, x: { min: -0.02, max: 9 } } };
    const outRad = [0, -2, 1.95, 1.6, 0, 0];
    const from = { presentRad: outRad, previousRad: outRad };
    const toRad = (endRad: Joints) =>
      planStep(input({ ...from, setpointRad: endRad, endRad }), narrow);
    expect(toRad([0, -1.7, 1.95, 1.3, 0, 0]).kind).toBe('move');
    expect(toRad([0, -2.2, 2.15, 1.6, 0, 0])).toEqual({ kind: 'hold', reason: 'workspace' });
  });

  it('fails closed on anything that is no number', () => {
    const bad = [Number.NaN, 0, 0, 0, 0, 0];
    const names = ['presentRad', 'previousRad', 'setpointRad', 'endRad', 'correctionRad'] as const;
    for (const name of names) {
      expect(planStep(input({ [name]: bad }), bench).kind).toBe('hold');
      expect(planStep(input({ [name]: [1] }), bench).kind).toBe('hold');
    }
    expect(planStep(input({ dtS: 0 }), bench).kind).toBe('hold');
    expect(planStep(input({}), {} as Envelope)).toEqual({ kind: 'hold', reason: 'internal' });
    const deaf = { ...bench, floorM: Number.NaN };
    expect(planStep(input({}), deaf).kind).toBe('hold');
    const blind = { ...bench, linksM: { ...bench.linksM, y: { min: Number.NaN, max: 1 } } };
    expect(planStep(input({}), blind)).toEqual({ kind: 'hold', reason: 'workspace' });
    const { linksM: _none, ...without } = bench;
    expect(planStep(input({}), without as Envelope).kind).toBe('hold');
  });

  it('comes to the end of a line without passing it', () => {
    let previousRad: readonly number[] = startRad;
    let previousRadS: readonly number[] = still;
    const endRad = startRad.map((rad, j) => (j === 0 ? rad + 0.8 : rad));
    for (let i = 0; i < 60; i++) {
      const step = planStep(
        input({ presentRad: previousRad, previousRad, previousRadS, setpointRad: endRad, endRad }),
        bench,
      );
      if (step.kind !== 'move') throw new Error('refused');
      expect(must(step.planRad[0])).toBeLessThanOrEqual(must(endRad[0]) + countRad);
      previousRad = step.planRad;
      previousRadS = step.planRadS;
    }
    expect(must(previousRad[0])).toBeCloseTo(must(endRad[0]), 3);
  });
});

describe('planHold', () => {
  it('stays at the held position, and at the present one when all else fails', () => {
    const held = planHold(startRad, startRad, still, bench);
    for (const [j, rad] of held.entries()) {
      expect(Math.abs(rad - must(startRad[j]))).toBeLessThanOrEqual(countRad);
    }
    const blind = planHold(startRad, [Number.NaN, 0, 0, 0, 0, 0], still, bench);
    for (const [j, rad] of blind.entries()) {
      expect(Math.abs(rad - must(startRad[j]))).toBeLessThanOrEqual(countRad);
    }
  });
});
