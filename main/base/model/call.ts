/**
 * Calling a person: what the lab's own pager is, what somebody is called for now, and when they are called again. Which
 * alert calls, and when, is decided in `rollout/calling`.
 */

/** Minutes after a person is needed at which they are called, while nobody answers. */
export const callMinutes = [0, 10, 30] as const;
/** A pager that says nothing for so long is ended. */
export const callLimitMs = 30_000;
export const callBounds = { words: 32, wordChars: 4096, perHour: 60 } as const;
/** Calls an hour where nobody said otherwise. */
export const callsPerHour = 6;

/** The lab's pager: a program with its arguments, run without a shell. */
export interface CallCommand {
  readonly command: readonly string[];
  /** At most so many calls within an hour. */
  readonly perHour: number;
  readonly by: string;
  readonly wallTime: string;
}

/** What a person is needed for. */
export interface CallNeed {
  /** Of the alert that calls. */
  readonly key: string;
  readonly message: string;
  readonly todo: string;
  readonly sinceWallTime: string;
  /** Times that somebody was called for it. */
  readonly calls: number;
  /** Null: nobody is called again by itself. */
  readonly nextWallTime: string | null;
  /** Somebody said that they come. */
  readonly acknowledged: { readonly by: string; readonly wallTime: string } | null;
}

/** How one run of the pager ended. */
export interface CallResult {
  readonly ok: boolean;
  /** In a sentence without its full stop. */
  readonly words: string;
  readonly wallTime: string;
  readonly seconds: number;
}

/** The topic `call`. */
export interface CallView {
  /** Null: nobody set a pager; the window and the desktop call all the same. */
  readonly command: CallCommand | null;
  /** Why what was set cannot be used; null where nothing is wrong. */
  readonly problem: string | null;
  /** Null: nobody is needed. */
  readonly need: CallNeed | null;
  /** Null: it did not run in this core's life. */
  readonly last: CallResult | null;
  readonly calling: boolean;
}

/** Before anything is known: no pager, nobody needed. */
export const noCall: CallView = {
  ...{ command: null, problem: null, need: null },
  ...{ last: null, calling: false },
};

/** Names one call, which is shown once everywhere. Null: there is none to show. */
export function callId({ need }: Pick<CallView, 'need'>): string | null {
  if (need === null || need.acknowledged !== null || need.calls === 0) return null;
  return `${need.key} ${need.sinceWallTime} ${need.calls}`;
}

/** A call as the desktop shows it, by the app or by a browser. */
export const callNoticeOf = ({ message, todo }: Pick<CallNeed, 'message' | 'todo'>) => ({
  title: 'Nightbench needs somebody',
  body: todo === '' ? message : `${message} ${todo}`,
});

/** What the pager is handed, in the variable NIGHTBENCH_ALERT and on its standard input. */
export interface CallPayload {
  readonly key: string;
  readonly level: 'info' | 'warning' | 'danger';
  readonly message: string;
  readonly todo: string;
  readonly benchId: string;
  readonly nightId: string | null;
  readonly wallTime: string;
}
