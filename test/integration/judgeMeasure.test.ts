/**
 * Judges through a real core on small real recordings: small programs in their jail, each with a known way of being right
 * or wrong, so that every count is known beforehand; hostile ones, a changed folder, a core that died in between.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Core } from '../../main/core.ts';
import { openCore } from '../../main/entry/openCore.ts';
import { hashTree } from '../../main/environment/task/hashTree.ts';
import { demoDir, judgesDir, ledgerPath, tasksDir } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { madeNearMiss, makeManyClips } from '../../tools/perf/manyClips.ts';
import { never, tempDir } from '../lib/coreUnderTest.ts';

const task = 'push-t';
const count = 60;
const negatives = 16;
const patterns = 8;

// Seconds where nobody else wants the machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let data: ReturnType<typeof tempDir>;
let core: Core;
/** The overhead pictures of each pattern, as hashes in order. */
const pictures: string[][] = [];

async function open(): Promise<void> {
  const ports = { dataDir: data.path, clock: realClock, log: silentLog, version: 'test' };
  core = await openCore({ ...ports, autoRun: false, restBench: false });
}
const call: Core['api']['call'] = (name, args, signal = never) => core.api.call(name, args, signal);
const show = () => call('judge.show', { task }, never);

const front = `import { createHash } from 'node:crypto';
import { serveProgram } from 'nightbench/sdk/program.ts';
const say = (verdict, more = {}) => ({ verdict, score: verdict === 'success' ? 0.9 : 0.1, margin: 0,
  perCamera: { overhead: verdict }, cameraScores: { overhead: verdict === 'success' ? 0.9 : 0.1 }, flags: [], ...more });
let asked = 0;
`;
/** Says success of the last pictures of these patterns: in the clips of the first and the fifth they are right. */
const knows = (known: readonly number[]): string =>
  `${front}const known = new Set(${JSON.stringify(known.flatMap((at) => must(pictures[at]).slice(20)))});
serveProgram({ onJudge: ({ frames }) => say(known.has(createHash('sha256')
  .update(frames.find(({ role }) => role === 'overhead').jpeg).digest('hex')) ? 'success' : 'failure') });
`;
const does = (body: string): string =>
  `${front}serveProgram({ onJudge: async ({ frames }) => { asked++; ${body} } });\n`;

let made = 0;
function folder(program: string, more: object = {}): string {
  const dir = path.join(data.path, `folder-${++made}`);
  mkdirSync(dir);
  writeFileSync(path.join(dir, 'judge.ts'), program);
  const whole = { crop: { x: 0, y: 0, w: 1, h: 1 }, threshold: 0.5 };
  const file = {
    ...{ version: 1, task, words: 'It knows what it has seen.', by: 'hand', fusion: 'all' },
    ...{ cameras: { overhead: whole }, dwell: { need: 3, of: 4 }, training: null, config: {} },
    ...more,
  };
  writeFileSync(path.join(dir, 'judge.json'), JSON.stringify(file));
  return dir;
}
const add = (program: string, more: object = {}) =>
  call('judge.add', { task, dir: folder(program, more), by: 'Ada' }, never);

