/**
 * A core small enough to read: the contract's port with a few commands, topics that the test sets, and batches that
 * answer by the book. For tests of the door and of the command line, which know no trial.
 */
import type { CommandName, CoreApi } from '../../main/base/api/contract.ts';
import type { TerminalChunk } from '../../main/base/api/terminalChunk.ts';
import { createSignal, createStateTopic } from '../../main/base/lib/topic.ts';
import type { AgentView } from '../../main/base/model/agent.ts';
import { type CallView, noCall } from '../../main/base/model/call.ts';
import type { CampaignView } from '../../main/base/model/campaign.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { ExchangeView } from '../../main/base/model/exchange.ts';
import type { NightView } from '../../main/base/model/night.ts';
import type { NightExportView } from '../../main/base/model/nightExport.ts';
import { addToTally, emptyTally } from '../../main/base/model/runTally.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type {
  Alert,
  BatchEvent,
  BenchView,
  DebugView,
  RunView,
} from '../../main/base/model/view.ts';
import { galleryFacets, galleryListing } from '../../renderer/gallery/galleryLedger.ts';

/** The one agent with a terminal. */
const tinyAgent = 'agent-0001';

type Handler = (args: never, signal: AbortSignal) => unknown;

export interface TinyCore {
  readonly api: CoreApi;
  readonly calls: { readonly name: CommandName; readonly args: unknown }[];
  readonly bench: ReturnType<typeof createStateTopic<BenchView>>;
  readonly run: ReturnType<typeof createStateTopic<RunView | null>>;
  readonly alerts: ReturnType<typeof createStateTopic<readonly Alert[]>>;
  readonly agents: ReturnType<typeof createStateTopic<readonly AgentView[]>>;
  readonly exchange: ReturnType<typeof createStateTopic<ExchangeView | null>>;
  readonly night: ReturnType<typeof createStateTopic<NightView | null>>;
  /** To all who follow that agent's terminal; only `agent-0001` has one. */
  readonly print: (chunk: Omit<TerminalChunk, 'agentId'>) => void;
  /** Where terminals were followed from, and what was acknowledged. */
  readonly followed: { readonly from: number; readonly acks: number[] }[];
  readonly frame: (role: string, seq: number, jpeg: Uint8Array) => void;
  readonly addTrial: (row: TrialRow) => void;
  readonly addBatch: (event: BatchEvent) => void;
  readonly open: {
    windows: number;
    cameras: number;
    logs: number;
    states: number;
    terminals: number;
  };
}

export function trialRow(index: number, seed = 1): TrialRow {
  return {
    id: `t-${seed}-${index}`,
    batchId: 'b1',
    index,
    task: 'touch',
    outcome: index % 2 === 0 ? 'success' : 'failure',
    reason: index % 2 === 0 ? null : 'not-reached',
    attempts: 1,
    stepHash: String(index).padStart(64, '0'),
    benchSeconds: 3.5,
    wallTime: '2026-01-01T00:00:00.000Z',
    clock: 'lockstep',
    seed,
  };
}

function createLog<T>(open: TinyCore['open']) {
  const rows: T[] = [];
  const signal = createSignal<number>();
  return {
    rows,
    add(entry: T) {
      rows.push(entry);
      signal.emit(rows.length);
    },
    follow(cursor: number, on: (entry: T, cursor: number) => unknown): Disposable {
      open.logs++;
      for (let i = cursor; i < rows.length; i++) {
        if (on(rows[i] as T, i + 1) === false) break;
      }
      const source = signal.on((at) => on(rows[at - 1] as T, at));
      return {
        [Symbol.dispose]() {
          open.logs--;
          source[Symbol.dispose]();
        },
      };
    },
  };
}

/** Pages, counts and places of the trials that were added, as a ledger would give them. */
function trialAnswers(rows: readonly TrialRow[]): Partial<Record<CommandName, Handler>> {
  return {
    'trial.list': (query: never) => galleryListing(rows, query),
    'trial.facets': (filter: never) => galleryFacets(rows, filter),
    'trial.tally': ({ batchId }: { batchId: string }) => {
      const own = rows.filter((row) => row.batchId === batchId);
      return own.length === 0 ? null : own.reduce(addToTally, emptyTally);
    },
    'trial.place': ({ id }: { id: string }) => {
      const place = rows.findIndex((row) => row.id === id);
      return { place: place < 0 ? null : place };
    },
  };
}

