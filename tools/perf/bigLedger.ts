/**
 * A ledger with very many made-up trials, written entry by entry through the real one: for figures and tests of lists.
 * Equal sizes give equal trials. Nothing lies on the disk but the ledger: its trials have no records.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import {
  failureReasons,
  invalidReasons,
  type Provenance,
  type TrialRow,
} from '../../main/base/model/trial.ts';
import { anchorPath, ledgerPath } from '../../main/store/dataLayout.ts';
import { type Ledger, openLedger } from '../../main/store/ledger/ledger.ts';

const trialsPerRun = 250;
/** One trial a minute of made-up wall time. */
const trialEveryMs = 60_000;
const firstWallMs = 1_767_225_600_000;

const hexOf = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

function provenanceOf(row: TrialRow): Provenance {
  const hash = row.stepHash;
  return {
    task: row.task,
    taskVersion: '0.1.0',
    taskHash: hash,
    policyHash: hash,
    policyCommit: null,
    judgeHash: hash,
    resetHash: hash,
    settingsHash: hash,
    seed: row.seed,
    trialIndex: row.index,
    startState: { xM: 0.2, yM: 0, yawRad: 0 },
    benchId: 'sim-1',
    clock: row.clock,
    softwareVersion: '0.1.0',
    calibrationHash: hash,
    isolation: 'bubblewrap',
  };
}

/** The `position`-th trial: runs of 250, two tasks, both clocks, every reason. */
export function bigLedgerRow(position: number): TrialRow {
  const rng = createRng(position + 1);
  const run = Math.floor(position / trialsPerRun) + 1;
  const index = position % trialsPerRun;
  const draw = rng.uniform();
  const outcome = draw < 0.46 ? 'success' : draw < 0.97 ? 'failure' : 'invalid';
  const reasons = outcome === 'failure' ? failureReasons : invalidReasons;
  const batchId = `run-${String(run).padStart(5, '0')}`;
  return {
    id: `${batchId}-${String(index + 1).padStart(4, '0')}`,
    batchId,
    index,
    task: run % 5 === 0 ? 'touch' : 'push-t',
    outcome,
    reason: outcome === 'success' ? null : must(reasons[rng.below(reasons.length)]),
    attempts: 1 + rng.below(8),
    stepHash: hexOf(position, 8).repeat(8),
    benchSeconds: Math.round(rng.between(20, 180) * 10) / 10,
    wallTime: new Date(firstWallMs + position * trialEveryMs).toISOString(),
    clock: run % 3 === 0 ? 'real' : 'lockstep',
    seed: run % 40,
  };
}

const optionsOf = { log: silentLog, softwareVersion: 'perf' } as const;
const frozenClock = { ...realClock, wallTime: () => new Date(firstWallMs).toISOString() };

function open(dir: string): Ledger {
  return openLedger(ledgerPath(dir), { ...optionsOf, clock: frozenClock });
}

function fill(ledger: Ledger, n: number): void {
  for (let position = 0; position < n; position++) {
    const row = bigLedgerRow(position);
    const { id, batchId, index, task, seed, clock } = row;
    if (index === 0) {
      const started = { batchId, task, trials: trialsPerRun, seed, clock } as const;
      ledger.append({ kind: 'batch-started', ...started });
    }
    const provenance = provenanceOf(row);
    ledger.append({ kind: 'trial-started', id, batchId, index, provenance });
    ledger.append({ kind: 'trial-finished', id, row, verdictHash: row.stepHash });
    if (index === trialsPerRun - 1) ledger.append({ kind: 'batch-ended', batchId, why: 'done' });
  }
}

/**
 * The data folder `dir` (it exists) with a ledger of `n` finished trials, opened; a ledger that is there already is
 * taken as it is. It is written in memory first, because each of its two entries a trial is made durable: 100,000
 * trials take about 15 seconds there, and some minutes where there is no /dev/shm.
 */
export function openBigLedger(dir: string, n: number): Ledger {
  if (!existsSync(ledgerPath(dir))) {
    const fast = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : dir, 'nightbench-big-'));
    try {
      {
        using ledger = open(fast);
        fill(ledger, n);
      }
      for (const pathIn of [ledgerPath, (at: string) => anchorPath(ledgerPath(at))])
        copyFileSync(pathIn(fast), pathIn(dir));
    } finally {
      rmSync(fast, { recursive: true });
    }
  }
  return open(dir);
}
