/**
 * What a night has behind it, looked at again whenever its seal is: every entry of the ledger against the chain, every
 * record of its finished trials against the ledger, and the clock, which does not go back. A record that was read once is
 * read again only where its files say that somebody touched them. Changes nothing.
 */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { ledgerPath, trialDir } from '../../store/dataLayout.ts';
import { auditLedger } from '../../store/ledger/auditLedger.ts';
import { auditRecord } from '../../store/record/auditRecord.ts';

export interface PastWatchPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'wallTime' | 'sleep'>;
  readonly dataDir: string;
}

/** @throws BenchError `refused` with the first thing that is not as it was written. */
export type CheckPast = (nightId: string) => Promise<void>;

/** Clocks are set right by less than this all the time. */
const backMs = 2000;

/** Of a folder: names, sizes and times that only its user's programs change, and only by writing. */
async function traceOf(dir: string): Promise<string> {
  const names = (await readdir(dir).catch(() => [])).sort();
  const parts: string[] = [];
  for (const name of names) {
    const info = await stat(path.join(dir, name), { bigint: true }).catch(() => null);
    parts.push(`${name} ${info?.ino} ${info?.size} ${info?.mtimeNs} ${info?.ctimeNs}`);
  }
  return parts.join('\n');
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
  const checkRecords = async (
    nightId: string,
    trials: Awaited<ReturnType<typeof auditLedger>>['trials'],
  ): Promise<void> => {
    for (const [id, standing] of trials) {
      if (standing.kind !== 'finished' || !id.startsWith(`${nightId}-`)) continue;
      const dir = trialDir(dataDir, id);
      const trace = await traceOf(dir);
      if (traces.get(id) === trace) continue;
      const problem = await auditRecord(dir, { id, ...standing }, true);
      if (problem !== null) throw new BenchError('refused', problem);
      traces.set(id, trace);
    }
  };
  return async (nightId) => {
    checkClock();
    const audit = await auditLedger(ledgerPath(dataDir), () => clock.sleep(0));
    if (audit.problem !== null) throw new BenchError('refused', audit.problem);
    await checkRecords(nightId, audit.trials);
  };
}
