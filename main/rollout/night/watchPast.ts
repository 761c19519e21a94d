/**
 * What a night has behind it, looked at again whenever its seal is: every entry of the ledger against the chain, every
 * record of its finished trials against the ledger, and the clock, which does not go back. What was read once is read again
 * only where its files say that somebody wrote to them. Changes nothing.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { ledgerPath, trialDir } from '../../store/dataLayout.ts';
import {
  auditLedger,
  type LedgerAudit,
  type TrialStanding,
} from '../../store/ledger/auditLedger.ts';
import { auditRecord } from '../../store/record/auditRecord.ts';

export interface PastWatchPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'wallTime' | 'sleep'>;
  readonly dataDir: string;
}

/** @throws BenchError `refused` with the first thing that is not as it was written. */
export type CheckPast = (nightId: string) => Promise<void>;

/** Clocks are set right by less than this all the time. */
const backMs = 2000;
const none: LedgerAudit['trials'] = new Map();

/** So many folders are looked at in one turn: about a millisecond. */
const foldersPerTurn = 25;

/** Size and times of a file, which change whenever its user's programs write it. */
function traceOf(file: string): string {
  const info = statSync(file, { bigint: true, throwIfNoEntry: false });
  return `${info?.ino} ${info?.size} ${info?.mtimeNs} ${info?.ctimeNs}`;
}

function traceOfFolder(dir: string): string {
  const names = existsSync(dir) ? readdirSync(dir).sort() : [];
  return names.map((name) => `${name} ${traceOf(path.join(dir, name))}`).join('\n');
}

export function createPastWatch({ clock, dataDir }: PastWatchPorts): CheckPast {
  const traces = new Map<string, string>();
  const offsetMs = (): number => Date.parse(clock.wallTime()) - clock.nowMs();
  let newestMs = offsetMs();
  const checkClock = (): void => {
    const now = offsetMs();
    const back = newestMs - now;
    newestMs = Math.max(newestMs, now);
    if (back > backMs)
      throw new BenchError('refused', `the clock was set back by ${Math.round(back / 1000)} s`);
  };
  let read = { trace: '', trials: none };
  /** Again where somebody wrote to the file since, ourselves too. */
  const readLedger = async (): Promise<LedgerAudit['trials']> => {
    const file = ledgerPath(dataDir);
    const trace = traceOf(file);
    if (trace === read.trace) return read.trials;
    const { trials, problem } = await auditLedger(file, () => clock.sleep(0));
    if (problem !== null) throw new BenchError('refused', problem);
    read = { trace, trials };
    return trials;
  };
  const checkRecord = async (id: string, standing: TrialStanding): Promise<void> => {
    if (standing.kind !== 'finished') return;
    const dir = trialDir(dataDir, id);
    const trace = traceOfFolder(dir);
    if (traces.get(id) === trace) return;
    const problem = await auditRecord(dir, { id, ...standing }, true);
    if (problem !== null) throw new BenchError('refused', problem);
    traces.set(id, trace);
  };
  return async (nightId) => {
    checkClock();
    let looked = 0;
    for (const [id, standing] of await readLedger()) {
      if (!id.startsWith(`${nightId}-`)) continue;
      await checkRecord(id, standing);
      if (++looked % foldersPerTurn === 0) await clock.sleep(0);
    }
  };
}
