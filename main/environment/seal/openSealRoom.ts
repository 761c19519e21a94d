/** Contracts: what one would say, signing it, and whether everything it names is still what was signed. */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ResetView } from '../../base/model/reset.ts';
import type { SealCard, SealView } from '../../base/model/seal.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { LockedBook } from '../clips/lockedBook.ts';
import type { JudgeRoom } from '../judge/openJudgeRoom.ts';
import type { TaskBook } from '../task/taskBook.ts';

export interface SealRoomPorts {
  readonly ledger: Ledger;
  readonly benches: BenchBook;
  readonly dataDir: string;
  readonly appDir: string;
  readonly templatesDir: string;
  readonly version: string;
  readonly wallTime: () => string;
  readonly station: Pick<Station, 'envelope' | 'view'>;
  readonly locked: LockedBook;
  readonly judges: JudgeRoom;
  readonly tasks: { readonly book: TaskBook };
  readonly resetOf: (task: string) => Promise<ResetView>;
}

export interface SealRoom extends Disposable {
  readonly topic: StateTopic<SealView | null>;
  readonly answers: Answers<'seal.plan' | 'seal.create' | 'seal.show' | 'seal.list'>;
  /** Hashes all that the contract names again. @throws `refused` naming the first file that is not what was sealed. */
  check(hash: string, signal?: AbortSignal): Promise<SealCard>;
}

export function openSealRoom(_ports: SealRoomPorts): SealRoom {
  const topic = createStateTopic<SealView | null>(null);
  const later = (): never => {
    throw new BenchError('unavailable', 'seals are not here yet');
  };
  return {
    topic,
    check: later,
    answers: {
      'seal.plan': later,
      'seal.create': later,
      'seal.show': later,
      'seal.list': later,
    },
    [Symbol.dispose]: () => undefined,
  };
}
