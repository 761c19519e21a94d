/** What a desk is given to answer from. Each port throws `BenchError`; none hands out more than an agent may know. */
import type { AgentVerbArgs } from '../../../base/api/agentVerbs.ts';
import type { AgentView } from '../../../base/model/agent.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import type { AgentBook, AskedTrial } from '../agentBook.ts';
import type { TrialFiles } from './openTrialFiles.ts';

export interface BenchNow {
  readonly mode: string;
  readonly stopped: string | null;
  /** What runs on it, in words; null when nothing does. */
  readonly running: string | null;
}

export interface Peer {
  readonly agentId: string;
  readonly name: string;
  readonly state: string;
  /** Git refs of its accepted commits, as a clone fetches them. */
  readonly refs: string;
}

export interface Literature {
  /** Documents of the task's own folder. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  document(name: string): Promise<string>;
  /** Sites that may be read; empty when reading is off. */
  readonly sites: readonly string[];
  page(url: string, signal: AbortSignal): Promise<string>;
}

/** Where the agent finds its clone, the SDK and the guides. */
export interface DeskPlaces {
  readonly clone: string;
  readonly sdk: string;
  readonly guides: string;
}

export interface DeskPorts {
  readonly agentId: string;
  readonly task: TaskManifest;
  /** program.md of the hub. */
  readonly brief: () => Promise<string>;
  readonly book: AgentBook;
  readonly files: TrialFiles;
  readonly literature: Literature;
  readonly view: () => AgentView;
  readonly bench: () => BenchNow;
  readonly peers: () => readonly Peer[];
  readonly places: DeskPlaces;
  /** Takes the clone's commit and queues a trial of it. @throws BenchError `refused`, `busy`. */
  readonly startTrial: (
    args: AgentVerbArgs<'trial_start'>,
    signal: AbortSignal,
  ) => Promise<AskedTrial>;
  /** Resolves when the request is answered or after `ms`. */
  readonly settled: (requestId: string, ms: number, signal: AbortSignal) => Promise<void>;
  /** How many requests run or wait before this one. */
  readonly ahead: (requestId: string) => number;
  /** What the referee of the night that runs decided of ideas, a line each; none runs: nothing. */
  readonly evidence: () => readonly string[];
  /** What the agent waits for, for the people who look on; null when it does no more. */
  readonly waitsFor: (what: string | null) => void;
  readonly changed: () => void;
}
