/**
 * The reports that tasks ship with: of the very bytes and the rule that lie beside them, so that nobody edits a judge or a
 * reset and forgets; and when one counts.
 */
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { silentLog } from '../../base/lib/log.ts';
import type { BenchChoice } from '../../base/model/phaseOne.ts';
import { resetLacks } from '../../base/model/reset.ts';
import { planGate, whyNotMet } from '../judge/planGate.ts';
import { type GateReport, readGateReport, underJudge, underReset } from './gateReport.ts';
import { hashTree } from './hashTree.ts';
import { createMakersReports } from './makersReports.ts';
import { readManifest } from './readManifest.ts';

const shipped = path.resolve(import.meta.dirname, '../../../tasks');

const anew = (task: string): string => `node tools/gateReport.ts ${task} --data DIR`;

describe.each(['push-t', 'touch'])('%s', (task) => {
  const dir = path.join(shipped, task);

  it('ships a report of the very judge and reset that it ships', async () => {
    const { judge, reset } = must(await readGateReport(dir));
    const manifest = await readManifest(dir);
    const lacks = Object.entries({ judge, reset }).flatMap(([part, its]) => (its ? [] : [part]));
    expect(lacks).toEqual([]);
    expect(judge?.hash, anew(task)).toBe(await hashTree(path.join(dir, 'judge')));
    expect(judge?.under, anew(task)).toBe(underJudge(manifest));
    if (reset === null) return;
    expect(reset.hash, anew(task)).toBe(await hashTree(path.join(dir, 'reset')));
    expect(reset.under, anew(task)).toBe(await underReset(manifest, path.join(dir, 'scene')));
  });

  it('that meets its gates', async () => {
    const { judge, reset } = must(await readGateReport(dir));
    const measure = must(judge).measure;
    expect(whyNotMet(measure, planGate(measure, null))).toEqual([]);
    expect(measure.scores).toMatchObject({ fp: 0, negatives: 59 });
    if (reset !== null) expect(resetLacks(reset.measure)).toEqual([]);
  });
});

describe('a report', () => {
  let templatesDir: string;
  let dataDir: string;
  let kind: BenchChoice['kind'];
  const file = (...names: string[]): string => path.join(templatesDir, 'push-t', ...names);
  const change = (more: (report: GateReport) => unknown): void =>
    writeFileSync(
      file('gate.json'),
      JSON.stringify(more(JSON.parse(readFileSync(file('gate.json'), 'utf8')) as GateReport)),
    );
  const made = async () => {
    const reports = createMakersReports({
      benches: {
        get current() {
          return { kind } as BenchChoice;
        },
      },
      ...{ log: silentLog, dataDir, templatesDir },
    });
    return {
      judge: await reports.judge('push-t', await hashTree(file('judge'))),
      reset: await reports.reset('push-t', await hashTree(file('reset'))),
    };
  };
  beforeEach(() => {
    templatesDir = mkdtempSync(path.join(tmpdir(), 'nb-made-'));
    dataDir = mkdtempSync(path.join(tmpdir(), 'nb-made-data-'));
    kind = 'simulated';
    cpSync(path.join(shipped, 'push-t'), path.join(templatesDir, 'push-t'), { recursive: true });
  });
  afterEach(() => {
    for (const dir of [templatesDir, dataDir]) rmSync(dir, { recursive: true, force: true });
  });

  it('counts on the simulated bench, and is told and counts for nothing on a real one', async () => {
    const here = await made();
    expect([here.judge?.note.counts, here.reset?.note.counts]).toEqual([true, true]);
    kind = 'real';
    const there = await made();
    expect([there.judge?.note.counts, there.reset?.note.counts]).toEqual([false, false]);
  });

  it('says nothing of other bytes', async () => {
    appendFileSync(file('judge', 'judgeTee.ts'), '\n');
    expect(await made()).toMatchObject({ judge: null, reset: { note: { counts: true } } });
    appendFileSync(file('reset', 'reset.ts'), '\n');
    expect(await made()).toEqual({ judge: null, reset: null });
  });

  it('is of all starts, also while a part of them is practised', async () => {
    const task = JSON.parse(readFileSync(file('task.json'), 'utf8'));
    const starts = { x: { min: 0.18, max: 0.2 }, y: { min: -0.02, max: 0.02 } };
    writeFileSync(file('task.json'), JSON.stringify({ ...task, starts }));
    expect((await made()).reset?.note.counts).toBe(true);
  });

  it('says nothing under another rule, or of other starts', async () => {
    appendFileSync(file('scene', 'starts.ts'), '\n');
    expect(await made()).toMatchObject({ judge: { note: { counts: true } }, reset: null });
    const task = JSON.parse(readFileSync(file('task.json'), 'utf8'));
    task.success.bounds.positionM = 0.004;
    writeFileSync(file('task.json'), JSON.stringify(task));
    expect(await made()).toEqual({ judge: null, reset: null });
  });

  it('survives what a form changes and no figure depends on', async () => {
    const task = JSON.parse(readFileSync(file('task.json'), 'utf8'));
    Object.assign(task, { target: { inARow: 7 }, attempts: 2, name: 'Mine' });
    writeFileSync(file('task.json'), JSON.stringify(task));
    expect((await made()).judge?.note.counts).toBe(true);
    expect((await made()).reset?.note.counts).toBe(true);
  });

  it('that somebody brought along with a task of their own says nothing', async () => {
    cpSync(path.join(templatesDir, 'push-t'), path.join(dataDir, 'packages', 'push-t'), {
      recursive: true,
    });
    expect(await made()).toEqual({ judge: null, reset: null });
  });

  it.each<readonly [string, (report: GateReport) => unknown]>([
    ['with a key that nobody knows', (report) => ({ ...report, more: 1 })],
    [
      'of a real bench',
      (report) => {
        const judge = must(report.judge);
        return { ...report, judge: { ...judge, measured: { ...judge.measured, bench: 'real' } } };
      },
    ],
    ['with no hash', (report) => ({ ...report, judge: { ...report.judge, hash: 'x' } })],
    ['of another version', (report) => ({ ...report, version: 2 })],
  ])('%s is refused, and says nothing', async (_name, more) => {
    change(more);
    await expect(readGateReport(path.dirname(file('gate.json')))).rejects.toThrow('gate.json');
    expect(await made()).toEqual({ judge: null, reset: null });
  });

  it('that is no JSON or too large is refused', async () => {
    const dir = path.dirname(file('gate.json'));
    writeFileSync(file('gate.json'), '{');
    await expect(readGateReport(dir)).rejects.toThrow('is not JSON');
    writeFileSync(file('gate.json'), ' '.repeat(100_000));
    await expect(readGateReport(dir)).rejects.toThrow('too large');
    rmSync(file('gate.json'));
    expect(await readGateReport(dir)).toBeNull();
  });
});
