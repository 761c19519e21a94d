/**
 * A campaign as windows and scripts see it (docs/SCIENCE.md §4, §5, §7): who is champion and how sure that is, what is
 * carried, tested and decided, where the robot's time went. All of it is derived from git and ledger.
 */
import type { CampaignOutcome } from '../wire/campaignEntry.ts';
import type { Rate } from './judge.ts';

/** Shares are of `totalS`: bench time in lockstep, wall time else. */
export interface Utilisation {
  readonly clock: 'real' | 'lockstep';
  readonly totalS: number;
  /** Trials that somebody asked for, with their resets and checks. */
  readonly mru: number;
  /** Their episodes alone. */
  readonly mruExec: number;
  /** Trials that ran because nobody asked for anything. */
  readonly busyWithFill: number;
  readonly idleS: {
    readonly thinking: number;
    readonly overhead: number;
    readonly person: number;
    readonly fault: number;
  };
}

/** `waiting`, `screening` and `carried` are not decided yet. */
export type IdeaStanding = 'waiting' | 'screening' | CampaignOutcome;

/** A policy in the tree of ideas; version 0 is its root. */
export interface IdeaNode {
  readonly policyHash: string;
  readonly commit: string | null;
  readonly parentHash: string | null;
  readonly agentId: string | null;
  readonly ideaId: string | null;
  /** A claim of the agent's, made before its first trial; empty of version 0. */
  readonly hypothesis: string;
  readonly standing: IdeaStanding | 'version-0';
  /** What decided it: `screen`, `duel`, `withdrawn`, `left-behind`, `no-change`; empty while nothing has. */
  readonly by: string;
  /** Ideas in its stack, where a duel decided. */
  readonly of: number | null;
  /** Of its screen alone. */
  readonly screen: Rate;
  /** All its trials that count, whatever for. */
  readonly trials: Rate;
  readonly invalid: number;
  readonly robotSeconds: number;
  readonly wallTime: string;
  readonly decidedWallTime: string | null;
  /** From version 0 to the champion. */
  readonly isWinning: boolean;
}

/** The champion's honest rate as it stood after a trial of its own. */
export interface CurvePoint {
  readonly wallTime: string;
  /** Trials that used the budget by then. */
  readonly spent: number;
  readonly policyHash: string;
  readonly k: number;
  readonly n: number;
}

export interface CampaignView {
  readonly nightId: string;
  readonly task: string;
  readonly sealHash: string;
  readonly metric: 'pass-1' | 'pass-k';
  readonly champion: {
    readonly policyHash: string;
    readonly commit: string | null;
    /** Wilson 95 % of its honest trials. */
    readonly rate: Rate;
    /** Holds whenever one looks, 95 %. */
    readonly band: readonly [number, number];
    readonly pass1: Rate;
    readonly passK: Rate;
    readonly isPromoted: boolean;
  } | null;
  readonly headHash: string | null;
  /** Carried policies, from the champion outwards. */
  readonly stack: readonly string[];
  readonly screening: {
    readonly policyHash: string;
    readonly k: number;
    readonly n: number;
  } | null;
  readonly duel: {
    readonly wins: number;
    readonly losses: number;
    readonly pairs: number;
    readonly evidence: number;
    readonly threshold: number;
  } | null;
  /** Of the error budget: what is left to stake. */
  readonly wallet: number;
  readonly counts: Readonly<Record<CampaignOutcome | 'open', number>>;
  readonly spent: number;
  /** Of the champion: successes in a row now. */
  readonly streak: number;
  readonly use: Utilisation;
}
