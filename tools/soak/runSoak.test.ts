/** A short soak in lockstep, with a core that is killed in it: it does find trials, faults and nothing that is wrong. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { never, tempDir } from '../../test/lib/coreUnderTest.ts';
import { runSoak } from './runSoak.ts';
import { soakLines, summaryOf } from './soakReport.ts';

/** Draws a kill of the reset program, one of the core, and a batch without a fault. */
const smokeSeed = 175;

it('soaks a core, kills it, and accounts for every trial', async () => {
  using dir = tempDir('soak');
  const at = (name: string): string => path.join(dir.path, name);
  mkdirSync(at('tmp'));
  const said: string[] = [];
  const result = await runSoak({
    seed: smokeSeed,
    forMs: 600_000,
    batches: 3,
    clock: realClock,
    pace: 'lockstep',
    place: {
      dataDir: at('data'),
      tempDir: at('tmp'),
      blackBox: at('black-box.json'),
      errFile: at('core.err'),
    },
    disk: null,
    signal: never,
    say: (line) => said.push(line),
  });
  expect(result.violations, said.join('\n')).toEqual([]);
  expect(result).toMatchObject({ batches: 3, lives: 2 });
  expect(result.deeds.get('kill-core')).toBe(1);
  const summary = summaryOf(result);
  expect(summary.outcomes['lockstep success']).toBeGreaterThan(0);
  expect(summary.trials).toBe(result.trials.size);
  expect(soakLines(summary).join('\n')).toMatch(/No violation\.$/);
}, 600_000);
