/** The sealed reset is looked up by its sealed bytes and starts, and by nothing that is in force now. */
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { StartBox } from '../../base/model/starts.ts';
import { type Looking, lookBefore } from './lookBefore.ts';

const starts = { x: { min: 0.1, max: 0.2 }, y: { min: 0, max: 0.1 } };
const unknown = async () => {
  throw new BenchError('not-found', 'nobody knows');
};

async function look(sealed: StartBox | undefined) {
  const asked: unknown[] = [];
  const contract = {
    ...{ judge: { hash: 'judge' }, reset: { hash: 'reset' }, budget: { trials: 5 } },
    ...(sealed === undefined ? {} : { starts: sealed }),
  };
  const measured = async (...of: readonly unknown[]) => {
    asked.push(of);
    return { measure: { by: 'Ada' }, makers: { wallTime: 'then', counts: true } };
  };
  const view = { value: { arm: null, health: {}, benchId: 'bench' } };
  const looking = {
    ports: {
      ledger: { trials: () => ({ rows: [], total: 0 }), notes: () => [] },
      ...{ clock: createStillClock(), log: silentLog },
    },
    facts: { dataDir: tmpdir(), isolation: 'jail' },
    parts: {
      station: { view, envelope: {} },
      judges: { answers: { 'judge.show': unknown, 'judge.report': unknown } },
      seals: { answers: { 'seal.check': async () => ({ contract, problem: null }) } },
      resets: { measured },
    },
  } as unknown as Looking;
  const facts = await lookBefore(looking, {
    ...{ task: 'touch', agent: 'none', lockstep: true, trials: null },
  });
  return { asked, facts };
}

test('by the hash of the contract, for all starts or for the box of the contract', async () => {
  const { asked, facts } = await look(undefined);
  expect(asked).toEqual([['touch', 'reset', undefined]]);
  expect(facts.reset).toEqual({ by: 'Ada' });
  expect(facts.makers.reset).toMatchObject({ counts: true });
  expect((await look(starts)).asked).toEqual([['touch', 'reset', starts]]);
});
