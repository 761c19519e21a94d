/** One trial's record for the gallery, and what became of its files. */
import type { TrialDetail } from '../../main/base/api/contract.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { AttemptRecord, Outcome, TrialRow } from '../../main/base/model/trial.ts';
import type { RecordCheck } from '../../main/base/model/view.ts';

function outcomeOf(row: TrialRow): Outcome {
  if (row.outcome === 'success') return { kind: 'success' };
  return { kind: row.outcome, reason: row.reason } as Outcome;
}

export function galleryDetail(rows: readonly TrialRow[], id: string): TrialDetail {
  const row = rows.find((entry) => entry.id === id);
  if (row === undefined) throw new BenchError('not-found', `no trial ${id}`);
  const attempts = Array.from(
    { length: row.attempts },
    (_, index): AttemptRecord => ({
      attempt: index + 1,
      startMs: index * 9_000,
      endMs: index * 9_000 + 6_100 + 300 * index,
      ended: index % 3 === 2 ? 'timeout' : 'done',
      verdict: index === row.attempts - 1 && row.outcome === 'success' ? 'success' : 'failure',
    }),
  );
  const file = { bytes: 48_211, sha256: row.stepHash };
  const hash = [...row.stepHash].reverse().join('');
  return {
    row,
    dir: `data/trials/${id}`,
    verdict: {
      version: 1,
      id,
      outcome: outcomeOf(row),
      ...(row.outcome === 'invalid' ? { why: 'no read of the bus for 120 ms, at tick 1,204' } : {}),
      attempts,
      benchSeconds: row.benchSeconds,
      wallTime: row.wallTime,
      files: {
        'frames.mcap': { ...file, bytes: 5_482_117 },
        'front.mp4': file,
        'overhead.mp4': file,
        'steps.ndjson': { ...file, bytes: 1_169_907 },
        'trial.json': { ...file, bytes: 1_052 },
      },
    },
    provenance: {
      task: row.task,
      taskVersion: '0',
      taskHash: hash,
      policyHash: hash,
      policyCommit: null,
      settingsHash: hash,
      judgeHash: row.stepHash,
      resetHash: hash,
      seed: row.seed,
      trialIndex: row.index,
      startState: { xM: 0.214, yM: 0.031, yawRad: -0.62 },
      benchId: 'sim-1',
      clock: row.clock,
      softwareVersion: '0.1.0',
      calibrationHash: row.stepHash,
      isolation: 'bubblewrap',
    },
  };
}

/** One of its files was changed; without a verdict none was promised. */
export function galleryCheck({ verdict }: TrialDetail): RecordCheck {
  if (verdict === null) return { result: 'nothing-promised', problem: null, files: [] };
  const files = Object.entries(verdict.files).map(
    ([name, { bytes }]) =>
      ({ name, bytes, state: name === 'steps.ndjson' ? 'changed' : 'verified' }) as const,
  );
  return { result: 'changed', problem: 'steps.ndjson is changed', files };
}
