/** What the demos view remembers besides what the core says: plain data, so that the gallery can show any state. */

import type { DemoView, TeleopInput } from '../../main/base/model/episode.ts';
import type { ExportReport, ImportReport } from '../../main/base/model/exchange.ts';

export interface DemosState {
  /** Of this task, oldest first; null: not asked for yet. */
  readonly list: { readonly task: string; readonly demos: readonly DemoView[] } | null;
  readonly problem: string | null;
  /** How the arm is moved. */
  readonly input: Exclude<TeleopInput, 'script'>;
  /** This window took the arm, and no other. */
  readonly mine: boolean;
  /** Asked for, and not answered yet. */
  readonly taking: boolean;
  readonly speed: number;
  /** Bench time waits for the hand: for computers that do not keep up. */
  readonly lockstep: boolean;
  /** Height of the tip while the mouse leads it, metres; null: the task's own. */
  readonly heightM: number | null;
  /** Leader arm: it leads only while the clutch is in. */
  readonly clutchIn: boolean;
  /** Which near miss the next demo shows; null: none. */
  readonly nearMiss: string | null;
  readonly countdownS: number;
  readonly muted: boolean;
  /** The demo that is looked at. */
  readonly selected: string | null;
  /** The span that is being chosen for it; null: as it is. */
  readonly trim: { readonly fromMs: number; readonly toMs: number } | null;
  /** What the importer or exporter does or said last. */
  readonly exchange:
    | { readonly kind: 'idle' }
    | { readonly kind: 'working'; readonly words: string }
    | { readonly kind: 'imported'; readonly report: ImportReport }
    | { readonly kind: 'exported'; readonly report: ExportReport }
    | { readonly kind: 'failed'; readonly message: string };
}

export const firstDemos: DemosState = {
  list: null,
  problem: null,
  input: 'keyboard',
  mine: false,
  taking: false,
  speed: 0.5,
  lockstep: false,
  heightM: null,
  clutchIn: false,
  nearMiss: null,
  countdownS: 3,
  muted: false,
  selected: null,
  trim: null,
  exchange: { kind: 'idle' },
};
