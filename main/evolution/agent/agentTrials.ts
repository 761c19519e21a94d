/**
 * The trials that agents ask for, one after another on the one bench: queued in the ledger, begun when nothing else runs,
 * answered once with what the referee counted. Seeds come from the ledger's own chain, so nobody can know or choose them.
 * What a core left unanswered is answered when the next one opens.
 */
import { sha256 } from '../../base/host/canonical.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createSignal } from '../../base/lib/topic.ts';
import { type BenchError, toBenchError } from '../../base/model/errors.ts';
import type { Outcome, TrialRow } from '../../base/model/trial.ts';
import type { BatchEvent } from '../../base/model/view.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { AgentBook, AskedTrial } from './agentBook.ts';

export interface AgentTrialPorts {
  readonly book: AgentBook;
  readonly ledger: Pick<Ledger, 'head' | 'trials'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Begins a batch of one trial; resolves with its id while it runs. @throws BenchError; `busy` and `refused` pass. */
  readonly begin: (asked: AskedTrial, seed: number) => Promise<string>;
  /** Called whenever a run that was not possible may have become so. */
  readonly onFree: (on: () => void) => Disposable;
  readonly changed: () => void;
  /** After the answer is in the ledger. */
  readonly onAnswered: (asked: AskedTrial['asked'], task: string, row: TrialRow | null) => void;
  /** The ledger refused an entry. */
  readonly onTrouble: (error: BenchError) => void;
}

export interface AgentTrials extends Disposable {
  /** A request was booked. */
  added(): void;
  onBatch(event: BatchEvent): void;
  /** Answers what of this agent has not begun. */
  withdraw(agentId: string, why: string): void;
  /** Requests that run or wait before this one. */
  ahead(agentId: string, requestId: string): number;
  /** Resolves when the request is answered, or after `ms`. Rejects with the signal's reason. */
  settled(agentId: string, requestId: string, ms: number, signal: AbortSignal): Promise<void>;
}

interface Running {
  readonly asked: AskedTrial['asked'];
  readonly task: string;
  readonly batchId: string;
  row: TrialRow | null;
}

export const outcomeOf = ({ outcome, reason }: TrialRow): Outcome =>
  (outcome === 'success' ? { kind: outcome } : { kind: outcome, reason }) as Outcome;

/** From the head of the chain, which no agent sees; 48 bits, so that it is exact as a number. */
function seedOf(head: string, agentId: string, requestId: string): number {
  return Number.parseInt(
    sha256(`nightbench seed ${head} ${agentId} ${requestId}`).slice(0, 12),
    16,
  );
}

export function createAgentTrials(ports: AgentTrialPorts): AgentTrials {
  const { book, ledger, clock, log, changed } = ports;
  const answered = createSignal<null>();
  let running: Running | null = null;
  let beginning = false;
  let over = false;

  const queue = (): readonly AskedTrial[] =>
    book.unanswered().filter(({ asked }) => asked !== running?.asked);
  const append = (entry: Parameters<AgentBook['append']>[0]): void => {
    try {
      book.append(entry);
    } catch (thrown) {
      ports.onTrouble(toBenchError(thrown));
    }
  };
  const answer = (
    { asked, task }: Pick<AskedTrial, 'asked' | 'task'>,
    row: TrialRow | null,
    why: string,
  ): void => {
    const { agentId, requestId } = asked;
    append({
      kind: 'trial-answered',
      agentId,
      requestId,
      trialId: row?.id ?? null,
      outcome: row === null ? null : outcomeOf(row),
      why,
    });
    ports.onAnswered(asked, task, row);
    answered.emit(null);
    changed();
  };
  /** What the last core left: a finished trial counts, whatever became of the rest. */
  const settlePast = (): void => {
    for (const past of book.unanswered()) {
      const { batchId } = past;
      const rows = batchId === null ? [] : ledger.trials({ batchId, limit: 1, offset: 0 }).rows;
      answer(past, rows[0] ?? null, 'the app ended before it was over');
    }
  };
  const beginNext = async (): Promise<void> => {
    const next = queue()[0];
    if (next === undefined || running !== null || beginning || over) return;
    beginning = true;
    const { agentId, requestId } = next.asked;
    try {
      const seed = seedOf(ledger.head().hash, agentId, requestId);
      const batchId = await ports.begin(next, seed);
      running = { asked: next.asked, task: next.task, batchId, row: null };
      append({ kind: 'trial-begun', agentId, requestId, batchId });
      changed();
    } catch (thrown) {
      const error = toBenchError(thrown);
      if (error.code !== 'busy' && error.code !== 'refused') {
        log.log('warn', 'an agent’s trial did not begin', { requestId, error: error.message });
        answer(next, null, error.message);
        queueMicrotask(() => void beginNext());
      }
    } finally {
      beginning = false;
    }
  };
  settlePast();
  const free = ports.onFree(() => void beginNext());
  return {
    added: () => void beginNext(),
    onBatch(event) {
      if (running === null || event.batchId !== running.batchId) return;
      if (event.kind === 'trial') running.row = event.row;
      if (event.kind !== 'ended') return;
      const { asked, task, row } = running;
      running = null;
      answer({ asked, task }, row, row === null ? event.why : '');
      queueMicrotask(() => void beginNext());
    },
    withdraw(agentId, why) {
      for (const each of queue()) if (each.asked.agentId === agentId) answer(each, null, why);
    },
    ahead(agentId, requestId) {
      const before = queue().findIndex(
        ({ asked }) => asked.agentId === agentId && asked.requestId === requestId,
      );
      return before < 0 ? 0 : before + (running === null ? 0 : 1);
    },
    settled: (agentId, requestId, ms, signal) =>
      new Promise((resolve, reject) => {
        const isOver = (): boolean => book.trial(agentId, requestId)?.answer !== null;
        if (isOver() || ms <= 0) return resolve();
        using stack = new DisposableStack();
        const end = (): void => held.dispose();
        const aborted = (): void => {
          end();
          reject(signal.reason);
        };
        stack.use(
          answered.on(() => {
            if (!isOver()) return;
            end();
            resolve();
          }),
        );
        stack.use(
          clock.after(ms, () => {
            end();
            resolve();
          }),
        );
        signal.addEventListener('abort', aborted, { once: true });
        stack.defer(() => signal.removeEventListener('abort', aborted));
        const held = stack.move();
        if (signal.aborted) aborted();
      }),
    [Symbol.dispose]() {
      over = true;
      free[Symbol.dispose]();
    },
  };
}
