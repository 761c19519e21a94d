/**
 * Core ↔ leader process, over stdio frames (`base/host/frames.ts`): an arm that a person moves by hand and that is only
 * read. The process switches its torque off when it opens, and writes no goal, ever.
 */
import type { ErrorData } from '../model/errors.ts';

export type ToLeader =
  | {
      readonly type: 'open';
      readonly port: string;
      readonly ids: readonly number[];
      readonly rateHz: number;
    }
  | { readonly type: 'close' };

export type FromLeader =
  | {
      readonly type: 'opened';
      readonly models: readonly number[];
      readonly firmware: readonly string[];
      /** What each servo subtracts from its encoder before it answers. */
      readonly homingCounts: readonly number[];
    }
  /** One read of all servos, in the order of `ids`. A read that was not answered by all is not told. */
  | {
      readonly type: 'counts';
      readonly counts: readonly number[];
      readonly temperatureC: readonly number[];
      readonly voltageV: readonly number[];
    }
  | { readonly type: 'failed'; readonly error: ErrorData };
