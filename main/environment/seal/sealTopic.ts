/**
 * The topic of the open task's newest contract: hashed again, and held against the working copy, when something changed
 * that this core hears of, and when somebody begins to watch. One look at a time; what changed meanwhile is looked at after
 * it.
 */
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { SealCard, SealView } from '../../base/model/seal.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { JudgeRoom } from '../judge/openJudgeRoom.ts';
import type { TaskBook } from '../task/taskBook.ts';
import type { SealedEntry } from './sealBook.ts';

export interface SealTopicPorts {
  readonly tasks: { readonly book: Pick<TaskBook, 'current' | 'onChange'> };
  readonly benches: Pick<BenchBook, 'onChange'>;
  readonly judges: Pick<JudgeRoom, 'onChange'>;
}

export interface SealReader {
  newest(task: string): SealedEntry | null;
  /** @throws BenchError `refused` where not even the contract is what was sealed. */
  read(entry: SealedEntry): Promise<SealCard>;
  changesSince(task: string, card: SealCard): Promise<readonly string[]>;
}

export interface SealTopic extends Disposable {
  readonly topic: StateTopic<SealView | null>;
  /** Something changed. */
  look(): void;
}

async function viewOf(reader: SealReader, task: string): Promise<SealView> {
  const entry = reader.newest(task);
  if (entry === null) return { task, seal: null, changed: [] };
  let seal: SealCard | null = null;
  try {
    seal = await reader.read(entry);
    return { task, seal, changed: await reader.changesSince(task, seal) };
  } catch (thrown) {
    return { task, seal, changed: [toBenchError(thrown).message] };
  }
}

export function createSealTopic(
  { tasks, benches, judges }: SealTopicPorts,
  reader: SealReader,
): SealTopic {
  const topic = createStateTopic<SealView | null>(null);
  const stack = new DisposableStack();
  let state: 'idle' | 'looking' | 'again' | 'ended' = 'idle';
  /** What the core is doing meanwhile may end it. */
  const now = (): typeof state => state;
  const look = (): void => {
    if (state === 'idle') void run();
    else if (state === 'looking') state = 'again';
  };
  const run = async (): Promise<void> => {
    do {
      state = 'looking';
      const { current } = tasks.book;
      const view = current === null ? null : await viewOf(reader, current);
      if (now() === 'ended') return;
      if (JSON.stringify(view) !== JSON.stringify(topic.value)) topic.set(view);
    } while (now() === 'again');
    state = 'idle';
  };
  stack.use(tasks.book.onChange(look));
  stack.use(benches.onChange(look));
  stack.use(judges.onChange((task) => task === tasks.book.current && look()));
  look();
  return {
    topic: {
      get value() {
        return topic.value;
      },
      set: topic.set,
      watch(on) {
        look();
        return topic.watch(on);
      },
    },
    look,
    [Symbol.dispose]() {
      state = 'ended';
      stack.dispose();
    },
  };
}
