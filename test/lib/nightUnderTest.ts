/** Nights of `touch` in bench time for tests: a seal that holds them to something, a start, and what came of it. */
import type { CoreApi } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { NightView } from '../../main/base/model/night.ts';
import type { CampaignBudget, SealCard } from '../../main/base/model/seal.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { shellCommand } from './agentUnderTest.ts';
import { never, until } from './coreUnderTest.ts';

/** Of a task as it came: neither its judge nor its reset was measured here. */
export function sealTouch(
  api: CoreApi,
  trials: number,
  more: Partial<CampaignBudget> = {},
): Promise<SealCard> {
  const unbounded = { robotHours: null, wallHours: null, tokens: null, usd: null };
  const budget = { ...unbounded, trials, ...more };
  const override = 'a test';
  return api.call('seal.create', { task: 'touch', operator: 'Ada', budget, override }, never);
}

export async function startNight(api: CoreApi, trials: number, seed = 1): Promise<string> {
  const wanted = {
    task: 'touch',
    agent: 'none',
    thinkSeconds: 0,
    lockstep: true,
    by: 'Ada',
  } as const;
  return (await api.call('night.start', { ...wanted, seed, trials }, never)).nightId;
}

/** Sealed, and with an agent that runs that shell script. */
export async function startScriptNight(
  api: CoreApi,
  trials: number,
  script: string,
): Promise<string> {
  await sealTouch(api, trials);
  const command = shellCommand(script);
  const order = { task: 'touch', agent: 'command', command, thinkSeconds: 0, lockstep: true };
  const wanted = { ...order, trials, seed: 3, by: 'Ada' };
  return (await api.call('night.start', wanted, never)).nightId;
}

/** As the topic tells it. @throws Error where it came to rest otherwise, with all that is told of it. */
export async function nightIn(api: CoreApi, state: NightView['state']): Promise<NightView> {
  const night = must(await until(api, 'night', (now) => now !== null && now.state !== 'running'));
  if (night.state !== state) throw new Error(`it is not ${state}: ${JSON.stringify(night)}`);
  return night;
}

/** Rows of a night by their index, oldest first. */
export async function nightRows(api: CoreApi, nightId: string): Promise<readonly TrialRow[]> {
  const wanted = { task: 'touch', text: `${nightId}-`, limit: 1000, offset: 0 };
  const { rows } = await api.call('trial.list', wanted, never);
  return [...rows].sort((a, b) => a.index - b.index);
}
