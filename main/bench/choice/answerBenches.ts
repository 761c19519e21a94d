/** The contract's commands on choosing a bench: what is stored, what is plugged in, which one is open. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Station } from '../stationPorts.ts';
import type { BenchBook } from './benchBook.ts';
import { type FindPorts, findDevices } from './findDevices.ts';

export type BenchesAnswers = Answers<
  'bench.choices' | 'bench.devices' | 'bench.save' | 'bench.remove' | 'bench.choose'
>;

export interface BenchesParts extends FindPorts {
  readonly benches: BenchBook;
  readonly station: Station;
  /** Ends a run that gives way to whoever asks for the bench. */
  readonly giveWay: () => Promise<void>;
}

export function answerBenches(parts: BenchesParts): BenchesAnswers {
  const { benches, station, giveWay } = parts;
  /** What runs on a bench keeps its devices. */
  const refuseWhileHeld = (benchId: string): void => {
    const { lease } = station.view.value;
    if (benchId !== benches.current.id || lease === 'none') return;
    throw new BenchError('busy', `this bench is held by ${lease}: its devices stay as they are`, {
      hint: 'end what runs, then save again',
    });
  };
  return {
    'bench.choices': () => ({ current: benches.current.id, benches: benches.list() }),
    'bench.devices': () => findDevices(parts),
    'bench.save': async ({ bench }) => {
      if (bench.id === benches.current.id) await giveWay();
      refuseWhileHeld(bench.id);
      benches.save(bench);
      return null;
    },
    'bench.remove': ({ bench }) => {
      benches.remove(bench);
      return null;
    },
    'bench.choose': async ({ bench }) => {
      benches.find(bench);
      await giveWay();
      await station.choose(bench);
      return null;
    },
  };
}
