/**
 * The one export of a night that runs, as a window and a command line follow it. It goes on when whoever asked goes away;
 * only stopping it, or the end of the core, ends it early, and then nothing is left of it.
 */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { NightView } from '../../base/model/night.ts';
import type { NightExportView } from '../../base/model/nightExport.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { spanOfNight } from './entriesOfNight.ts';
import { type ExportPorts, exportNight } from './exportNight.ts';

export interface ExportRoom extends AsyncDisposable {
  readonly topic: StateTopic<NightExportView | null>;
  readonly answers: Answers<'night.export' | 'night.stopExport'>;
}

export interface ExportRoomPorts extends ExportPorts {
  readonly ledger: ExportPorts['ledger'] & Pick<Ledger, 'notes'>;
  /** As it stands. @throws BenchError `not-found`. */
  readonly showNight: (nightId: string, signal: AbortSignal) => Promise<NightView>;
}

export function openExportRoom(ports: ExportRoomPorts): ExportRoom {
  const topic = createStateTopic<NightExportView | null>(null);
  let running: { readonly ended: AbortController; readonly over: Promise<unknown> } | null = null;
  let count = 0;
  const stop = async (): Promise<void> => {
    running?.ended.abort(new BenchError('cancelled', 'the export was stopped'));
    await running?.over.catch(() => undefined);
  };
  const answers: ExportRoom['answers'] = {
    'night.export': async ({ nightId, dir, frames }, signal) => {
      const night = await ports.showNight(nightId, signal);
      if (night.state === 'running')
        throw new BenchError('refused', `${nightId} is running`, {
          hint: 'Wait for its end, or pause it.',
        });
      if (running !== null)
        throw new BenchError('busy', `an export of ${topic.value?.nightId} runs`, {
          hint: 'Wait for its end, or stop it.',
        });
      const ended = new AbortController();
      let view: NightExportView = {
        ...{ id: ++count, nightId, dir, state: 'running', done: 0, total: null },
        ...{ report: null, why: '' },
      };
      const tell = (change: Partial<NightExportView>): void => {
        view = { ...view, ...change };
        topic.set(view);
      };
      tell({});
      const order = { night: spanOfNight(ports.ledger, nightId), dir, frames };
      const over = exportNight(ports, order, ended.signal, (done, total) => tell({ done, total }));
      running = { ended, over };
      try {
        const report = await over;
        tell({ state: 'done', report });
        return report;
      } catch (thrown) {
        const { message } = toBenchError(thrown);
        tell({ state: ended.signal.aborted ? 'stopped' : 'failed', why: message });
        throw thrown;
      } finally {
        running = null;
      }
    },
    'night.stopExport': async () => {
      await stop();
      return null;
    },
  };
  return { topic, answers, [Symbol.asyncDispose]: stop };
}