/** `handlers` answer calls; trials that were added are listed; a command without an answer is `unavailable`. */
export function createTinyCore(handlers: Partial<Record<CommandName, Handler>> = {}): TinyCore {
  const open = { windows: 0, cameras: 0, logs: 0, states: 0, terminals: 0 };
  const calls: { name: CommandName; args: unknown }[] = [];
  const topics = {
    bench: createStateTopic<BenchView>({ benchId: 'sim-1' } as BenchView),
    run: createStateTopic<RunView | null>(null),
    alerts: createStateTopic<readonly Alert[]>([]),
    agents: createStateTopic<readonly AgentView[]>([]),
    debug: createStateTopic({} as DebugView),
    phaseOne: createStateTopic({ task: null, steps: [], humanMinutes: 0 }),
    check: createStateTopic({
      benchId: 'sim-1',
      lines: [],
      servos: [],
      pictures: {},
      stopTest: null,
    }),
    teleop: createStateTopic(null),
    sweep: createStateTopic(null),
    calibration: createStateTopic(null),
    board: createStateTopic(null),
    clips: createStateTopic(null),
    exchange: createStateTopic<ExchangeView | null>(null),
    judge: createStateTopic(null),
    author: createStateTopic(null),
    judgeLive: createStateTopic(null),
    resetAuthor: createStateTopic(null),
    reset: createStateTopic(null),
    seal: createStateTopic(null),
    night: createStateTopic<NightView | null>(null),
    campaign: createStateTopic<CampaignView | null>(null),
    nightExport: createStateTopic<NightExportView | null>(null),
    call: createStateTopic<CallView>(noCall),
  };
  const logs = { batches: createLog<BatchEvent>(open), trials: createLog<TrialRow>(open) };
  const listing = trialAnswers(logs.trials.rows);
  const frames = createSignal<{ role: string; seq: number; jpeg: Uint8Array }>();
  const printed = createSignal<TerminalChunk>();
  const followed: { from: number; acks: number[] }[] = [];
  const counted = (key: keyof typeof open, source: Disposable): Disposable => {
    open[key]++;
    return {
      [Symbol.dispose]() {
        open[key]--;
        source[Symbol.dispose]();
      },
    };
  };
  const api: CoreApi = {
    async call(name, args, signal) {
      calls.push({ name, args });
      const handler = handlers[name] ?? listing[name];
      if (handler === undefined) throw new BenchError('unavailable', `${name} is not here`);
      return (await handler(args as never, signal)) as never;
    },
    state: (topic, on) => counted('states', topics[topic].watch(on as never)),
    log: (topic, cursor, on) => logs[topic].follow(cursor, on as never),
    camera: (role, on) =>
      counted(
        'cameras',
        frames.on((frame) => {
          if (frame.role === role) on(frame.jpeg, frame.seq * 33, frame.seq);
        }),
      ),
    terminal(agentId, from, on) {
      if (agentId !== tinyAgent) throw new BenchError('not-found', `there is no ${agentId}`);
      const acks: number[] = [];
      followed.push({ from, acks });
      return Object.assign(counted('terminals', printed.on(on)), {
        ack: (end: number) => void acks.push(end),
      });
    },
    windowOpened: () => counted('windows', { [Symbol.dispose]: () => undefined }),
  };
  return {
    api,
    calls,
    bench: topics.bench,
    run: topics.run,
    alerts: topics.alerts,
    agents: topics.agents,
    exchange: topics.exchange,
    night: topics.night,
    print: (chunk) => printed.emit({ agentId: tinyAgent, ...chunk }),
    followed,
    frame: (role, seq, jpeg) => frames.emit({ role, seq, jpeg }),
    addTrial: logs.trials.add,
    addBatch: logs.batches.add,
    open,
  };
}
