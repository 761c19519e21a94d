/**
 * What the reset view remembers of where trials fail and which starts are practised: which page is open, the core's last
 * answer, the box as it is drawn or typed. Plain data, so that the gallery can show any state.
 */
import type { OnsetView } from '../../main/base/model/onset.ts';

export interface EndTexts {
  readonly min: string;
  readonly max: string;
}

/** As typed: millimetres and degrees. */
export interface StartDraft {
  readonly x: EndTexts;
  readonly y: EndTexts;
  /** Null: any turn. */
  readonly turn: EndTexts | null;
}

export const resetPages = ['measured', 'fails', 'time', 'author'] as const;
export type ResetPage = (typeof resetPages)[number];

export interface OnsetDesk {
  readonly page: ResetPage;
  /** Null before the first answer. */
  readonly view: OnsetView | null;
  readonly wait: 'read' | 'choose' | null;
  readonly draft: StartDraft | null;
  /** What was done last, as a sentence. */
  readonly said: string;
  /** What could not be read, in words. */
  readonly trouble: string;
}

export const firstOnsetDesk: OnsetDesk = {
  ...{ page: 'measured', view: null, wait: null, draft: null, said: '', trouble: '' },
};
