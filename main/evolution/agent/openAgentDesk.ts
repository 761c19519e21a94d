/**
 * What stands behind one agent's desk, by what its session is for: its verbs, its brief, and what else its jail shows. The
 * desk of whoever improves the policy knows no clip and no judge; that of whoever writes the judge
 * or the reset knows no trial.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentView } from '../../base/model/agent.ts';
import { type AgentJail, agentPlaces } from '../../environment/jail/agentJail.ts';
import type { Mount } from '../../environment/jail/mountPlan.ts';
import { type AgentFiles, literatureDir, sitesPath } from './agentFolders.ts';
import type { AgentHouse } from './agentHouse.ts';
import { agentView, emptyMeter } from './agentView.ts';
import { createStartTrial } from './createStartTrial.ts';
import { agentsInterface } from './desk/agentsInterface.ts';
import type { DeskVerbs } from './desk/answerVerb.ts';
import { createDeskVerbs } from './desk/createDeskVerbs.ts';
import type { DeskPorts, Peer } from './desk/deskPorts.ts';
import { openTrialFiles, type ReadGate } from './desk/openTrialFiles.ts';
import { openJudgeDesk } from './judge/openJudgeDesk.ts';
import { openLiterature } from './openLiterature.ts';
import type { Session } from './openSession.ts';
import { sdkFolder } from './prepareTools.ts';
import { openResetDesk } from './reset/openResetDesk.ts';
import type { Ready, StarterParts } from './startAgent.ts';
import type { JobRoom } from './writing/programJobs.ts';

export interface AgentDesk extends AsyncDisposable {
  readonly verbs: DeskVerbs;
  /** The file that the agent reads by itself. */
  readonly brief: string;
  /** Folders of this machine that it may read too, beside its hub. */
  readonly shown: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
}

/** Shared by all desks of a core. */
export interface DeskRooms {
  readonly gate: ReadGate;
  readonly judges: JobRoom;
  readonly resets: JobRoom;
}

export interface Seat {
  readonly agentId: string;
  readonly ready: Ready;
  readonly files: AgentFiles;
  /** Null until it has started. */
  readonly session: () => Session | null;
}

/** What all kinds of desk answer from. */
export interface DeskBase
  extends Pick<DeskPorts, 'book' | 'literature' | 'view' | 'places' | 'waitsFor' | 'changed'> {
  readonly agentId: string;
}

/** Where the agent itself finds its clone, the SDK and the guides. */
async function placesOf(
  house: AgentHouse,
  jail: AgentJail,
  { home, clone }: AgentFiles,
): Promise<DeskPorts['places']> {
  const folders = { home, clone, tools: await house.tools(), runtimeDir: await house.runtimeDir() };
  const inside = agentPlaces(jail, folders);
  const { tools } = inside;
  return { clone: inside.clone, sdk: `${tools}/sdk/${sdkFolder}`, guides: `${tools}/guides` };
}

/** Agents that improve the same policy; whoever writes a judge or a reset is nobody's peer. */
function peersOf({ book, running }: StarterParts, { agentId, ready }: Seat) {
  const root = book.rootOf(agentId);
  const { hub, task } = ready;
  return (): readonly Peer[] => {
    const alive = new Set(running().map((session) => session.agentId));
    return book
      .agents()
      .map(({ started }) => started)
      .filter(
        (started) =>
          started.task === task.manifest.id &&
          (started.purpose ?? 'policy') === 'policy' &&
          book.rootOf(started.agentId) !== root,
      )
      .slice(0, 50)
      .map((started) => ({
        agentId: started.agentId,
        name: started.name,
        state: alive.has(started.agentId) ? 'at work' : 'ended',
        refs:
          hub.peerRef(started.agentId) === null
            ? 'nothing accepted yet'
            : `git fetch: peers/${started.agentId}/…`,
      }));
  };
}

async function baseOf(parts: StarterParts, seat: Seat): Promise<DeskBase> {
  const { ports, book, house, changed } = parts;
  const { clock, dataDir, log } = ports;
  const { agentId, ready, files, session } = seat;
  return {
    agentId,
    book,
    places: await placesOf(house, ready.jail, files),
    literature: await openLiterature({
      dir: literatureDir(dataDir, ready.task.manifest.id),
      sitesFile: sitesPath(dataDir),
      clock,
      log,
      onPage: (url, bytes) => book.append({ kind: 'page-read', agentId, url, bytes }),
    }),
    view: (): AgentView => {
      const agent = book.agent(agentId);
      if (agent === null) throw new Error(`${agentId} has a desk and is not in the book`);
      const live = session()?.live ?? { state: 'starting', meter: emptyMeter, waitsFor: null };
      return agentView(book, agent, live, false);
    },
    waitsFor: (what) => session()?.waitsFor(what),
    changed,
  };
}

/** Disposed when the session is over, or when it could not be opened. @throws BenchError. */
export async function openAgentDesk(
  parts: StarterParts,
  rooms: DeskRooms,
  seat: Seat,
): Promise<AgentDesk> {
  const { ports, trials } = parts;
  const { agentId, ready, files, session } = seat;
  const { task, hub } = ready;
  const base = await baseOf(parts, seat);
  if (ready.purpose === 'judge') return await openJudgeDesk(parts, rooms.judges, seat, base);
  if (ready.purpose === 'reset') return await openResetDesk(parts, rooms.resets, seat, base);
  const brief = (): Promise<string> =>
    readFile(path.join(task.dir, 'program.md'), 'utf8').catch(() => '');
  const desk: DeskPorts = {
    ...base,
    task: task.manifest,
    brief,
    files: openTrialFiles({
      ...{ dataDir: ports.dataDir, wordsDir: files.wordsDir, ffmpeg: 'ffmpeg', gate: rooms.gate },
      isLocked: ports.isLocked,
    }),
    bench: ports.bench,
    peers: peersOf(parts, seat),
    startTrial: createStartTrial(parts, hub, files, agentId, task.manifest.id, session),
    settled: (requestId, ms, signal) => trials.settled(agentId, requestId, ms, signal),
    ahead: (requestId) => trials.ahead(agentId, requestId),
    evidence: () => parts.nightOn(task.manifest.id)?.evidence() ?? [],
  };
  return {
    verbs: createDeskVerbs(desk, ports.clock.wallTime),
    brief: `${agentsInterface('policy')}\n${await brief()}`,
    shown: [],
    env: {},
    [Symbol.asyncDispose]: async () => undefined,
  };
}
