/**
 * The agents' wing joined to the house: what agents are told of the bench, when a trial of theirs may begin, and how it
 * does. They get the bench only by the runner, like everybody else; a person's run is never ended for one of theirs.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { NightView } from '../../base/model/night.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { Station } from '../../bench/stationPorts.ts';
import { installTask } from '../../environment/task/installTask.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import type { RunPlanner } from '../../rollout/planRun.ts';
import type { ResetRoom } from '../../rollout/resetting/openResetRoom.ts';
import type { Runner } from '../../rollout/runner.ts';
import type { AgentPorts, Judging } from './agentPorts.ts';
import type { BenchNow } from './desk/deskPorts.ts';
import { type Agents, openAgents } from './openAgents.ts';

export interface AgentWingFacts extends Pick<AgentPorts, 'dataDir' | 'appDir' | 'version'> {
  readonly templatesDir: string;
}

interface DayClips {
  readonly book: Judging['clips'];
}

export interface AgentWingParts {
  readonly station: Station;
  readonly runner: Runner;
  readonly planner: RunPlanner;
  readonly alerts: Alerts;
  /** Why nothing may begin now, or null. */
  readonly refusal: () => BenchError | null;
  readonly isLocked: AgentPorts['isLocked'];
  /** The day's rooms, which are opened after the agents' wing. */
  readonly day: () => { readonly judges: Judging['judges']; readonly clips: DayClips };
  readonly resets: () => ResetRoom;
  readonly night: () => NightView | null;
  readonly onTrouble: (error: BenchError) => void;
}

type HousePorts = Pick<
  AgentPorts,
  'clock' | 'log' | 'table' | 'ledger' | 'env' | 'nodePath' | 'openPty'
>;

function benchNow({ station, runner }: AgentWingParts): BenchNow {
  const { mode, stopped } = station.view.value;
  const run = runner.view.value;
  const running = run === null ? null : `${run.batchId} runs on ${run.task}`;
  return { mode, stopped: stopped?.reason ?? null, running };
}

/** As who asked for a trial is refused: nobody's motion is ended for an agent's. */
function resetRefusal(parts: AgentWingParts): BenchError | null {
  const { station, runner, refusal, resets, night } = parts;
  const refused = refusal();
  if (refused !== null) return refused;
  // Also while it stands still: a person may have a hand in the scene.
  const { state = 'ended' } = night() ?? {};
  if (state !== 'ended')
    return new BenchError('refused', 'a night is going on', {
      hint: 'end: this is work of the day',
    });
  const hint = 'ask again in a minute';
  if (!runner.free) return new BenchError('busy', 'trials are run on the bench', { hint });
  if (resets().isTaken()) return new BenchError('busy', 'another reset is measured', { hint });
  const isTaken = runner.view.value === null && station.view.value.lease !== 'none';
  return isTaken ? new BenchError('busy', 'somebody else moves the bench', { hint }) : null;
}

/** Called when the bench is given back and when a stop is over: what could not begin may begin now. */
function whenFree({ station, runner }: AgentWingParts, on: () => void): Disposable {
  const stack = new DisposableStack();
  let stopped = station.view.value.stopped !== null;
  let lease = station.view.value.lease;
  stack.use(runner.view.watch((run) => run === null && queueMicrotask(on)));
  stack.use(
    station.view.watch((view) => {
      const given = lease !== 'none' && view.lease === 'none';
      const resumed = stopped && view.stopped === null;
      stopped = view.stopped !== null;
      lease = view.lease;
      if (given || resumed) queueMicrotask(on);
    }),
  );
  return stack;
}

export function openAgentWing(
  ports: HousePorts,
  { templatesDir, dataDir, appDir, version }: AgentWingFacts,
  parts: AgentWingParts,
): Agents {
  const { station, runner, planner, alerts, refusal, isLocked, day, resets, onTrouble } = parts;
  const { clock, log, table, ledger, env, nodePath, openPty } = ports;
  return openAgents({
    ...{ clock, log, table, ledger, env, nodePath, openPty },
    ...{ dataDir, appDir, version, alerts, isLocked, onTrouble },
    benchId: station.view.value.benchId,
    bench: () => benchNow(parts),
    onFree: (on) => whenFree(parts, on),
    judging: () => ({ judges: day().judges, clips: day().clips.book }),
    resetting: () => ({ ...resets(), refusal: () => resetRefusal(parts) }),
    async installTask(id) {
      const { dir } = await installTask(templatesDir, dataDir, id);
      return { dir, manifest: await readManifest(dir) };
    },
    async beginTrial({ task, seed, lockstep, ...agent }) {
      const refused = refusal();
      if (refused !== null) throw refused;
      if (!runner.free) throw new BenchError('busy', 'another run is on the bench');
      const plan = await planner.plan({ task, trials: 1, seed, lockstep }, false, agent);
      await runner.start(plan);
      return plan.batchId;
    },
  });
}
