/**
 * The nouns of a task's hub: one bare repository per task, owned by the app, that holds only what agents may see. Agents
 * read it (read-only, at its own path) and never write it: the app takes what they committed, weighs it, and keeps it on a
 * ref of its own. What an agent wrote into a commit is a claim; results are the app's and live on the app's ref.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import type { Outcome } from '../../base/model/trial.ts';

export interface HubPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Hubs of all tasks, scratch repositories and lists of clones lie here; created when missing. */
  readonly hubsDir: string;
  readonly benchId: string;
  /**
   * How a program is run confined as the agent of that clone: file and arguments, and as the last element the path at
   * which it sees the clone. Null: nothing confines it, the clone is read as ourselves after a look at its shape.
   */
  readonly packCommand: (clone: string) => readonly string[] | null;
}

/** What a hub is about: the folder that is exported from a commit, without which none is taken. */
export type HubPart = 'policy' | 'judge' | 'reset';

export interface HubTask {
  /** Names its files in `hubsDir`. */
  readonly id: string;
  /** `policy` when absent. */
  readonly part?: HubPart | undefined;
  /**
   * A working copy with policy/, program.md and perhaps train/ and notes/; of a hub of judges or resets, a folder with
   * judge/ and judge.md, or reset/ and reset.md, and perhaps notes/. Nothing else of it is read.
   */
  readonly dir: string;
  /** The file that a policy begins with, such as `policy/policy.ts`: a commit without it is not taken. */
  readonly mainFile?: string;
  /** Globs of what an agent may change, where the task says it more narrowly than everybody's. */
  readonly surface?: readonly string[];
}

/** What a take weighs; a task may narrow the surface, nobody widens the bounds. */
export interface TakeOptions {
  /** Globs of what may differ from main: `*` within a folder, `**` across folders. */
  readonly surface?: readonly string[];
  readonly signal?: AbortSignal;
}

export type Taken =
  | {
      readonly kind: 'accepted';
      readonly commit: string;
      /** Git's tree id of the folder that the hub is about, `policy/` or another: equal ids are equal programs. */
      readonly policyTree: string;
      /** Where it is kept; null when nothing new was kept. */
      readonly ref: string | null;
      /** Paths that differ from the newest commit of main that it builds on, sorted. */
      readonly changed: readonly string[];
      readonly subject: string;
      /** The commit is one that the hub had: of main, or taken before. */
      readonly unchanged: boolean;
      /** For the agent, in words. */
      readonly note: string;
    }
  /** `reason` says to the agent what is wrong and what to do. Nothing of it was kept. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What everybody at this bench may know of a trial: never a score, a margin, a seed or a start. */
export interface HubResult {
  readonly trialId: string;
  readonly commit: string;
  readonly policyTree: string;
  readonly outcome: Outcome;
  readonly agentId: string;
  readonly ideaId: string | null;
  readonly wallTime: string;
  /** SHA-256 of the trial's steps, as in the ledger. */
  readonly stepHash: string;
}

/** Trailers that an agent wrote into its commit, cut to size; null where it wrote none. */
export interface Claims {
  readonly idea: string | null;
  readonly parentIdea: string | null;
  readonly expect: string | null;
}

export interface HubCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly subject: string;
  readonly claims: Claims;
}

export interface PolicyStep {
  readonly commit: string;
  /** Git's tree id of `policy/`. */
  readonly policyTree: string;
}

export interface CloneOptions {
  readonly agentId: string;
  /** A commit of the hub; main when absent. */
  readonly from?: string;
}

export interface Hub {
  /** The bare repository. Mount it read-only at this very path: clones borrow its objects and fetch from it. */
  readonly dir: string;
  /**
   * For the environment of an agent, jailed or not: git's system settings, a file in the hub that lets another user than
   * the hub's owner fetch from it.
   */
  readonly agentEnv: Readonly<Record<string, string>>;
  /** Brings main up to the working copy as it is now; who has a clone fetches it. @throws as `openHub`. */
  follow(): Promise<void>;
  /** The commit of main: where a new agent starts. */
  head(): Promise<string>;
  /**
   * A clone of its own for an agent, on branch `work`; `into` must not exist. A plain `git fetch` in it brings
   * main as `origin/main` and what was accepted of peers as `peers/<agent>/<n>`.
   * @throws BenchError `bad-input`, `not-found` for an unknown commit, `storage`.
   */
  clone(into: string, options: CloneOptions): Promise<void>;
  /**
   * Takes the clone's HEAD. What the agent did wrong is a refusal, never an exception.
   * @throws BenchError `busy` when this agent has too many waiting, `cancelled`, `storage`, `unavailable`.
   */
  take(agentId: string, clone: string, options?: TakeOptions): Promise<Taken>;
  /** The newest ref that was accepted of an agent, as the hub names it. */
  peerRef(agentId: string): string | null;
  /**
   * The policies on the way from that commit back, its own first: each of at most so many commits whose `policy/` no
   * nearer one has. @throws `not-found`.
   */
  policyLine(commit: string, most: number): Promise<readonly PolicyStep[]>;
  /** Writes the plain files of that part of a commit into `into`, which must not exist. @throws `not-found`. */
  exportTree(commit: string, sub: HubPart, into: string): Promise<void>;
  /**
   * Appends one result. The same result again is nothing, and cheap: any number may be sent again at any time.
   * @throws BenchError `refused` when it differs.
   */
  writeResult(result: HubResult): Promise<void>;
  /** Newest first. */
  results(limit: number): Promise<readonly HubResult[]>;
  /** A bounded patch against another commit, or the newest commit of main that it builds on. @throws `not-found`. */
  diff(commit: string, against?: string): Promise<string>;
  /** What was accepted of an agent, newest first, at most a few hundred. */
  log(agentId: string): Promise<readonly HubCommit[]>;
  /** Deletes a clone that this hub made; its agent has ended. Others are refused. */
  removeClone(clone: string): Promise<void>;
  /** Deletes the oldest clones beyond `keep`, never one of `inUse`. Gives what it deleted. */
  keepClones(keep: number, inUse: readonly string[]): Promise<readonly string[]>;
  sizes(): Promise<{ readonly hubBytes: number; readonly cloneBytes: number }>;
}
