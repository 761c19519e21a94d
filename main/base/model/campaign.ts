/**
 * A campaign as windows and scripts see it (docs/SCIENCE.md §4, §5, §7): who is champion and how sure that is, what is
 * carried, tested and decided, where the robot's time went. All of it is derived from git and ledger.
 */
import type { CampaignOutcome } from '../wire/campaignEntry.ts';
import type { MetricName } from './decisionRule.ts';
import type { Rate } from './judge.ts';
import type { Outcome } from './trial.ts';

/** Shares are of `totalS`: bench time in lockstep, wall time else. */
export interface Utilisation {
  readonly clock: 'real' | 'lockstep';
  readonly totalS: number;
  /** Trials that somebody asked for, with their resets and checks. */
  readonly mru: number;
  /** Their episodes alone. */
  readonly mruExec: number;
  /** The trials that somebody asked for, and those that ran because nobody did. */
  readonly busyWithFill: number;
  readonly idleS: {
    readonly thinking: number;
    readonly cooling: number;
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
  /** Of models, for its idea and what led to it, as far as the ledger knows; 0 of version 0. */
  readonly tokens: number;
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
  /** Wilson 95 %. */
  readonly rate: Rate;
  /** Holds whenever one looks, 95 %. */
  readonly band: readonly [low: number, high: number];
}

/** A finished trial in the strip of outcomes. */
export interface StripTrial {
  readonly index: number;
  readonly outcome: Outcome['kind'];
  /** Of whose policy: the champion's, or one that is tested against it. */
  readonly side: 'champion' | 'head';
  readonly purpose: IdeaTrial['purpose'];
  readonly ideaId: string | null;
  /** The two trials of a pair have the same; null of others. */
  readonly pair: number | null;
}

/** From here on first attempts and seconds are what is left to win (docs/SCIENCE.md §5). */
export const saturatedFrom = 0.9;

export interface CampaignView {
  readonly nightId: string;
  readonly task: string;
  readonly sealHash: string;
  readonly metric: MetricName;
  /** Who works on it; null between two sessions and after the last. */
  readonly agentId: string | null;
  /** Oldest first, the newest 160. */
  readonly strip: readonly StripTrial[];
  /** The trial that runs, and what for. */
  readonly running: (Omit<StripTrial, 'index' | 'outcome'> & { readonly trialId: string }) | null;
  readonly champion: {
    readonly policyHash: string;
    readonly commit: string | null;
    /** Wilson 95 % of its honest trials. */
    readonly rate: Rate;
    /** Holds whenever one looks, 95 %. */
    readonly band: readonly [number, number];
    readonly pass1: Rate;
    readonly passK: Rate;
    /** Mean of its counted trials, bench seconds; null before the first. */
    readonly benchSeconds: number | null;
    /** The deciding metric has hardly anything left to win: its lower end is at `saturatedFrom` or above. */
    readonly isSaturated: boolean;
    readonly isPromoted: boolean;
  } | null;
  /** Version 0 by the trials of its first measuring and all honest ones since; null before its first. */
  readonly start: {
    readonly policyHash: string;
    readonly commit: string | null;
    readonly rate: Rate;
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

/** A champion that is its task's working policy from now on. */
export interface AdoptedChampion {
  readonly nightId: string;
  readonly task: string;
  readonly policyHash: string;
  readonly commit: string | null;
}

/** Of a night, from git and ledger alone. */
export interface CampaignTree {
  readonly nightId: string;
  /** In the order in which they were handed in; version 0 first. */
  readonly nodes: readonly IdeaNode[];
  /** Oldest first, thinned. */
  readonly curve: readonly CurvePoint[];
}

/** What a trial of a policy was for, in the referee's words. */
export interface IdeaTrial {
  readonly id: string;
  readonly purpose: 'first' | 'screen' | 'pair' | 'confirm' | 'fill';
  /** Two trials of one pair have the same. */
  readonly draw: number;
  /** Null while it runs. */
  readonly outcome: Outcome | null;
  readonly attempts: number;
  readonly benchSeconds: number;
}

/** One idea looked at closely. */
export interface IdeaDetail {
  readonly node: IdeaNode;
  /** The agent's own words: claims. Empty where nobody said any. */
  readonly expect: string;
  readonly conclusion: string;
  readonly notes: readonly string[];
  /** Unified diff of the policy against its parent's, cut at 200,000 characters; empty of version 0. */
  readonly diff: string;
  /** Oldest first, the newest five hundred. */
  readonly trials: readonly IdeaTrial[];
}
