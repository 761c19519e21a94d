/**
 * Nets as a way of judging, on drawn pictures of one camera without an arm: do they find where to look, tell what they
 * never saw, say when they do not see, come out the same, and run from their files as they were fitted?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { AuthorClip } from '../../base/wire/author.ts';
import { openNets } from '../sdk/netView.ts';
import type { Picture } from '../sdk/picture.ts';
import type { Example, FitContext, Fitted, Moment } from './family.ts';
import { netFamily } from './netFamily.ts';

const width = 120;
const height = 84;
const goal = { x: 78, y: 30 };

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly gain?: number;
  /** Left, top and side of something blue in front. */
  readonly cover?: readonly [number, number, number];
  readonly scene?: string;
}

const tables = new Map<string, Float32Array>();

/** Levels of a textured table, drawn once. */
function tableOf(scene: string): Float32Array {
  const known = tables.get(scene);
  if (known !== undefined) return known;
  const grain = createRng(1).fork(scene);
  const levels = new Float32Array(width * height).fill(110);
  for (let spot = 0; spot < 60; spot++) {
    const [x, y] = [grain.between(0, width), grain.between(0, height)];
    const [size, by] = [grain.between(3, 12), grain.between(-30, 30)];
    levels.forEach((level, i) => {
      if (Math.hypot(x - (i % width), y - Math.floor(i / width)) < size) levels[i] = level + by;
    });
  }
  tables.set(scene, levels);
  return levels;
}

/** The table and an orange block of 18 × 12 pixels with a dark edge; sensor noise from `rng`. */
function draw({ x, y, gain = 1, cover, scene = 'table' }: Drawn, rng: Rng): Picture {
  const levels = tableOf(scene);
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const level = must(levels[row * width + column]);
      const [dx, dy] = [Math.abs(column + 0.5 - x), Math.abs(row + 0.5 - y)];
      const inside = dx < 9 && dy < 6;
      const edge = inside && (dx > 7.5 || dy > 4.5);
      let colour = inside ? (edge ? [70, 30, 20] : [220, 120, 40]) : [level, level, 0.9 * level];
      if (cover !== undefined) {
        const [left, top, side] = cover;
        const over = column >= left && row >= top && column < left + side && row < top + side;
        if (over) colour = [30, 60, 200];
      }
      colour.forEach((value, c) => {
        const level = value * gain + 3 * rng.normal();
        rgb[(row * width + column) * 3 + c] = Math.max(0, Math.min(255, level));
      });
    }
  }
  return { width, height, rgb };
}

const moment = (clipId: string, picture: Picture): Moment => ({
  clipId,
  atMs: 0,
  pictures: { front: picture },
  arm: null,
});

const clipOf = (id: string, positive: boolean): AuthorClip => ({
  ...{ id, recordingId: id, dir: '/', fromMs: 0, toMs: 1000, sure: false, decidedMs: null },
  ...{ nearMiss: null, wallTime: '2026-01-01T00:00:00.000Z', source: 'import' },
  label: positive ? 'success' : 'failure',
});

/** Successes within a pixel and a half of the goal; failures five to twenty-five pixels from it, more of them near. */
function place(positive: boolean, rng: Rng): Drawn {
  const angle = rng.between(0, 2 * Math.PI);
  const off = positive ? rng.between(0, 1.5) : 5 + 20 * rng.uniform() ** 2;
  const gain = rng.between(0.8, 1.2);
  return { x: goal.x + off * Math.cos(angle), y: goal.y + off * Math.sin(angle), gain };
}

function examplesOf(count: number, rng: Rng): Example[] {
  return Array.from({ length: count }, (_, i) => {
    const positive = i % 3 === 0;
    const id = `clip-${i}`;
    const at = place(positive, rng);
    const moments = [0, 1].map(() => moment(id, draw(at, rng)));
    return { clip: clipOf(id, positive), positive, moments };
  });
}