beforeAll(async () => {
  data = tempDir('judges');
  await makeManyClips(data.path, { clips: count, looks: 2 });
  for (let at = 0; at < patterns; at++) {
    const { frames } = readFrames(demoDir(data.path, `demo-${String(at + 1).padStart(6, '0')}`));
    const shown = must(frames.get('overhead'));
    pictures.push(shown.map(({ jpeg }) => createHash('sha256').update(jpeg).digest('hex')));
  }
  await open();
  const split = { task, negatives, seed: 1, lock: true, by: 'Ada' };
  await call('clip.split', split, never);
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

describe('a judge', () => {
  it('that is right has no mistake, and its measuring is one counted look', async () => {
    expect(await add(knows([0, 4]))).toMatchObject({ id: 'judge-0001', tried: null, locked: null });
    const report = await call('judge.try', { task, judge: 'newest' }, never);
    const { positives, fp, recall, flipsMax, faults } = report.scores;
    expect({ fp, faults, flipsMax }).toEqual({ fp: 0, faults: 0, flipsMax: 1 });
    expect(recall).toMatchObject({ k: positives, n: positives });
    expect(report.mistakes).toEqual([]);
    const before = await call('judge.report', { task, judge: 'newest' }, never);
    expect(before).toMatchObject({ locked: null, gate: 'fail', looks: 0 });
    const measure = await call('judge.measure', { task, judge: 'newest', by: 'Ada' }, never);
    expect(measure).toMatchObject({ looks: 1, by: 'Ada', scores: { fp: 0, fn: 0, negatives } });
    expect(measure.scores.fprUpper95).toBeCloseTo(1 - 0.05 ** (1 / negatives), 6);
    expect(measure.latency).toMatchObject({ how: 'replayed' });
    expect(measure.latency.n).toBeGreaterThanOrEqual(1000);
    const after = await call('judge.report', { task, judge: 'newest' }, never);
    expect(after).toMatchObject({ judge: 'judge-0001', looks: 1, locked: { negatives, fp: 0 } });
    // How fast this machine is just now is not what is tested here.
    const others = after.why.filter((words) => !words.startsWith('p99'));
    expect(others).toEqual([]);
    expect((await show()).lockedSet).toMatchObject({ uses: 1, mostUses: 5, negatives });
  });

  it('is put in force with its dwell by whoever takes the responsibility, and only then', async () => {
    const accept = { task, judge: 'judge-0001', by: 'Ada' };
    await call('judge.accept', { ...accept, override: 'a busy machine' }, never);
    const view = await show();
    expect(view.inForce).toBe('judge-0001');
    const copy = path.join(tasksDir(data.path), task);
    expect(await hashTree(path.join(copy, 'judge'))).toBe(must(view.versions[0]).hash);
    const manifest = JSON.parse(readFileSync(path.join(copy, 'task.json'), 'utf8'));
    expect(manifest).toMatchObject({
      dwell: { need: 3, of: 4 },
      judge: { main: 'judge/judge.ts' },
    });
    expect(existsSync(path.join(judgesDir(data.path, task), 'accepting.json'))).toBe(false);
  });

  it('that is wrong is counted by kind, and must not lose what the one in force knew', async () => {
    // The fourth pattern is a near miss; the fifth, a success, it does not know.
    const { id } = await add(knows([0, 3]), { dwell: { need: 2, of: 3 } });
    const { scores } = await call('judge.measure', { task, judge: id, by: 'Bo' }, never);
    expect(scores.fp).toBe(scores.byKind[madeNearMiss]?.wrong);
    expect(scores.fp).toBeGreaterThan(0);
    expect(scores.fn).toBeGreaterThan(0);
    expect(scores.perCamera.overhead).toMatchObject({ fp: scores.fp });
    const version = must((await show()).versions.at(-1));
    const lines = Object.fromEntries(version.gate.map((line) => [line.id, line]));
    expect(lines.fp).toMatchObject({ ok: false });
    expect(lines.recall).toMatchObject({ ok: false });
    expect(lines.knew).toMatchObject({ ok: false });
    const compared = await call('judge.compare', { task, judges: ['judge-0001', id] }, never);
    const lost = must(compared.judges[1]).lost;
    expect(lost.length).toBeGreaterThan(0);
    expect(compared.judges[1]?.won).toEqual([]);
    expect(lines.knew?.words).toContain(must(lost[0]));
    const { mistakes } = await call('judge.try', { task, judge: id }, never);
    expect(mistakes.map(({ clipId }) => clipId).sort()).toEqual([...lost].sort());
    expect(mistakes[0]?.wrong).toBe('false-positive');
    const accept = { task, judge: id, by: 'Bo', override: null };
    await expect(call('judge.accept', accept, never)).rejects.toMatchObject({ code: 'refused' });
  });

  it('is refused, and costs no look, when its folder does not fit or it does not answer', async () => {
    const { lockedSet } = await show();
    const bad = async (program: string, more: object, words: RegExp): Promise<void> =>
      await expect(add(program, more)).rejects.toMatchObject({
        ...{ code: 'bad-input', message: expect.stringMatching(words) },
      });
    const right = knows([0, 4]);
    await bad(right, { task: 'touch' }, /is for the task touch/);
    await bad(right, { dwell: { need: 5, of: 4 } }, /needs 5 of only 4/);
    await bad(right, { colour: 'red' }, /colour/);
    await bad(does('throw new Error("no idea");'), {}, /no idea/);
    await bad(
      does('process.stdout.write("hello there, hello there"); return say("success");'),
      {},
      /./,
    );
    await bad(
      does('const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1));'),
      {},
      /crashed|late/,
    );
    await bad(does('return say("success", { score: 7 });'), {}, /score/);
    await bad(does('for (;;);'), {}, /no answer within/);
    expect((await show()).lockedSet).toEqual(lockedSet);
    expect((await show()).versions).toHaveLength(2);
  });

  it('that fails now and then has faults, not exceptions, and they are in its gate', async () => {
    const stumbles = does(`const jpeg = frames.find(({ role }) => role === 'overhead').jpeg;
      if (createHash('sha256').update(jpeg).digest('hex') === '${must(pictures[1]?.[10])}') process.exit(3);
      return say('failure');`);
    const { id } = await add(stumbles);
    const { scores, clips } = await call('judge.try', { task, judge: id }, never);
    const faulty = clips.filter(({ flags }) => flags.includes('judge-fault'));
    expect(scores).toMatchObject({ fp: 0, recall: { k: 0 }, faults: faulty.length });
    expect(faulty.length).toBeGreaterThan(1);
    expect(faulty.length).toBeLessThan(clips.length / 4);
    // One that fails clip after clip is not asked to the end.
    const fails = await add(does("if (asked > 5) process.exit(3); return say('failure');"));
    const given = await call('judge.try', { task, judge: fails.id }, never);
    expect(given.scores.faults).toBe(given.clips.length);
    const measure = await call('judge.measure', { task, judge: id, by: 'Bo' }, never);
    expect(measure.scores.faults).toBeGreaterThan(0);
    const report = await call('judge.report', { task, judge: id }, never);
    expect(report.why[0]).toMatch(/clips could not be judged/);
  });

  it('gets nowhere with the network and the disk, and is judged by what it says', async () => {
    const tries = `const flags = [];
      await fetch('http://127.0.0.1:9').then(() => flags.push('network'), (e) => String(e));
      const { writeFileSync } = await import('node:fs');
      try { writeFileSync(new URL('./judge.json', import.meta.url), '{}'); flags.push('wrote'); } catch {}
      return say('failure', { flags });`;
    const { id, hash } = await add(does(tries));
    const { clips } = await call('judge.try', { task, judge: id }, never);
    expect(clips.flatMap(({ flags }) => flags)).toEqual([]);
    expect(await hashTree(path.join(judgesDir(data.path, task), id))).toBe(hash);
  });

  it('is looked into: where it looks, and which clips are like this one; never a locked one', async () => {
    const blue = `import { decodePicture } from 'nightbench/sdk/picture.ts';
${does(`const jpeg = frames.find(({ role }) => role === 'overhead').jpeg;
      const { rgb, width, height } = await decodePicture(jpeg);
      let blue = 0;
      for (let at = 0; at < width * height; at++)
        if (rgb[3 * at + 2] > rgb[3 * at] + 60) blue++;
      return say('failure', { score: Math.min(1, blue / 2200), cameraScores: {} });`)}`;
    const { id } = await add(blue);
    const list = (await call('clip.list', { task, since: 0 }, never)).clips;
    const clip = must(list.find(({ locked, label }) => !locked && label?.value === 'failure'));
    const looked = { task, judge: id, clip: clip.id, role: 'overhead', atMs: 2000 };
    const { drop, rows, cols } = await call('judge.heat', looked, never);
    expect(drop).toHaveLength(rows * cols);
    const shown = must(readFrames(demoDir(data.path, clip.recordingId)).frames.get('overhead'));
    const { data: raw } = await sharp(must(shown[20]).jpeg)
      .raw()
      .toBuffer({ resolveWithObject: true });
    let [x, y, n] = [0, 0, 0];
    for (let at = 0; at < 320 * 240; at++)
      if ((raw[3 * at + 2] ?? 0) > (raw[3 * at] ?? 0) + 60) {
        x += at % 320;
        y += Math.floor(at / 320);
        n++;
      }
    const hottest = drop.indexOf(Math.max(...drop));
    const apart = Math.hypot(
      ((hottest % cols) + 0.5) * (320 / cols) - x / n,
      (Math.floor(hottest / cols) + 0.5) * (240 / rows) - y / n,
    );
    expect(apart).toBeLessThan(40);
    const { clips } = await call('judge.near', { task, clip: clip.id, count: 3 }, never);
    const near = clips.map((each) => must(list.find((one) => one.id === each)));
    const patternOf = (demo: string): number => (Number(demo.slice(5)) - 1) % patterns;
    expect(near.every((one) => patternOf(one.recordingId) === patternOf(clip.recordingId))).toBe(
      true,
    );
    const locked = must(list.find((one) => one.locked)).id;
    for (const ask of [
      () => call('judge.heat', { ...looked, clip: locked }, never),
      () => call('judge.near', { task, clip: locked, count: 3 }, never),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what lasts', () => {
  it('refuses a version that is not what was hashed, and one look too many', async () => {
    const file = path.join(judgesDir(data.path, task), 'judge-0002', 'judge.ts');
    const before = readFileSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, `${before} `);
    const again = { task, judge: 'judge-0002', by: 'Bo' };
    await expect(call('judge.measure', again, never)).rejects.toMatchObject({ code: 'refused' });
    expect((await show()).lockedSet).toMatchObject({ uses: 3 });
    writeFileSync(file, before);
    for (let uses = 4; uses <= 5; uses++)
      expect(await call('judge.measure', again, never)).toMatchObject({ looks: uses });
    await expect(call('judge.measure', again, never)).rejects.toMatchObject({
      ...{ code: 'refused', message: expect.stringMatching(/spent/) },
    });
  });

  it('is finished or swept by the next core when one died in between', async () => {
    const seq = must((await show()).versions[1]);
    await core[Symbol.asyncDispose]();
    const home = judgesDir(data.path, task);
    cpSync(path.join(home, 'judge-0001'), path.join(home, 'judge-0099'), { recursive: true });
    mkdirSync(path.join(home, '.new-judge-0100'));
    const copy = path.join(tasksDir(data.path), task);
    // As it stands when the old folder is gone and the new one is not there yet.
    rmSync(path.join(copy, 'judge'), { recursive: true });
    const ledger = openLedger(ledgerPath(data.path), {
      ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
    });
    const afterSeq = ledger.head().seq;
    ledger[Symbol.dispose]();
    const accepting = {
      ...{ version: 1, task, id: seq.id, hash: seq.hash, by: 'Bo' },
      ...{ overrode: 'to see it mended', afterSeq },
    };
    writeFileSync(path.join(home, 'accepting.json'), JSON.stringify(accepting));
    await open();
    const view = await show();
    expect(view.inForce).toBe('judge-0002');
    expect(view.versions[1]?.accepted).toMatchObject({ by: 'Bo', overrode: 'to see it mended' });
    expect(view.versions.map(({ id, tried }) => [id, tried !== null]).slice(0, 2)).toEqual([
      ['judge-0001', true],
      ['judge-0002', true],
    ]);
    for (const name of ['judge-0099', '.new-judge-0100', 'accepting.json'])
      expect([name, existsSync(path.join(home, name))]).toEqual([name, false]);
    const manifest = JSON.parse(readFileSync(path.join(copy, 'task.json'), 'utf8'));
    expect(manifest.dwell).toEqual({ need: 2, of: 3 });
  });
});
