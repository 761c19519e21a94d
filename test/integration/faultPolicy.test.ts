/**
 * Policies that misbehave, one lockstep trial each on a real core: the outcome is typed and the policy's own fault, it
 * is in ledger and record, the arm never left the envelope, and the next trial is a good one.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trialRng } from '../../main/base/lib/rng.ts';
import { loadStartStates } from '../../main/environment/task/startStates.ts';
import { type CoreUnderTest, never, openTestCore, startRun } from '../lib/coreUnderTest.ts';
import { barePolicy, sdkPolicy } from '../lib/rawPolicy.ts';
import { expectInsideEnvelope, expectRecorded, stepsOf } from '../lib/trialFacts.ts';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

const actTo = (joints: string): string =>
  `if (message.type === 'observe') send({ type: 'act', id: message.id, jointsRad: ${joints} });`;
/** Says something about every observation, and a lot of it. */
const flood = (what: string): string => `
  const more = () => { if (${what}) setImmediate(more); else process.stdout.once('drain', more); };
  if (message.type === 'observe') more();`;
const wait = [
  'const head = Buffer.from([26, 0, 0, 0, 22, 0, 0, 0]);',
  "const waitFrame = Buffer.concat([head, Buffer.from(JSON.stringify({ type: 'wait', id: 0 }))]);",
].join('\n');

const cases = [
  [
    'answers with what is no number',
    () => barePolicy(actTo('[0, NaN, 0, 0, 0, 0]')),
    'policy-crash',
  ],
  ['answers with five joints', () => barePolicy(actTo('[0, 0, 0, 0, 0]')), 'policy-crash'],
  ['ends at its start', () => barePolicy('', 'process.exit(3);'), 'policy-crash'],
  ['cannot be parsed', () => barePolicy('}}}'), 'policy-crash'],
  ['throws', () => sdkPolicy("throw new Error('no idea');"), 'policy-crash'],
  [
    'floods its output with bytes',
    () => barePolicy(flood("process.stdout.write('x'.repeat(65536))")),
    'policy-crash',
  ],
  [
    'floods its output with answers to nothing',
    () =>
      barePolicy(
        flood(`process.stdout.write(waitFrame)`),
        `${wait} send({ type: 'ready', protocol: 1 });`,
      ),
    'policy-crash',
  ],
  ['wants below the table', () => barePolicy(actTo('[0, 0.6, 0.6, 1.5, 0, 0]')), 'envelope-stop'],
  [
    'wants its jaw open',
    () => barePolicy(actTo('[0.8, -2, 1.95, 1.62, 1.8, 1.2]')),
    'envelope-stop',
  ],
  ['is done at once', () => sdkPolicy("return { type: 'done' };"), 'not-reached'],
  ['only waits', () => sdkPolicy("return { type: 'wait' };"), 'no-command'],
] as const;

describe('a policy that', () => {
  it.each(cases)('%s', async (_what, folder, reason) => {
    using policy = folder();
    const { end } = await startRun(core.api, { policy: policy.path });
    const { rows, summary } = await end;
    expect(rows).toMatchObject([{ outcome: 'failure', reason }]);
    expect(summary).toMatchObject({ trials: 1, failure: 1 });
    const [row] = rows;
    if (row === undefined) throw new Error('no trial');
    await expectRecorded(core, row);
    const steps = stepsOf(core, row);
    expectInsideEnvelope(steps);
    expect(steps.at(-1)).toMatchObject({ phase: 'record', mode: 'holding' });
  });

  it('keeps notes finds them gone: each trial has a process and a /tmp of its own', async () => {
    using policy = sdkPolicy(
      `if (kept.seen || readBack() !== null) throw new Error('been here before');
       kept.seen = true;
       try { writeFileSync(note, 'seen'); } catch {}
       return { type: 'done' };`,
      `import { readFileSync, writeFileSync } from 'node:fs';
       const note = '/tmp/note';
       const kept = globalThis as any;
       const readBack = () => { try { return readFileSync(note); } catch { return null; } };`,
    );
    const { end } = await startRun(core.api, { policy: policy.path, trials: 3, seed: 4 });
    const { rows } = await end;
    expect(rows.map((row) => row.reason)).toEqual(['not-reached', 'not-reached', 'not-reached']);
    // A trial's draws come from (seed, index) alone, whatever policy ran before it and however it went.
    const drawStart = await loadStartStates('tasks/touch', undefined);
    for (const { id, index } of rows) {
      const { provenance } = await core.api.call('trial.show', { id }, never);
      const rng = trialRng(4, index, 'start');
      expect(provenance?.startState).toEqual(drawStart(() => rng.uniform()));
    }
  });

  it('was bad leaves nothing: the next run counts, no alert stands, the ledger verifies', async () => {
    const { rows } = await (await startRun(core.api, {})).end;
    expect(rows[0]?.outcome).not.toBe('invalid');
    using _none = core.api.state('alerts', (alerts) => expect(alerts).toEqual([]));
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });
});
