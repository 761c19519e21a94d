/**
 * The contract that a person seals before a night (docs/SCIENCE.md §8), as nouns. Its canonical JSON has one SHA-256; what
 * it names by hash lies beside it, read-only.
 */
import type { Envelope } from './arm.ts';
import type { StartBox } from './starts.ts';
import type { TaskManifest } from './task.ts';

export const sealHashPattern = /^[0-9a-f]{64}$/;

/** A file by its path within what it belongs to, with `/`. */
export interface SealedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A folder of files, named as trials name it. */
export interface SealedTree {
  readonly hash: string;
  readonly files: readonly SealedFile[];
}

/** What may be spent before the campaign ends by itself; null: no bound. */
export interface CampaignBudget {
  readonly trials: number | null;
  readonly robotHours: number | null;
  readonly wallHours: number | null;
  readonly tokens: number | null;
  readonly usd: number | null;
}

/** Over a cap the campaign pauses and a person is called. */
export interface InvalidCaps {
  readonly inARow: number;
  /** Of the last fifty trials. */
  readonly of50: number;
}

/** `none`: the champion stays. `stack`: up to five ideas are carried and proved by one duel; `strict`: each by its own. */
export type DecisionRule =
  | { readonly rule: 'none' }
  | { readonly rule: 'stack' | 'strict'; readonly metric: 'pass-1' | 'pass-k' };

export interface SealContract {
  readonly version: 1;
  readonly task: Pick<TaskManifest, 'id' | 'version' | 'name' | 'instruction' | 'success'> & {
    /** task.json alone. */
    readonly tree: SealedTree;
  };
  readonly judge: SealedTree & Pick<TaskManifest, 'dwell' | 'recheck'>;
  readonly reset: SealedTree & { readonly retries: number; readonly limitS: number };
  /** The referee's draw of start states, and the world of the simulated bench. */
  readonly scene: SealedTree;
  /** What of the stated starts trials begin in; absent: all of them. */
  readonly starts?: StartBox | undefined;
  readonly envelopes: {
    readonly bench: Envelope;
    readonly reset: Envelope;
    readonly episode: Envelope;
  };
  readonly cameras: readonly {
    readonly role: string;
    readonly crop: TaskManifest['crops'][string] | null;
  }[];
  readonly clearViewRad: readonly number[];
  readonly rateHz: number;
  readonly attempts: number;
  readonly attemptLimitS: number;
  readonly target: TaskManifest['target'];
  readonly budget: CampaignBudget;
  readonly caps: InvalidCaps;
  /** How one policy may take another's place (docs/SCIENCE.md §5). */
  readonly decision: DecisionRule;
  readonly editable: readonly string[];
  /** Null where the judge came with the task and no clip of this bench measured it. */
  readonly lockedSetId: string | null;
  /** What an agent sees of a trial. */
  readonly agentsSee: readonly string[];
  readonly bench: {
    readonly benchId: string;
    readonly calibrationHash: string;
    readonly cameraCalibrationHash: string | null;
  };
  /** The SDK is part of the judge: all code of the app that runs in a trial. */
  readonly software: { readonly version: string; readonly tree: string };
}

/** What is to be done about a line: for people, and as what is typed. */
export interface Todo {
  readonly words: string;
  /** Of the command line, without `npx`; empty where none does it. */
  readonly command: string;
}

/** One line of what must hold before a contract may be signed. */
export interface SealLine {
  readonly id: 'judge' | 'reset' | 'locked' | 'task' | 'envelope';
  readonly ok: boolean;
  /** How it is, with its figures. */
  readonly words: string;
  /** Null where it holds. */
  readonly todo: Todo | null;
}

export interface SealCard {
  readonly hash: string;
  readonly contract: SealContract;
  readonly signedBy: string;
  readonly wallTime: string;
  /** Why a person sealed although a line does not hold; null when all do. */
  readonly overrode: string | null;
  /** Where it lies, absolute. */
  readonly dir: string;
  /** The first file that is not what was sealed, with what is wrong of it; null: all is as it was. */
  readonly problem: string | null;
}

/** What sealing now would say. */
export interface SealPlan {
  readonly contract: SealContract;
  readonly hash: string;
  readonly lines: readonly SealLine[];
}

/** The topic `seal`: of the open task. */
export interface SealView {
  readonly task: string;
  /** The newest; null before the first. */
  readonly seal: SealCard | null;
  /** What differs by now between the working copy and the seal, in words; empty: nothing. */
  readonly changed: readonly string[];
}
