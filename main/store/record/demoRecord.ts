/**
 * The folder of one demo while it is written: demo.json first, then every frame as its exact bytes, steps and films, and
 * demo-end.json last. A demo that nobody lives to finish ends with what there is, and with why; only one that the
 * operator discards is removed, and its folder first loses its name, so that a half-removed one is never taken for one.
 */
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DemoEnd, DemoMark } from '../../base/model/episode.ts';
import type { DemoSaid, StepRow, ToRecorder } from '../../base/wire/recorder.ts';
import { demoEndFile, demoFile, discardedPrefix } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import {
  type Finished,
  openRecordFolder,
  type RecordFolder,
  type RecordPorts,
} from './recordFolder.ts';
import { longestWhy } from './trialRecord.ts';

export type BeginDemo = Extract<ToRecorder, { type: 'begin-demo' }>;

/** Calls must be awaited one after the other; all of them throw `storage`. */
export interface DemoRecord extends Pick<RecordFolder, 'id' | 'steps' | 'frame' | 'verdict'> {
  mark(mark: DemoMark): void;
  /** All on the disk when it resolves. */
  finish(said: DemoSaid): Promise<Finished>;
  /** Nobody will say `finish`: ends the demo with what is there. */
  abandon(): Promise<void>;
  discard(): Promise<void>;
  [Symbol.dispose](): void;
}

export async function openDemoRecord(
  { dir, head }: BeginDemo,
  ports: RecordPorts,
): Promise<DemoRecord> {
  const { id, roles, videoRateHz } = head;
  const first = {
    id,
    dir,
    roles,
    videoRateHz,
    file: demoFile,
    content: head,
    withFilmTimes: false,
  };
  const folder = await openRecordFolder(first, ports);
  const marks: DemoMark[] = [];
  const span = { fromMs: Number.NaN, toMs: Number.NaN };
  const finish = async (said: DemoSaid): Promise<Finished> => {
    const closed = await folder.close();
    const end: DemoEnd = { version: 1, id, ...said, why: said.why.slice(0, longestWhy), ...closed };
    return folder.end(demoEndFile, closed, end);
  };
  return {
    id,
    steps(rows: readonly StepRow[]) {
      const [one] = rows;
      if (one !== undefined && Number.isNaN(span.fromMs)) span.fromMs = one.atMs;
      span.toMs = rows.at(-1)?.atMs ?? span.toMs;
      folder.steps(rows);
    },
    frame: (frame, jpeg) => folder.frame({ ...frame, judged: true }, jpeg),
    verdict: folder.verdict,
    mark: (mark) => void marks.push(mark),
    finish,
    async abandon() {
      // Nothing was shown yet: recovery finds no row in it and lets it go.
      if (Number.isNaN(span.fromMs)) return void (await folder.close());
      await finish({
        result: marks.at(-1)?.value ?? null,
        nearMiss: head.nearMiss ?? null,
        marks,
        why: 'the core ended while it was recorded',
        fromMs: span.fromMs,
        toMs: span.toMs,
        wallTime: ports.clock.wallTime(),
      });
    },
    async discard() {
      folder[Symbol.dispose]();
      try {
        const gone = path.join(path.dirname(dir), `${discardedPrefix}${id}`);
        rmSync(gone, { recursive: true, force: true });
        renameSync(dir, gone);
        rmSync(gone, { recursive: true, force: true });
      } catch (thrown) {
        throw storageError(dir, thrown);
      }
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
