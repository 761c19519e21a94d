/**
 * A night as a folder that verifies on another machine, as nouns: what of its records goes along, the export that runs now
 * or ran last, and what a check of such a folder found.
 */
import type { NightCounts } from './night.ts';

/** all: films too. judged: everything that a verdict can be made again from. none: no pictures. */
export const exportedFrames = ['all', 'judged', 'none'] as const;
export type ExportedFrames = (typeof exportedFrames)[number];

export interface NightExportReport {
  readonly dir: string;
  readonly files: number;
  readonly bytes: number;
  /** Trials with their records in it. */
  readonly records: number;
  /** Trials whose records stay here. */
  readonly withheld: readonly string[];
  /** The newest entry of the ledger in it: note it where whoever checks the folder trusts it. */
  readonly head: { readonly seq: number; readonly hash: string };
}

/** That records stay here, as a sentence; empty where none does. */
export function withheldWords({ withheld }: Pick<NightExportReport, 'withheld'>): string {
  if (withheld.length === 0) return '';
  return withheld.length === 1 ? 'One record stays here.' : `${withheld.length} records stay here.`;
}

/** The topic `nightExport`. */
export interface NightExportView {
  /** Counts up in one core. */
  readonly id: number;
  readonly nightId: string;
  /** The folder, as the person named it. */
  readonly dir: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  /** Records written. */
  readonly done: number;
  readonly total: number | null;
  readonly report: NightExportReport | null;
  /** What ended it; empty otherwise. */
  readonly why: string;
}

/** Of a folder, without any data folder. */
export interface NightExportCheck {
  readonly ok: boolean;
  readonly nightId: string;
  readonly task: string;
  readonly sealHash: string;
  readonly counts: NightCounts;
  readonly frames: ExportedFrames;
  /** Entries with their bodies, entries as links alone, and links from before these could be computed without a body. */
  readonly entries: { readonly whole: number; readonly links: number; readonly taken: number };
  readonly records: number;
  readonly withheld: number;
  /** Heads of the chain in the git that came along; null: none came. */
  readonly heads: number | null;
  readonly head: { readonly seq: number; readonly hash: string };
  /** The first thing that does not fit, by name. */
  readonly firstProblem?: string | undefined;
}
