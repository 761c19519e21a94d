/** The rail over a real ledger and the real book of demos: what each step lacks in words, and that it outlives a core. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { ClipSummary, LabelValue } from '../../base/model/episode.ts';
import type { JudgeVersion, JudgeView } from '../../base/model/judge.ts';
import type { CheckLine, CheckView, PhaseOneView, StepId } from '../../base/model/phaseOne.ts';
import type { ResetMeasure, ResetView } from '../../base/model/reset.ts';
import type { SealCard, SealView } from '../../base/model/seal.ts';
import { ledgerPath } from '../../store/dataLayout.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { type DemoBook, openDemoBook } from '../demos/demoBook.ts';
import { openTaskBook, type TaskBook } from '../task/taskBook.ts';
import { openHumanMinutes } from './humanMinutes.ts';
import { openSteps, type Steps } from './openSteps.ts';
import type { TaskFacts } from './planSteps.ts';

let dir = '';
let ledger: Ledger;
let house: House;
const clock = createStillClock();

const line = (id: CheckLine['id'], state: CheckLine['state'], more = {}): CheckLine => ({
  ...{ id, name: id, state, value: '', detail: '', remedy: '', wallTime: null, ...more },
});
const checkOf = (...lines: readonly CheckLine[]): CheckView => ({
  ...{ benchId: 'simulated', lines, servos: [], pictures: {}, stopTest: null },
});
const facts: TaskFacts = {
  ...{ id: 'touch', name: 'Touch', problems: [] },
  manifest: { quotas: { success: 2, failure: 1 }, nearMisses: [{ name: 'Beside', want: 1 }] },
};
const summary: ClipSummary = {
  ...{ task: 'touch', revision: 1, clips: 4, labelled: 4, success: 2, failure: 2, unclear: 0 },
  leftOut: 0,
  quotas: {
    success: { name: 'success', have: 2, want: 2 },
    failure: { name: 'failure', have: 2, want: 1 },
    nearMisses: [{ name: 'Beside', have: 1, want: 1 }],
  },
  looks: { both: 2, disagree: 0, kappa: 1 },
  locked: {
    ...{ setId: 'set-1', positives: 1, negatives: 1, recordings: 2, fprBelow: 0.95, uses: 0 },
    wallTime: '',
  },
  canUndo: false,
};

const version: JudgeVersion = {
  ...{ id: 'judge-0001', task: 'touch', hash: 'a', by: { kind: 'built-in' }, words: '' },
  ...{ wallTime: '', dwell: { need: 3, of: 4 }, tried: null, locked: null, gate: [] },
  ...{ accepted: { by: 'Ada', wallTime: '', overrode: null }, training: null },
};
const accepted: JudgeView = {
  ...{ task: 'touch', versions: [version], inForce: 'judge-0001', doubted: [], drift: null },
  lockedSet: { setId: 'set-1', positives: 1, negatives: 1, uses: 1, mostUses: 5 },
};

const rate = (k: number, n: number) => ({ k, n, lo: 0, hi: 1 });
const measure: ResetMeasure = {
  ...{ times: 20, verifiedFirst: rate(19, 20), verified: rate(20, 20), longestRow: 20 },
  ...{ secondsP50: 14, secondsP95: 20, attemptsMean: 1.05, causes: [], rescues: 0 },
  spread: {
    n: 20,
    coordinates: { xM: 0.1, yM: 0.12, yawRad: 0.2 },
    cells: { covered: 12, of: 36 },
  },
  ...{ seed: 1, clock: 'lockstep', by: 'Ada', wallTime: '' },
};
const steady: ResetView = {
  ...{ task: 'touch', versions: [], inForce: 'shipped', measure, running: null },
};
const signed: SealView = {
  task: 'touch',
  seal: { hash: 'a'.repeat(64), problem: null } as SealCard,
  changed: [],
};

interface House extends Disposable {
  readonly tasks: TaskBook;
  readonly demos: DemoBook;
  readonly check: StateTopic<CheckView>;
  readonly clips: StateTopic<ClipSummary | null>;
  readonly judge: StateTopic<JudgeView | null>;
  readonly reset: StateTopic<ResetView | null>;
  readonly seal: StateTopic<SealView | null>;
  readonly steps: Steps;
  task: TaskFacts;
}

/** A core's rooms, as a core opens them over the ledger that is there. */
function openHouse(): House {
  const stack = new DisposableStack();
  const tasks = openTaskBook(ledger);
  const demos = openDemoBook({
    ...{ ledger, isLocked: () => false, clipsOf: () => 0, isTaken: () => false },
  });
  const check = createStateTopic<CheckView>(checkOf());
  const clips = createStateTopic<ClipSummary | null>(null);
  const judge = createStateTopic<JudgeView | null>(null);
  const reset = createStateTopic<ResetView | null>(null);
  const seal = createStateTopic<SealView | null>(null);
  const minutes = stack.use(
    openHumanMinutes({ clock, log: silentLog, ledger, task: () => tasks.current }),
  );
  const opened: House = {
    ...{ tasks, demos, check, clips, judge, reset, seal, task: facts },
    steps: stack.use(
      openSteps({
        ...{ clock, log: silentLog, ledger, tasks, check, demos, clips, minutes },
        ...{ judge, reset, seal },
        taskFacts: () => Promise.resolve(opened.task),
        onBench: () => ({ [Symbol.dispose]: () => undefined }),
      }),
    ),
    [Symbol.dispose]: () => stack[Symbol.dispose](),
  };
  return opened;
}

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-steps-'));
  ledger = openLedger(ledgerPath(dir), { clock, log: silentLog, softwareVersion: 'test' });
  house = openHouse();
});
afterEach(() => {
  house[Symbol.dispose]();
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

/** What is told once it fits; a rail that looks again a little later is given that time. */
function told(fits: (view: PhaseOneView) => boolean): Promise<PhaseOneView> {
  const { promise, resolve } = Promise.withResolvers<PhaseOneView>();
  const watching = house.steps.topic.watch((view) => fits(view) && resolve(view));
  clock.advance(1000);
  return promise.finally(() => watching[Symbol.dispose]());
}
const stepOf = (view: PhaseOneView, id: StepId) => view.steps.find((step) => step.id === id);
const step = async (id: StepId, fits: (words: string) => boolean = () => true) =>
  stepOf(await told((view) => fits(JSON.stringify(stepOf(view, id)))), id);
let recorded = 0;
const record = (result: LabelValue | null, nearMiss: string | null = null): void => {
  const demoId = house.demos.nextId();
  const origin = { kind: 'teleop', input: 'keyboard' } as const;
  const span = { fromMs: 0, toMs: 5000, frames: 50, roles: ['overhead'], why: '' };
  const endHash = String(++recorded).padStart(64, '0');
  house.demos.record({
    ...{ demoId, recordingId: demoId, task: 'touch', origin, endHash, result, nearMiss, ...span },
  });
};

describe('the rail', () => {
  it('begins with what a person can do first', async () => {
    const view = await told(({ steps }) => steps.every(({ missing }) => missing.length > 0));
    expect(view.task).toBeNull();
    expect(view.steps).toHaveLength(7);
    expect(view.steps.every(({ state }) => state === 'todo')).toBe(true);
    expect(stepOf(view, 'bench')?.missing).toEqual(['Run the bench check.']);
    expect(stepOf(view, 'demos')?.missing).toEqual(['Choose a task first.']);
  });

  it('tells of the check what is red with its remedy, what asks for somebody and what is open', async () => {
    house.check.set(
      checkOf(
        line('servos', 'pass'),
        line('cameras/front', 'fail', { name: 'Front camera', remedy: 'Plug it in' }),
        line('stop', 'needs-you', { name: 'Stop', detail: 'Never tested.' }),
        line('disk', 'not-yet', { name: 'Disk' }),
        line('clock', 'running', { name: 'Clock' }),
      ),
    );
    expect(await step('bench', (words) => words.includes('Disk'))).toMatchObject({
      state: 'needs-you',
      missing: [
        'Front camera: Plug it in.',
        'Stop: Never tested.',
        'Not measured yet: Disk and Clock.',
      ],
    });
    house.check.set(checkOf(line('servos', 'pass'), line('stop', 'needs-you', { name: 'Stop' })));
    expect(await step('bench', (words) => !words.includes('Disk'))).toMatchObject({
      state: 'doing',
      missing: ['Stop: needs you.'],
    });
  });

  it('counts demos by what was said and by what was only labelled later', async () => {
    house.tasks.open('touch');
    expect(await step('demos', (words) => words.includes('of 2'))).toMatchObject({
      state: 'todo',
      missing: ['0 of 2 successes.', '0 of 1 failures.', '0 of 1 times “Beside”.'],
    });
    record('success');
    record('failure', 'Beside');
    record(null);
    expect(await step('demos', (words) => words.includes('doing'))).toMatchObject({
      missing: ['1 of 2 successes.'],
    });
    house.clips.set({ ...summary, locked: null, labelled: 3 });
    expect((await step('demos', (words) => words.includes('done')))?.missing).toEqual([]);
    expect(await step('labels', (words) => words.includes('Lock'))).toMatchObject({
      state: 'doing',
      missing: ['1 clip has no label yet.', 'Lock the clips that the judge will be measured with.'],
    });
  });

  it('is the same after a core that died, and knows then that a step was done before', async () => {
    house.tasks.open('touch');
    house.check.set(checkOf(line('servos', 'pass')));
    house.clips.set(summary);
    house.judge.set(accepted);
    house.reset.set(steady);
    house.seal.set(signed);
    const before = await told((view) => view.steps.every(({ state }) => state === 'done'));
    // Nothing of this house is ended in order: the next one only has its ledger.
    const dead = house;
    house = openHouse();
    const empty = await told(({ task }) => task !== null);
    expect(empty.task).toEqual({ id: 'touch', name: 'Touch' });
    expect(empty.steps.map(({ state }) => state)).toEqual([
      'needs-you',
      'done',
      'needs-you',
      'needs-you',
      'needs-you',
      'needs-you',
      'needs-you',
    ]);
    house.check.set(checkOf(line('servos', 'pass')));
    house.clips.set(summary);
    house.judge.set(accepted);
    house.reset.set(steady);
    house.seal.set(signed);
    expect(await told((view) => view.steps.every(({ state }) => state === 'done'))).toEqual(before);
    expect(ledger.notes('step-done', 100)).toHaveLength(7);
    dead[Symbol.dispose]();
  });

  it('wants somebody again when a done step lacks something', async () => {
    house.tasks.open('touch');
    house.clips.set(summary);
    await step('labels', (words) => words.includes('done'));
    house.clips.set({ ...summary, looks: { both: 3, disagree: 1, kappa: 0.5 } });
    expect(await step('labels', (words) => words.includes('disagree'))).toMatchObject({
      state: 'needs-you',
      missing: ['Two looks disagree on 1 clip: settle them.'],
    });
  });

  it('leads a judge from nothing into force, and says what came in between', async () => {
    house.tasks.open('touch');
    const lacks = async (words: string) =>
      (await step('judge', (said) => said.includes(words)))?.missing ?? [];
    expect(await lacks('lock some')).toEqual(['Label clips and lock some of them first.']);
    house.clips.set(summary);
    expect(await lacks('write a judge')).toHaveLength(1);
    const fresh = { ...version, accepted: null };
    const show = (one: JudgeVersion, more: Partial<JudgeView> = {}): void =>
      house.judge.set({ ...accepted, inForce: 'shipped', versions: [one], ...more });
    show(fresh);
    expect(await lacks('Measure judge-0001')).toHaveLength(1);
    show(fresh, {
      lockedSet: { setId: 'set-1', positives: 1, negatives: 1, uses: 5, mostUses: 5 },
    });
    expect(await lacks('set-1 is spent')).toHaveLength(1);
    const scores = { positives: 1 } as NonNullable<JudgeVersion['locked']>['scores'];
    const latency = { p50: 1, p95: 1, p99: 1, n: 1000, how: 'replayed' } as const;
    const locked = { setId: 'set-1', scores, latency, looks: 1, by: 'Ada', wallTime: '' };
    const gate = [{ id: 'recall', ok: false, words: '1 of 2 positives were found' }] as const;
    show({ ...fresh, locked, gate });
    expect(await lacks('positives')).toEqual(['judge-0001: 1 of 2 positives were found.']);
    show({ ...fresh, locked, gate: [{ ...gate[0], ok: true }] }, { doubted: ['clip-000001'] });
    expect(await lacks('Accept')).toEqual([
      'Accept judge-0001: its gate is met.',
      'Look again at 1 label that the author doubts.',
    ]);
    show({ ...version, locked }, { inForce: 'judge-0001' });
    expect(await step('judge', (said) => said.includes('done'))).toMatchObject({ missing: [] });
    show({ ...version, locked }, { inForce: null });
    expect(await step('judge', (said) => said.includes('by hand'))).toMatchObject({
      state: 'needs-you',
    });
  });

  it('takes judge and reset as they came, where what the makers measured counts', async () => {
    house.tasks.open('touch');
    const locked = { setId: 'set-1' } as NonNullable<JudgeVersion['locked']>;
    const gate = [{ id: 'fp', ok: true, words: '' }] as const;
    const makers = { wallTime: '2026-11-30T20:00:00.000Z', counts: true };
    const came = { ...accepted, versions: [], inForce: 'shipped', lockedSet: null };
    house.judge.set({ ...came, shipped: { locked, gate, makers } });
    house.reset.set({ ...steady, makers });
    const note = 'Came with the task, measured by the makers on the simulated bench, 2026-11-30.';
    for (const id of ['judge', 'reset'] as const)
      expect(await step(id, (words) => words.includes('done'))).toMatchObject({
        missing: [],
        note,
      });
    const elsewhere = { ...makers, counts: false };
    house.judge.set({ ...came, shipped: { locked: null, gate: [], makers: elsewhere } });
    house.reset.set({ ...steady, measure: null, makers: elsewhere });
    for (const id of ['judge', 'reset'] as const) {
      const now = await step(id, (words) => words.includes('needs-you'));
      expect(now?.missing[0]).toContain('of this bench that proves nothing');
      expect(now?.note).toBeUndefined();
    }
    // One that somebody changed by hand is not the one that came.
    house.judge.set({ ...came, inForce: null, shipped: { locked, gate, makers } });
    expect((await step('judge', (words) => words.includes('Label clips')))?.state).toBe(
      'needs-you',
    );
  });

  it('asks for a reset of twenty in a row within the stated starts', async () => {
    house.tasks.open('touch');
    expect(await step('reset', (words) => words.includes('Measure'))).toMatchObject({
      state: 'todo',
      missing: ['Measure it: 20 in a row are needed.'],
    });
    const coordinates = { ...measure.spread.coordinates, yawRad: 0.41 };
    const short = { ...measure, longestRow: 14, spread: { ...measure.spread, coordinates } };
    house.reset.set({ ...steady, measure: short });
    expect(await step('reset', (words) => words.includes('14'))).toMatchObject({
      state: 'doing',
      missing: [
        '14 of 20 in a row within the retries; 20 are asked.',
        'Starts differ from the stated ones by x 0.10, y 0.12, the turn 0.41 (n = 20); at most 0.36 is asked.',
      ],
    });
    house.reset.set(steady);
    await step('reset', (words) => words.includes('done'));
    const by = { kind: 'person', name: 'Ada' } as const;
    const made = { by: 'Ada', wallTime: '', overrode: null };
    house.reset.set({
      ...{ ...steady, inForce: null, measure: null },
      versions: [
        {
          ...{ id: 'reset-0001', task: 'touch', hash: 'b', by, words: '', wallTime: '' },
          ...{ measure, accepted: made },
        },
      ],
    });
    expect(await step('reset', (words) => words.includes('by hand'))).toMatchObject({
      state: 'needs-you',
      missing: [
        'Somebody changed the reset by hand: accept reset-0001 again, or add it.',
        'Measure it: 20 in a row are needed.',
      ],
    });
  });

  it('asks for a signature, again after a change, and for help with a broken seal', async () => {
    house.tasks.open('touch');
    expect(await step('seal', (words) => words.includes('Nobody'))).toMatchObject({
      state: 'todo',
      missing: ['Nobody has signed.'],
    });
    house.seal.set(signed);
    await step('seal', (words) => words.includes('done'));
    house.seal.set({ ...signed, changed: ['judge/judge.ts differs'] });
    expect(await step('seal', (words) => words.includes('anew'))).toMatchObject({
      state: 'needs-you',
      missing: ['Sign anew: judge/judge.ts differs.'],
    });
    const problem = 'reset/reset.ts is not what was sealed';
    house.seal.set({ ...signed, seal: { ...(signed.seal as SealCard), problem } });
    expect(await step('seal', (words) => words.includes('broken'))).toMatchObject({
      state: 'needs-you',
      missing: ['The seal is broken: reset/reset.ts is not what was sealed.'],
    });
    house.seal.set({ ...signed, seal: null, changed: ['contract.json is not what was sealed'] });
    expect(await step('seal', (words) => words.includes('contract'))).toMatchObject({
      state: 'needs-you',
      missing: ['The seal is broken: contract.json is not what was sealed.'],
    });
  });

  it('says of a task that cannot be read, or that fits another bench, what is wrong', async () => {
    house.task = { ...facts, manifest: null, problems: ['task.json: unknown key "rateHZ"'] };
    house.tasks.open('touch');
    expect(await step('task', (words) => words.includes('rateHZ'))).toMatchObject({
      state: 'needs-you',
    });
    expect((await step('demos'))?.missing).toEqual(['The task cannot be read.']);
    house.task = { ...facts, problems: ['Outside the bench’s envelope.'] };
    house.check.set(checkOf(line('envelope', 'pass')));
    expect(await step('task', (words) => words.includes('Outside'))).toMatchObject({
      state: 'needs-you',
      missing: ['Outside the bench’s envelope.'],
    });
  });
});
