/**
 * Demos in and out as nouns: the import, export or scripted session that runs now or ran last, and what each reports.
 */

export const exchangeKinds = ['import', 'export', 'session'] as const;
export type ExchangeKind = (typeof exchangeKinds)[number];

export interface ImportReport {
  readonly demos: readonly string[];
  /** What could not be read, each with its reason; nothing of it was taken. */
  readonly refused: readonly { readonly what: string; readonly why: string }[];
  /** What was assumed or left out, once each. */
  readonly notes: readonly string[];
}

export interface ExportReport {
  readonly dir: string;
  readonly demos: number;
  readonly files: number;
  readonly bytes: number;
  /** Demos that were left out, each with its reason. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
}

/** What the scripted operator left: demos with labels of which some were wrong at first, and the locked part of them. */
export interface SynthReport {
  readonly demos: number;
  readonly success: number;
  /** Far off: without the near misses. */
  readonly failure: number;
  readonly nearMisses: Readonly<Record<string, number>>;
  /** Inside the guard of a bound: labelled unclear. */
  readonly unclear: number;
  /** By the closed gripper; the others were put there by hand. */
  readonly pushed: number;
  /** First looks that were wrong on purpose. */
  readonly labelErrors: number;
  readonly disagreements: number;
  /** Zero and zero: too few to lock, and `short` says what is missing. */
  readonly lockedPositives: number;
  readonly lockedNegatives: number;
  readonly short: readonly string[];
  readonly benchSeconds: number;
  readonly wallSeconds: number;
  /** Over steps and labels: equal for equal seeds. */
  readonly hash: string;
}

export type ExchangeReport = ImportReport | ExportReport | SynthReport;

export interface ExchangeView {
  /** Counts up in one core. */
  readonly id: number;
  readonly kind: ExchangeKind;
  readonly task: string;
  /** The folder, as the person named it. */
  readonly what: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number | null;
  /** By its pace so far; null before there is one. */
  readonly secondsLeft: number | null;
  readonly doing: string;
  readonly report: ExchangeReport | null;
  /** What ended it; empty otherwise. */
  readonly why: string;
}
