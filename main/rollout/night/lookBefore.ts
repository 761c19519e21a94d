/**
 * What the list before a night is made of, gathered from the rooms and the disk. What a room cannot say counts as not
 * known; nothing here decides (`preflight.ts`).
 */
import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { BenchError } from '../../base/model/errors.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { JudgeReport, JudgeView } from '../../base/model/judge.ts';
import type { CampaignBudget, SealCard, SealContract } from '../../base/model/seal.ts';
import { judgeStop } from '../../bench/check/judgeHouse.ts';
import { stopTested } from '../../bench/check/openCheckRoom.ts';
import type { SealRoom } from '../../environment/seal/openSealRoom.ts';
import { trialDir } from '../../store/dataLayout.ts';
import { storageError } from '../../store/storageError.ts';
import type { ResetRoom } from '../resetting/openResetRoom.ts';
import type { NightFacts, NightParts, NightPorts } from './nightParts.ts';
import type { DiskFacts, PreflightFacts } from './preflight.ts';

export interface Looking {
  readonly ports: Pick<NightPorts, 'ledger' | 'clock' | 'log'>;
  readonly facts: Pick<NightFacts, 'dataDir' | 'isolation'>;
  readonly parts: Pick<NightParts, 'station' | 'judges' | 'agents'> & {
    readonly seals: Pick<SealRoom, 'answers'>;
    readonly resets: Pick<ResetRoom, 'measured'>;
  };
}

export interface WhatNight {
  readonly task: string;
  /** `none`, or a recipe. */
  readonly agent: string;
  readonly lockstep: boolean;
  /** Narrows the sealed budget. */
  readonly trials: number | null;
}

const never = new AbortController().signal;

/** The sealed one, narrowed. */
export function narrowBudget(budget: CampaignBudget, trials: number | null): CampaignBudget {
  if (trials === null) return budget;
  return { ...budget, trials: Math.min(budget.trials ?? trials, trials) };
}

/** Of a room that cannot tell: null, and why in the log. */
async function orNull<T>(looking: Looking, asked: () => T | Promise<T>): Promise<T | null> {
  try {
    return await asked();
  } catch (thrown) {
    const error: BenchError = toBenchError(thrown);
    if (error.code !== 'not-found')
      looking.ports.log.log('warn', 'a check before the night has no answer', {
        error: error.message,
      });
    return null;
  }
}

/** What is told of the judge with these bytes; null: it is no judge that anybody knows. */
async function judgeReport(
  { judges }: Looking['parts'],
  task: string,
  hash: string,
  view: JudgeView | null,
): Promise<Pick<JudgeReport, 'why' | 'makers'> | null> {
  const version = view?.versions.findLast((each) => each.hash === hash);
  const judge = version?.id ?? 'shipped';
  const report = await judges.answers['judge.report']({ task, judge }, never);
  return report.hash === hash ? report : null;
}

async function bytesIn(dir: string): Promise<number> {
  const names = await readdir(dir).catch(() => []);
  let bytes = 0;
  for (const name of names)
    bytes += (await stat(path.join(dir, name)).catch(() => null))?.size ?? 0;
  return bytes;
}

/** So many of the newest are weighed. */
const weighed = 20;
/** Of a task of which none was recorded: half a minute with two cameras, more than twice what Push-T was seen to take. */
const estimate = { trialBytes: 20e6, trialSeconds: 30 } as const;

async function diskFacts({ ports, facts }: Looking, { task }: WhatNight): Promise<DiskFacts> {
  const { bavail, bsize } = await statfs(facts.dataDir).catch((thrown: unknown) => {
    throw storageError(facts.dataDir, thrown);
  });
  const freeBytes = bavail * bsize;
  const { rows } = ports.ledger.trials({ task, limit: weighed, offset: 0 });
  const whole = rows.filter(({ stepHash, benchSeconds }) => stepHash !== '' && benchSeconds > 0);
  if (whole.length === 0) return { freeBytes, ...estimate, measured: 0 };
  let bytes = 0;
  for (const { id } of whole) bytes += await bytesIn(trialDir(facts.dataDir, id));
  const seconds = whole.reduce((sum, row) => sum + row.benchSeconds, 0);
  const measured = whole.length;
  return {
    ...{ freeBytes, measured },
    trialBytes: bytes / measured,
    trialSeconds: seconds / measured,
  };
}

/** The task's newest, with what does not hold of it now; null: there is none. */
async function newestSeal(looking: Looking, task: string): Promise<SealCard | null> {
  const { answers } = looking.parts.seals;
  try {
    return await answers['seal.check']({ task }, never);
  } catch (thrown) {
    const card = await orNull(looking, () => answers['seal.show']({ task }, never));
    return card && { ...card, problem: card.problem ?? toBenchError(thrown).message };
  }
}

/** A bench that was just opened says a moment later how it is. */
const standsMs = 10_000;
const lookEveryMs = 100;

async function untilStands({ ports, parts }: Looking): Promise<void> {
  const { station } = parts;
  const isComing = (): boolean => !station.healthy && !station.givenUp;
  for (let waitedMs = 0; waitedMs < standsMs && isComing(); waitedMs += lookEveryMs)
    await ports.clock.sleep(lookEveryMs);
}

/** @throws BenchError `storage` when the disk cannot be asked. */
export async function lookBefore(looking: Looking, wanted: WhatNight): Promise<PreflightFacts> {
  const { ports, facts, parts } = looking;
  const { task, agent, lockstep, trials } = wanted;
  if (!lockstep) await untilStands(looking);
  const { view, envelope } = parts.station;
  const { arm, health, benchId } = view.value;
  const seal = await newestSeal(looking, task);
  const judge = await orNull(looking, () => parts.judges.answers['judge.show']({ task }, never));
  const sealed = seal?.contract ?? null;
  const nowWallTime = ports.clock.wallTime();
  const ofSealed = <T>(asked: (contract: SealContract) => Promise<T>): Promise<T | null> =>
    sealed === null ? Promise.resolve(null) : orNull(looking, () => asked(sealed));
  const report = await ofSealed(({ judge: { hash } }) => judgeReport(parts, task, hash, judge));
  const reset = await ofSealed(({ reset: { hash }, starts }) =>
    parts.resets.measured(task, hash, starts),
  );
  return {
    ...{ task, agent, lockstep, nowWallTime, seal, bench: envelope, isolation: facts.isolation },
    probe: agent === 'none' ? null : await orNull(looking, () => parts.agents.probe()),
    judgeWhy: report?.why ?? null,
    makers: { judge: report?.makers, reset: reset?.makers },
    drift: judge?.drift ?? null,
    reset: reset?.measure ?? null,
    stop: judgeStop(stopTested(ports.ledger, benchId), nowWallTime),
    hottest: arm === null ? null : { joint: health.hottestJoint, temperatureC: health.hottestC },
    disk: await diskFacts(looking, wanted),
    budget: sealed === null ? null : narrowBudget(sealed.budget, trials),
  };
}
