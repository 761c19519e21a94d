/**
 * Facts of a task's newest counted trials from their records, each read once in a core's life, in short turns that leave
 * the core half its time at least. A locked trial is not read and not counted; of a damaged record nothing is told.
 */
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { keepNewest } from '../../base/lib/keepNewest.ts';
import type { OnsetStall } from '../../base/model/onset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type FailureReason, failureReasons, type TrialRow } from '../../base/model/trial.ts';
import type { TrialFacts } from '../../environment/onset/onsetOf.ts';
import { stallOf } from '../../environment/onset/stallOf.ts';
import { framesFile, trialDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { indexFrames } from '../../store/record/frameIndex.ts';
import { readRecord, type TrialRecordContent } from '../../store/record/readRecord.ts';

export interface TrialReader {
  /** Newest first. @throws BenchError `storage` where the ledger cannot be read, and the signal's reason. */
  of(task: string): Promise<readonly TrialFacts[]>;
}

export interface TrialReaderPorts {
  readonly ledger: Pick<Ledger, 'trials'>;
  readonly clock: Pick<Clock, 'sleep' | 'nowMs'>;
  readonly dataDir: string;
  readonly isLocked: (recordingId: string) => boolean;
}

const pageSize = 200;
/** Counted trials that are looked at, and failed ones of which the moment is read. */
const mostTrials = 1000;
const mostStalls = 200;
const mostKnown = 4000;

type BegunTrial = Pick<TrialFacts, 'start' | 'narrowed'>;

function begunOf({ trial }: TrialRecordContent): BegunTrial | null {
  const { startState, starts } = trial.provenance;
  const { xM, yM, yawRad } = startState;
  if (xM === undefined || yM === undefined || yawRad === undefined) return null;
  return { start: { xM, yM, yawRad }, narrowed: starts !== undefined };
}

const failureOf = ({ reason }: TrialRow): FailureReason | null =>
  failureReasons.find((each) => each === reason) ?? null;

/** Null where something of it cannot be read. */
const orNull = async <T>(read: () => T | Promise<T>, ended: AbortSignal): Promise<T | null> => {
  try {
    return await read();
  } catch {
    ended.throwIfAborted();
    return null;
  }
};

export function createTrialReader(ports: TrialReaderPorts, ended: AbortSignal): TrialReader {
  const { ledger, clock, dataDir, isLocked } = ports;
  /** Null: nothing is told of it. */
  const begun = new Map<string, BegunTrial | null>();
  const stalls = new Map<string, OnsetStall | null>();
  const reading = new Map<string, Promise<readonly TrialFacts[]>>();

  /** As long as the work took, others have their turn. */
  const fairly = async <T>(work: () => Promise<T>): Promise<T> => {
    const sinceMs = clock.nowMs();
    const done = await work();
    await clock.sleep(clock.nowMs() - sinceMs);
    ended.throwIfAborted();
    return done;
  };
  const begunOfTrial = async (id: string): Promise<BegunTrial | null> => {
    const known = begun.get(id);
    if (known !== undefined) return known;
    const read = await fairly(() =>
      orNull(() => begunOf(readRecord(trialDir(dataDir, id))), ended),
    );
    return keepNewest(begun, id, read, mostKnown);
  };
  const stallOfTrial = async (id: string, start: PlanarPose): Promise<OnsetStall | null> => {
    const known = stalls.get(id);
    if (known !== undefined) return known;
    const dir = trialDir(dataDir, id);
    const stall = await fairly(() =>
      orNull(async () => {
        const attempts = readRecord(dir).verdict?.attempts ?? [];
        const { trace } = await indexFrames(path.join(dir, framesFile), ended);
        return stallOf({ id, start, attempts, trace });
      }, ended),
    );
    return keepNewest(stalls, id, stall, mostKnown);
  };
  const readAll = async (task: string): Promise<readonly TrialFacts[]> => {
    const trials: TrialFacts[] = [];
    // A trial that ends between two pages moves the rows: one is met again.
    const met = new Set<string>();
    let failed = 0;
    for (let offset = 0; trials.length < mostTrials; offset += pageSize) {
      const { rows } = ledger.trials({ task, limit: pageSize, offset });
      for (const row of rows) {
        if (met.has(row.id) || trials.length >= mostTrials) continue;
        met.add(row.id);
        if (row.outcome === 'invalid' || isLocked(row.id)) continue;
        const one = await begunOfTrial(row.id);
        if (one === null) continue;
        const isFailed = row.outcome === 'failure';
        if (isFailed && !one.narrowed) failed++;
        const isRead = isFailed && !one.narrowed && failed <= mostStalls && !isLocked(row.id);
        const stall = isRead ? await stallOfTrial(row.id, one.start) : null;
        trials.push({ id: row.id, ...one, failed: isFailed, reason: failureOf(row), stall });
      }
      if (rows.length < pageSize) break;
    }
    return trials.filter(({ id }) => !isLocked(id));
  };
  return {
    of(task) {
      const known = reading.get(task);
      if (known !== undefined) return known;
      const facts = readAll(task).finally(() => reading.delete(task));
      reading.set(task, facts);
      return facts;
    },
  };
}
