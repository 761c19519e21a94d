/**
 * Lockstep trials from end to end on the task that is small on purpose: real processes, byte-level bus, pictures,
 * judge, recorder. One seed gives the same outcomes and the same bytes; another seed does not.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../main/base/host/canonical.ts';
import { type FinishedRun, never, openTestCore, startRun } from '../lib/coreUnderTest.ts';

async function run(seed: number, check?: (dataDir: string, run: FinishedRun) => void) {
  await using core = await openTestCore();
  const { end } = await startRun(core.api, { trials: 4, seed });
  const finished = await end;
  check?.(core.dataDir, finished);
  const report = await core.api.call('core.verify', {}, never);
  expect(report).toMatchObject({ ok: true, trials: { finished: 4, aborted: 0 } });
  return finished;
}

const essence = ({ rows }: FinishedRun) =>
  rows.map(({ outcome, reason, attempts, stepHash, benchSeconds }) => {
    return { outcome, reason, attempts, stepHash, benchSeconds };
  });

describe('lockstep trials of touch', () => {
  it('repeat byte for byte from one seed, and differ from another', async () => {
    const first = await run(1, (dataDir, { rows }) => {
      for (const row of rows) {
        const steps = readFileSync(path.join(dataDir, 'trials', row.id, 'steps.ndjson'));
        expect(sha256(steps)).toBe(row.stepHash);
      }
    });
    const again = await run(1);
    const other = await run(2);
    expect(essence(again)).toEqual(essence(first));
    expect(essence(other)).not.toEqual(essence(first));
    const { oracle, success, failure } = first.summary;
    if (oracle === undefined) throw new Error('a simulated bench has an oracle');
    const { edge, ...plain } = oracle;
    const all = [...Object.values(plain), ...Object.values(edge)].reduce((a, b) => a + b, 0);
    expect(all).toBe(success + failure);
    expect(success).toBeGreaterThan(0);
  }, 120_000);
});
