/**
 * What the makers' reports say of a judge or a reset by its bytes. Only of tasks that came with the app: what a person made
 * or imported has no makers. A report that cannot be read, is about other bytes, or was measured under another rule says
 * nothing.
 */
import path from 'node:path';
import type { Log } from '../../base/lib/log.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { LockedMeasure } from '../../base/model/judge.ts';
import type { MakersNote } from '../../base/model/makers.ts';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import { type GateReport, readGateReport, underJudge, underReset } from './gateReport.ts';
import { findTask } from './installTask.ts';
import { readManifest } from './readManifest.ts';

export interface MakersPorts {
  readonly benches: Pick<BenchBook, 'current'>;
  readonly log: Log;
  readonly dataDir: string;
  readonly templatesDir: string;
}

export interface Made<T> {
  readonly note: MakersNote;
  readonly measure: T;
}

export interface Measured<T> {
  readonly measure: T | null;
  readonly makers?: MakersNote | undefined;
}

/** What was measured of these bytes: here, else by the makers, where that counts. */
export async function ownOrMade<T>(
  own: T | null,
  madeOf: () => Promise<Made<T> | null>,
): Promise<Measured<T>> {
  const made = own === null ? await madeOf() : null;
  if (made === null) return { measure: own };
  return { measure: made.note.counts ? made.measure : null, makers: made.note };
}

/** Null where there is none of these bytes. Nothing is thrown. */
export interface MakersReports {
  judge(task: string, hash: string): Promise<Made<LockedMeasure> | null>;
  /** For all of the stated starts, whatever part of them is practised now. */
  reset(task: string, hash: string): Promise<Made<ResetMeasure> | null>;
}

export function createMakersReports(ports: MakersPorts): MakersReports {
  const { benches, log, dataDir, templatesDir } = ports;
  const about = async <T extends { readonly wallTime: string }>(
    task: string,
    hash: string,
    of: (report: GateReport) => { hash: string; under: string; measure: T } | null,
    under: (manifestDir: string, templateDir: string) => Promise<string>,
  ): Promise<Made<T> | null> => {
    try {
      const { own, templateDir, manifestDir } = await findTask(templatesDir, dataDir, task);
      const report = own ? null : await readGateReport(templateDir);
      const part = report === null || report.task !== task ? null : of(report);
      if (part === null || part.hash !== hash) return null;
      if (part.under !== (await under(manifestDir, templateDir))) return null;
      const counts = benches.current.kind === 'simulated';
      return { note: { wallTime: part.measure.wallTime, counts }, measure: part.measure };
    } catch (thrown) {
      const { code, message } = toBenchError(thrown);
      if (code !== 'not-found')
        log.log('warn', "the makers' report cannot be used", { error: message });
      return null;
    }
  };
  return {
    judge: (task, hash) =>
      about(
        task,
        hash,
        ({ judge }) => judge,
        async (manifestDir) => underJudge(await readManifest(manifestDir)),
      ),
    reset: (task, hash) =>
      about(
        task,
        hash,
        ({ reset }) => reset,
        async (manifestDir, templateDir) => {
          const { starts: _practised, ...manifest } = await readManifest(manifestDir);
          return await underReset(manifest, path.join(templateDir, 'scene'));
        },
      ),
  };
}
