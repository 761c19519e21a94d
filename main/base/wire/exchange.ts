/**
 * Core ↔ exchange process, over stdio frames: one order (as JSON, the frame's blob: it may be long) and then its end. The
 * process reads what strangers made and writes where it is told; what becomes a demo, and under which number, the core
 * alone decides. Progress comes with every recording; one that is told of lies whole and fsynced in its folder.
 */
import type { ImportFormat, LabelValue } from '../model/episode.ts';
import type { ErrorData } from '../model/errors.ts';

export interface ImportOrder {
  readonly type: 'import';
  /** Absolute folder of what is to be imported. */
  readonly from: string;
  /** Null: found out by what lies in it. */
  readonly format: ImportFormat | null;
  /** Camera of the source → role of the task. */
  readonly roles: Readonly<Record<string, string>>;
  readonly task: string;
  readonly taskVersion: string;
  readonly instruction: string;
  readonly taskRoles: readonly string[];
  readonly nearMisses: readonly string[];
  readonly softwareVersion: string;
  /** Absolute folder for recordings in the making; each gets a folder `<idPrefix>-<number>` there. */
  readonly intoDir: string;
  readonly idPrefix: string;
}

/** A demo to export: a span of a recording. */
export interface ExportDemo {
  readonly demoId: string;
  /** Absolute. */
  readonly dir: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly result: LabelValue | null;
  readonly nearMiss: string | null;
  readonly decidedMs: number | null;
}

export interface ExportOrder {
  readonly type: 'export';
  readonly format: 'lerobot' | 'mp4';
  /** Absolute folder; must be missing or empty. */
  readonly into: string;
  readonly instruction: string;
  readonly roles: readonly string[];
  readonly demos: readonly ExportDemo[];
}

export type ToExchange = ImportOrder | ExportOrder;

export interface ReadyRecording {
  readonly id: string;
  readonly from: string;
  readonly format: ImportFormat;
  readonly episode: number;
  readonly endHash: string;
  readonly result: LabelValue | null;
  readonly nearMiss: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly roles: readonly string[];
  /** Of its first camera. */
  readonly frames: number;
}

export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export type FromExchange =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'recording'; readonly recording: ReadyRecording }
  | ({ readonly type: 'refused' } & LeftOut)
  /** What was assumed or left out, once each. */
  | { readonly type: 'note'; readonly note: string }
  | {
      readonly type: 'exported';
      readonly demos: number;
      readonly files: number;
      readonly bytes: number;
    }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: ErrorData };
