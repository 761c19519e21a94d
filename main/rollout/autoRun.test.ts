/** The run that starts by itself: once, on the simulated bench alone, and not after a stop. */
import { expect, it } from 'vitest';
import { realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import { createStateTopic } from '../base/lib/topic.ts';
import type { BenchView } from '../base/model/view.ts';
import type { Station } from '../bench/stationPorts.ts';
import { createAutoRun } from './autoRun.ts';

const simulated = { stopped: null, kind: 'simulated' };
const stopped = { reason: 'by hand', wallTime: '', count: 1 };

it.each([
  ['runs once, however many windows open', simulated, simulated, 1],
  ['does not run on a real bench', { ...simulated, kind: 'real' }, simulated, 0],
  ['does not run on a real bench chosen meanwhile', simulated, { ...simulated, kind: 'real' }, 0],
  ['does not run where the bench was stopped meanwhile', simulated, { ...simulated, stopped }, 0],
])('%s', async (_name, atFirst, then, runs) => {
  const drawn = Promise.withResolvers<void>();
  const clock = { ...realClock, sleep: () => drawn.promise };
  const view = createStateTopic(atFirst as unknown as BenchView);
  let ran = 0;
  const opened = createAutoRun(
    { clock, log: silentLog },
    'touch',
    { view } as unknown as Station,
    async () => void ran++,
  );
  opened();
  opened();
  view.set(then as unknown as BenchView);
  drawn.resolve();
  await realClock.sleep(0);
  expect(ran).toBe(runs);
});