const context: FitContext = {
  roles: ['front'],
  seed: 4,
  signal: new AbortController().signal,
  progress: () => undefined,
  seconds: 600,
};

async function fitted(examples: readonly Example[]): Promise<Fitted> {
  const result = await netFamily.fit(examples, context);
  if ('why' in result) throw new Error(result.why);
  return result.fitted;
}

const examples = examplesOf(48, createRng(2));
let nets: Fitted;
beforeAll(async () => {
  nets = await fitted(examples);
});

const look = async (drawn: Drawn, rng = createRng(9)) =>
  must((await nets.score(moment('new', draw(drawn, rng)))).cameras.front);

describe('nets', () => {
  it('look where the classes differ and tell what they never saw', async () => {
    const { config } = await nets.files();
    const { box } = must((config as Record<string, { model: { box: Box } }>).front).model;
    expect(box.leftPx).toBeLessThan(goal.x);
    expect(box.leftPx + box.sidePx).toBeGreaterThan(goal.x);
    expect(box.topPx).toBeLessThan(goal.y);
    const rng = createRng(31);
    const said = { success: 0, failure: 0 };
    for (let i = 0; i < 30; i++) {
      const positive = i % 2 === 0;
      const { score, seen } = await look(place(positive, rng), rng);
      if (!positive) expect(seen && score >= 0.5).toBe(false);
      if (seen && score >= 0.5) said.success++;
      if (seen && score < 0.5) said.failure++;
    }
    expect(said.success).toBeGreaterThanOrEqual(13);
    expect(said.failure).toBeGreaterThanOrEqual(12);
  });

  it('never say success of a goal that is covered, and see no other scene', async () => {
    const covered = await look({ ...goal, cover: [goal.x - 12, goal.y - 12, 24] });
    expect(covered.seen && covered.score >= 0.5).toBe(false);
    const elsewhere = await look({ ...goal, scene: 'another table' });
    expect(elsewhere.seen).toBe(false);
    expect(['unknown-scene', 'camera-moved']).toContain(must(elsewhere.flags[0]));
    const small = { width: 20, height: 20, rgb: new Uint8Array(1200) };
    const odd = await nets.score(moment('new', small));
    expect(odd.cameras.front).toMatchObject({ seen: false, flags: ['wrong-picture-size'] });
    const none = await nets.score({ clipId: 'new', atMs: 0, pictures: {}, arm: null });
    expect(none.cameras.front).toMatchObject({ seen: false, flags: ['no-picture'] });
  });

  it('run from their files as they were fitted', async () => {
    const { files, config } = await nets.files();
    const stored = JSON.parse(JSON.stringify(config)) as unknown;
    await using part = await openNets(stored, (name) => must(files[name]));
    for (const { moments } of examples.slice(0, 6)) {
      const { pictures } = must(moments[0]);
      expect(await part.score(pictures)).toEqual(await nets.score(must(moments[0])));
    }
    await expect(openNets({ front: {} }, () => new Uint8Array(0))).rejects.toThrow('front');
  });

  it('come out the same for the same seed', async () => {
    const again = await fitted(examples);
    expect(await again.files()).toEqual(await nets.files());
  });

  it('say why where nothing tells the classes apart, or a camera is not there', async () => {
    const rng = createRng(3);
    const alike = examplesOf(24, rng).map((example) => ({
      ...example,
      moments: [moment(example.clip.id, draw(goal, rng))],
    }));
    expect(await netFamily.fit(alike, context)).toMatchObject({
      why: expect.stringMatching(/nothing in the pictures/),
    });
    const other = { ...context, roles: ['overhead'] };
    expect(await netFamily.fit(examples, other)).toMatchObject({
      why: expect.stringMatching(/no pictures/),
    });
  });
});

interface Box {
  readonly leftPx: number;
  readonly topPx: number;
  readonly sidePx: number;
}
