/** The eye of the 3-D view stays where something is seen, a still arm draws nothing, and drawing keeps its pace. */
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { firstState, type WindowState } from '../store/windowStore.ts';
import { type Belief, beliefOf, isNews } from './belief.ts';
import { boxEdges } from './boxEdges.ts';
import { createDrawPace } from './drawPace.ts';
import {
  firstOrbit,
  fitScale,
  orbitByKey,
  orbitEye,
  orbitTarget,
  turnOrbit,
  zoomOrbit,
} from './orbit.ts';
import { lookAt, projectPoint } from './project.ts';

describe('the orbit', () => {
  it('stays above the table, never upside down, neither in the arm nor out of the room', () => {
    let orbit = firstOrbit;
    for (let i = 0; i < 500; i++) {
      orbit = turnOrbit(orbit, 0.37 * i, i % 2 === 0 ? 1.1 : -0.9);
      orbit = zoomOrbit(orbit, i % 3 === 0 ? 0.2 : 1.9);
      const [x, y, z] = orbitEye(orbit);
      const d = Math.hypot(x - orbitTarget[0], y - orbitTarget[1], z - orbitTarget[2]);
      expect(z).toBeGreaterThan(0.1);
      expect(d).toBeGreaterThanOrEqual(0.3 - 1e-9);
      expect(d).toBeLessThanOrEqual(2.5 + 1e-9);
      expect(Math.abs(orbit.azimuthRad)).toBeLessThanOrEqual(Math.PI + 1e-9);
    }
  });

  it('answers its keys, leaves others alone, and Home undoes them', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '-'];
    for (const key of keys) expect(orbitByKey(firstOrbit, key)).not.toEqual(firstOrbit);
    expect(orbitByKey(turnOrbit(firstOrbit, 1, 1), 'Home')).toBe(firstOrbit);
    for (const key of ['r', '1', 'Enter', 'Tab', 'Pause'])
      expect(orbitByKey(firstOrbit, key)).toBeNull();
  });
});

describe('the first look', () => {
  const tan = Math.tan((17 * Math.PI) / 180);
  const tall = { x: { min: -0.1, max: 0.45 }, y: { min: -0.3, max: 0.3 }, z: { min: 0, max: 0.5 } };

  it('has the whole envelope in it, however tall it is', () => {
    for (const aspect of [0.95, 1.4, 3]) {
      const scale = fitScale(tall, tan, tan * aspect);
      expect(scale).toBeGreaterThan(1);
      const eye = orbitEye({ ...firstOrbit, distanceM: firstOrbit.distanceM * scale });
      const size = { widthPx: 400 * aspect, heightPx: 400, focalPx: 200 / tan };
      const model = lookAt('belief', eye, orbitTarget, size);
      const corners = boxEdges(tall).map((edge) => must(projectPoint(model, edge.from)));
      const rooms = corners.flatMap(({ x, y }) => [x, y, 400 * aspect - x, 400 - y]);
      // Nothing is outside, and the tightest corner is near the edge: it is not further away than it must be.
      expect(Math.min(...rooms)).toBeGreaterThan(0);
      expect(Math.min(...rooms)).toBeLessThan(0.04 * 400 * aspect);
    }
  });

  it('comes no nearer for a small one', () => {
    const small = {
      x: { min: 0.1, max: 0.3 },
      y: { min: -0.1, max: 0.1 },
      z: { min: 0, max: 0.1 },
    };
    expect(fitScale(small, tan, tan)).toBe(1);
  });
});

const belief: Belief = {
  jointsRad: [0, 1, 2, 3, 4, 5],
  boxM: { x: { min: 0, max: 1 }, y: { min: 0, max: 1 }, z: { min: 0, max: 1 } },
  object: { xM: 0.2, yM: 0, yawRad: 0 },
  goal: null,
  shape: null,
};

describe('what is worth a new picture', () => {
  it('is not the trembling of an encoder, and not the same said again', () => {
    const trembling = [0.0015, 1, 2, 3, 4, 4.9985];
    expect(isNews(belief, { ...belief, jointsRad: trembling })).toBe(false);
    expect(isNews(belief, structuredClone(belief))).toBe(false);
  });

  it('is a joint that moves, however slowly, an object, an envelope, an arm that is gone', () => {
    const creep = (rad: number): Belief => ({ ...belief, jointsRad: [rad, 1, 2, 3, 4, 5] });
    expect(isNews(belief, creep(0.003))).toBe(false);
    expect(isNews(belief, creep(0.006))).toBe(true);
    expect(isNews(belief, { ...belief, jointsRad: null })).toBe(true);
    expect(isNews(belief, { ...belief, object: null })).toBe(true);
    expect(isNews(belief, { ...belief, object: { xM: 0.2, yM: 0.001, yawRad: 0 } })).toBe(true);
    const wider = { x: { min: 0, max: 2 }, y: { min: 0, max: 1 }, z: { min: 0, max: 1 } };
    expect(isNews(belief, { ...belief, boxM: wider })).toBe(true);
  });

  it('takes the object from the judge and the shape from the task, and nothing when none spoke', () => {
    expect(beliefOf(firstState)).toEqual({
      ...{ jointsRad: null, boxM: null, object: null, goal: null, shape: null },
    });
    const pose = { xM: 0.1, yM: 0.2, yawRad: 1 };
    const goal = { xM: 0, yM: 0, yawRad: 0 };
    const state = {
      ...firstState,
      tasks: [{ id: 'touch', goal }],
      run: { task: 'touch', trial: { lastVerdict: { believed: pose } } },
    } as unknown as WindowState;
    expect(beliefOf(state)).toMatchObject({ object: pose, goal, shape: null });
  });
});

function heldClock() {
  let nowMs = 0;
  let waiting: { atMs: number; run: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(ms: number, run: () => void): Disposable {
      const entry = { atMs: nowMs + ms, run };
      waiting.push(entry);
      return {
        [Symbol.dispose]: () => {
          waiting = waiting.filter((each) => each !== entry);
        },
      };
    },
    pass(ms: number): void {
      nowMs += ms;
      const due = waiting.filter((each) => each.atMs <= nowMs);
      waiting = waiting.filter((each) => each.atMs > nowMs);
      for (const { run } of due) run();
    },
    get waiting() {
      return waiting.length;
    },
  };
}

describe('the pace of drawing', () => {
  it('is one picture for all that changed in between, five a second at most', () => {
    const clock = heldClock();
    let drawn = 0;
    using pace = createDrawPace({ clock, beforePaint: (run) => run(), draw: () => drawn++ }, 200);
    for (let ms = 0; ms < 2000; ms += 10) {
      pace.ask();
      clock.pass(10);
    }
    expect(drawn).toBeGreaterThanOrEqual(9);
    expect(drawn).toBeLessThanOrEqual(11);
  });

  it('draws nothing when nothing is asked, when hidden, and after its end', () => {
    const clock = heldClock();
    let drawn = 0;
    const whenSeen: (() => void)[] = [];
    const beforePaint = (run: () => void): void => void whenSeen.push(run);
    const pace = createDrawPace({ clock, beforePaint, draw: () => drawn++ }, 200);
    clock.pass(5000);
    expect(whenSeen).toHaveLength(0);
    for (let i = 0; i < 50; i++) pace.ask();
    expect(whenSeen).toHaveLength(1); // a hidden page is owed one picture, not fifty
    whenSeen.shift()?.();
    expect(drawn).toBe(1);
    pace.ask();
    pace[Symbol.dispose]();
    clock.pass(5000);
    expect(clock.waiting).toBe(0);
    whenSeen.shift()?.();
    expect(drawn).toBe(1);
  });
});
