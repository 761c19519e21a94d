/**
 * `bench night run`: starts a night or lets an open one go on, and follows it to its end: a line per trial, the sums last.
 * The first signal winds it down, the second leaves at once and the night stands still. Decides nothing itself.
 */
import { streakBound } from '../../base/lib/streakBound.ts';
import type { CampaignView } from '../../base/model/campaign.ts';
import { type NightView, usualThinkSeconds } from '../../base/model/night.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import { campaignJson, campaignLines } from './campaignWords.ts';
import type { CoreClient } from './coreClient.ts';
import { reachAny } from './reachCore.ts';
import { rowJson, rowLine } from './trialRun.ts';
import {
  type EndSignal,
  numberFlag,
  signalExitCode,
  switchFlag,
  textFlag,
  type VerbCall,
} from './verb.ts';

const lastRowsMs = 2000;

export const agentOf = (call: VerbCall): string => textFlag(call, 'agent') ?? 'none';
export const nameOf = (call: VerbCall): string => textFlag(call, 'by') ?? 'operator';

/** The order of the fields is part of the promise. */
function sumsJson({ nightId, counts, state, why }: NightView): string {
  const { trials, success, failure, invalid, streak, longestStreak, benchSeconds } = counts;
  const sums = { nightId, trials, success, failure, invalid, streak, longestStreak };
  return JSON.stringify({ ...sums, benchSeconds, state, why });
}

/** What the longest row proves (docs/SCIENCE.md §4). */
function proof({ longestStreak, success, failure }: NightView['counts']): string {
  if (longestStreak === 0) return '';
  const share = Math.floor(1000 * streakBound(longestStreak, success + failure)) / 10;
  return `, which proves at least ${share.toFixed(1)} %`;
}

/** Null: the night has no agent. */
export async function campaignOf(
  client: CoreClient,
  { nightId, agent }: NightView,
): Promise<CampaignView | null> {
  return agent === 'none' ? null : await client.call('campaign.show', { nightId });
}

export function sumLines(view: NightView, campaign: CampaignView | null): readonly string[] {
  if (campaign !== null) return campaignLines(view, campaign);
  const { nightId, counts, target, state, why } = view;
  const { trials, success, failure, invalid, streak, longestStreak, benchSeconds } = counts;
  return [
    `${nightId}: ${state}${why === '' ? '' : `, ${why}`}`,
    `${trials} trials: ${success} success, ${failure} failure, ${invalid} invalid`,
    `${streak} of ${target.inARow} in a row, ${longestStreak} at most${proof(counts)}`,
    `${(benchSeconds / 3600).toFixed(2)} robot hours`,
  ];
}

interface Begun {
  readonly nightId: string;
  /** Index of the first trial that is new. */
  readonly from: number;
}

async function begin(call: VerbCall, client: CoreClient): Promise<Begun> {
  const by = nameOf(call);
  if (switchFlag(call, 'resume')) {
    const { nightId, counts } = await client.call('night.show', {});
    await client.call('night.resume', { by, well: switchFlag(call, 'well') });
    return { nightId, from: counts.trials };
  }
  const model = textFlag(call, 'model');
  const { nightId } = await client.call('night.start', {
    ...{ task: textFlag(call, 'task') ?? '', agent: agentOf(call), by },
    thinkSeconds: numberFlag(call, 'think') ?? usualThinkSeconds,
    ...(call.args.length === 0 ? {} : { command: [...call.args] }),
    ...{ seed: numberFlag(call, 'seed') ?? 1, lockstep: switchFlag(call, 'lockstep') },
    trials: numberFlag(call, 'trials') ?? null,
    ...(model === undefined ? {} : { model }),
  });
  return { nightId, from: 0 };
}

/** Tells each new trial of the night; resolves once so many were told. */
function followRows(
  client: CoreClient,
  { nightId, from }: Begun,
  tell: (row: TrialRow) => void,
): { readonly reached: (trials: number) => Promise<void> } {
  let told = 0;
  let wanted = Number.POSITIVE_INFINITY;
  const all = Promise.withResolvers<void>();
  const look = (): void => {
    if (told >= wanted) all.resolve();
  };
  client.onLog('batches', 0, (event) => {
    // A night's batches are named by it.
    if (event.kind !== 'trial' || !event.batchId.startsWith(`${nightId}-`)) return;
    if (event.row.index < from) return;
    told++;
    tell(event.row);
    look();
  });
  return {
    reached(trials) {
      wanted = trials - from;
      look();
      return all.promise;
    },
  };
}

/** The topic says when to look; what it told may be a moment old. */
function untilOver(client: CoreClient, nightId: string): Promise<void> {
  return new Promise((resolve) =>
    client.onState('night', (told) => {
      if (told === null || told.nightId !== nightId || told.state === 'running') return;
      client.call('night.show', { nightId }).then(
        ({ state }) => {
          if (state !== 'running') resolve();
        },
        () => undefined, // the core went away: `lost` says so
      );
    }),
  );
}

export async function runNight(call: VerbCall): Promise<number> {
  const { terminal, json } = call;
  const { promise: signalled, resolve: endBy } = Promise.withResolvers<EndSignal>();
  using _end = terminal.onEnd((why) => endBy(why));
  const reached = await Promise.race([reachAny(call, !switchFlag(call, 'lockstep')), signalled]);
  if (typeof reached === 'string') return signalExitCode[reached];
  await using core = reached;
  const { client } = core;
  const begun = await begin(call, client);
  const rows = followRows(client, begun, (row) => terminal.out(json ? rowJson(row) : rowLine(row)));
  const over = untilOver(client, begun.nightId);
  const ended = await Promise.race([over, signalled, client.lost]).catch((thrown: unknown) => {
    terminal.note('The night stands still; bench night run --resume lets it go on.');
    throw thrown;
  });
  const signal = typeof ended === 'string' ? ended : null;
  if (signal !== null) {
    terminal.note('Winding down: the trial that runs ends first. Once more leaves at once.');
    const why = 'ended by a person';
    await client.call('night.end', { by: nameOf(call), why }).catch(() => undefined);
    await Promise.race([over, client.lost]);
  }
  const view = await client.call('night.show', { nightId: begun.nightId });
  await Promise.race([rows.reached(view.counts.trials), terminal.clock.sleep(lastRowsMs)]);
  const campaign = await campaignOf(client, view);
  if (!json) for (const line of ['', ...sumLines(view, campaign)]) terminal.out(line);
  else if (campaign === null) terminal.out(sumsJson(view));
  else {
    terminal.out(campaignJson(view, campaign));
    if (view.state !== 'ended') terminal.note(`${view.nightId} stands still: ${view.why}`);
  }
  if (view.sealBroken !== undefined) return 3;
  if (signal !== null) return signalExitCode[signal];
  return view.state === 'ended' ? 0 : 1;
}
