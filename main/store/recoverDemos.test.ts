/**
 * Recordings that nobody entered: cut at any byte they become demos up to the cut, whole ones are adopted, discarded and
 * imported halves go, and what makes no sense is left alone.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../base/host/canonical.ts';
import { must } from '../base/lib/assert.ts';
import { realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import type { DemoHead } from '../base/model/episode.ts';
import type { StepRow } from '../base/wire/recorder.ts';
import { demosDir, discardedPrefix } from './dataLayout.ts';
import { openDemoRecord } from './record/demoRecord.ts';
import { readDemoEnd } from './record/demoSchema.ts';
import { readFrames, readSteps } from './record/readRecord.ts';
import { type DemoRecordedEntry, recoverDemos } from './recoverDemos.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'nb-demos-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
  .jpeg()
  .toBuffer();

const headOf = (id: string, part: Partial<DemoHead> = {}): DemoHead => ({
  version: 1,
  id,
  task: 'touch',
  taskVersion: '1',
  instruction: 'Touch it.',
  origin: { kind: 'teleop', input: 'keyboard' },
  wallTime: '2026-01-01T00:00:00.000Z',
  roles: ['front', 'overhead'],
  videoRateHz: 10,
  benchId: 'simulated',
  clock: 'real',
  softwareVersion: 'test',
  calibrationHash: 'c',
  cameraCalibrationHash: null,
  ...part,
});

const zeros = [0, 0, 0, 0, 0, 0];
const row = (tick: number): StepRow => ({
  ...{ tick, atMs: tick * 20, phase: 'episode', attempt: 1, source: 'human', mode: 'moving' },
  ...{ wantedRad: zeros, appliedRad: zeros, positionRad: zeros, load: zeros, limitedBy: null },
});

const dirOf = (id: string): string => path.join(demosDir(dataDir), id);

/** A recording of `rows` rows; null: its recorder died in the middle. */
async function record(
  head: DemoHead,
  rows: number,
  how: 'finished' | 'abandoned' | 'died',
): Promise<string> {
  const dir = dirOf(head.id);
  const ports = { clock: realClock, ffmpeg: '/nowhere/ffmpeg' };
  using demo = await openDemoRecord({ type: 'begin-demo', dir, head }, ports);
  for (let tick = 0; tick < rows; tick++) {
    demo.steps([row(tick)]);
    for (const role of head.roles) {
      const frame = { type: 'frame', role, seq: tick, capturedAtMs: tick * 20, judged: true };
      await demo.frame(frame as never, jpeg);
    }
  }
  demo.mark({ atMs: 0, value: 'failure' });
  const said = { result: null, nearMiss: null, marks: [], why: '', fromMs: 0, wallTime: '' };
  if (how === 'finished') await demo.finish({ ...said, toMs: (rows - 1) * 20 });
  if (how === 'abandoned') await demo.abandon();
  return dir;
}

const known: DemoRecordedEntry[] = [];
async function recover(booked: readonly DemoRecordedEntry[] = known) {
  const entered: DemoRecordedEntry[] = [];
  const notes = (kind: string) =>
    (kind === 'demo-recorded' ? booked : []).map((body) => ({ body }));
  const ledger = { notes: notes as never };
  const options = { clock: realClock, log: silentLog, why: 'the core ended' };
  await recoverDemos(ledger, dataDir, { ...options, enter: (entry) => void entered.push(entry) });
  return entered;
}

describe('a recording', () => {
  it('that ended is adopted once, as it is', async () => {
    const dir = await record(headOf('demo-000004'), 6, 'finished');
    const [entry, ...others] = await recover();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      demoId: 'demo-000004',
      frames: 6,
      fromMs: 0,
      toMs: 100,
      why: '',
    });
    expect(must(entry).endHash).toBe(sha256(readFileSync(path.join(dir, 'demo-end.json'))));
    expect(await recover([must(entry)])).toEqual([]);
  });

  it('whose recorder outlived the core has its end, its marks and why', async () => {
    await record(headOf('demo-000001', { nearMiss: 'beside' }), 6, 'abandoned');
    const [entry] = await recover();
    expect(entry).toMatchObject({ result: 'failure', nearMiss: 'beside', toMs: 100, frames: 6 });
    expect(must(entry).why).toMatch(/core ended/);
  });

  it.each([0, 1, 37, 500, 5000])(
    'cut %d bytes before its end is a demo up to the cut',
    async (cut) => {
      const dir = await record(headOf('demo-000001', { nearMiss: 'beside' }), 400, 'died');
      writeFileSync(path.join(dir, 'front.mp4'), 'half a film');
      for (const name of ['steps.ndjson', 'frames.mcap']) {
        const file = path.join(dir, name);
        truncateSync(file, statSync(file).size - cut);
      }
      const [entry] = await recover();
      const end = must(readDemoEnd(dir));
      const rows = [...readSteps(dir)];
      expect(rows).toEqual(Array.from({ length: rows.length }, (_, tick) => row(tick)));
      expect(rows.length).toBeGreaterThan(370);
      expect(end).toMatchObject({ why: 'the core ended', nearMiss: 'beside', fromMs: 0 });
      expect(end.toMs).toBe(must(rows.at(-1)).atMs);
      const { frames, whole } = readFrames(dir);
      expect(whole).toBe(true);
      const kept = must(frames.get('front'));
      expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, seq) => seq));
      // What the last chunk had not been given to the disk is lost with its writer, and no more.
      expect(kept.length).toBeGreaterThan(100);
      expect(must(entry).frames).toBe(
        kept.filter(({ capturedAtMs }) => capturedAtMs <= end.toMs).length,
      );
      expect(Object.keys(end.files).sort()).toEqual(['demo.json', 'frames.mcap', 'steps.ndjson']);
      expect(end.notes).toEqual(['no film of camera "front": it was cut short']);
      for (const [name, { sha256: hash }] of Object.entries(end.files))
        expect(sha256(readFileSync(path.join(dir, name)))).toBe(hash);
      expect(readdirSync(dir).sort()).toEqual([...Object.keys(end.files), 'demo-end.json'].sort());
    },
  );

  it('with a damaged row keeps the rows before it', async () => {
    const dir = await record(headOf('demo-000001'), 20, 'died');
    appendFileSync(path.join(dir, 'steps.ndjson'), '{"tick":"x"}\n');
    await recover();
    expect([...readSteps(dir)].length).toBe(20);
  });

  it('of which nothing was recorded, half an import, and a discarded one are let go', async () => {
    await record(headOf('demo-000001'), 0, 'died');
    const origin = { kind: 'import', format: 'mp4', from: 'x', episode: 0 } as const;
    await record(headOf('demo-000002', { origin }), 5, 'died');
    mkdirSync(dirOf(`${discardedPrefix}demo-000003`));
    mkdirSync(dirOf('demo-000005'));
    expect(await recover()).toEqual([]);
    expect(readdirSync(demosDir(dataDir))).toEqual([]);
  });

  it('that makes no sense is left alone', async () => {
    const dir = await record(headOf('demo-000001'), 5, 'finished');
    writeFileSync(path.join(dir, 'demo-end.json'), '{"version":2}');
    expect(await recover()).toEqual([]);
    expect(existsSync(path.join(dir, 'frames.mcap'))).toBe(true);
  });
});
