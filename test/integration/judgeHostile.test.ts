/**
 * Judges that misbehave in a trial, each with its typed result: one that throws, hangs or eats memory is invalid
 * (judge-fault) with the arm held and an alert; one that writes, spawns or asks the network gets nowhere, and judges.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { firstRow, followRun } from '../lib/followRun.ts';
import { judgeTouchBy, waitingPolicy } from '../lib/judgeOfTest.ts';
import { stepsOf } from '../lib/trialFacts.ts';

let core: CoreUnderTest;
beforeAll(async () => {
  core = await openTestCore({ programPatienceMs: 8000 });
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

async function tryJudge(judge: string, more: Parameters<typeof judgeTouchBy>[2] = {}) {
  await judgeTouchBy(core.dataDir, judge, more);
  using policy = waitingPolicy();
  using run = await followRun(core, { trials: 1, policy: policy.path });
  const row = firstRow(await run.end);
  const shown = await core.api.call('trial.show', { id: row.id }, never);
  return { row, why: must(shown.verdict).why, raised: run.raised };
}

/** Well-behaved in the check, bad once something is tried. */
const later = (bad: string): string =>
  `if (judged.toolClear && !tried) return say('failure'); tried = true; ${bad}`;
const before = 'let tried = false; const eaten: unknown[] = [];';
const eat = 'for (;;) eaten.push(Buffer.alloc(16 << 20, 1));';

it.each([
  ['throws', later(`throw new Error('out of order');`), /out of order/],
  ['never answers', later('await new Promise(() => undefined);'), /no answer within/],
  ['spins', later('for (;;);'), /no answer within|ended/],
  ['eats all memory', later(eat), /ended/],
])(
  'that %s is a fault of the judge, and the arm holds',
  async (_name, judge, why) => {
    const tried = await tryJudge(judge, { before });
    expect(tried.row).toMatchObject({ outcome: 'invalid', reason: 'judge-fault' });
    expect(tried.why).toMatch(why);
    expect([...tried.raised]).toContain('judge-fault');
    const last = must(stepsOf(core, tried.row).at(-1));
    expect(last).toMatchObject({ phase: 'record', source: 'none', mode: 'holding' });
  },
  120_000,
);

it('that writes, spawns or asks the network gets nowhere, and nothing of it stays', async () => {
  using outside = tempDir('judged');
  const tries = `
  const flags: string[] = [];
  const attempt = (name: string, run: () => unknown) => { try { run(); flags.push(name); } catch {} };
  attempt('own-folder', () => fs.appendFileSync(new URL(import.meta.url), '// more'));
  attempt('outside', () => fs.writeFileSync(${JSON.stringify(`${outside.path}/x`)}, 'x'));
  attempt('spawn', () => { const { status } = cp.spawnSync('/bin/sh', ['-c', 'true']); if (status !== 0) throw 0; });
  const online = await new Promise((resolve) => {
    const socket = net.connect(80, '1.1.1.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    setTimeout(() => resolve(false), 500);
  }).catch(() => false);
  if (online) flags.push('network');
  return say('failure', [...flags, 'asked']);
`;
  const imports = `import fs from 'node:fs'; import net from 'node:net'; import cp from 'node:child_process';`;
  const { row, raised } = await tryJudge(tries, { before: imports });
  expect(row).toMatchObject({ outcome: 'failure', reason: 'not-reached' });
  // The alert of the trial before stood until this one had its verdict.
  expect([...raised].filter((key) => key !== 'judge-fault')).toEqual([]);
  const { trace } = readFrames(trialDir(core.dataDir, row.id));
  expect(new Set(trace.flatMap(({ flags }) => flags))).toEqual(new Set(['asked']));
  expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
}, 120_000);
