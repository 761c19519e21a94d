/**
 * The trials that agents ask for, one after another on the one bench: queued in the ledger, begun when nothing else runs,
 * answered once with what the referee counted. Seeds come from the ledger's own chain, so nobody can know or choose them.
 * What is decided and refused by the disk is kept and written later; nothing begins meanwhile. What a core left unanswered
 * is answered when the next one opens.
 */
import { sha256 } from '../../base/host/canonical.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createSignal } from '../../base/lib/topic.ts';
import { type BenchError, toBenchError } from '../../base/model/errors.ts';
import { outcomeOf, type TrialRow } from '../../base/model/trial.ts';
import type { BatchEvent } from '../../base/model/view.ts';
import type { AgentEntry } from '../../base/wire/agentEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { AgentBook, AskedTrial } from './agentBook.ts';
import type { NightSeat } from './nightSeats.ts';

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
  /** A night that answers the requests on this task by itself; null: they run here, one after the other. */
  readonly nightOn: (task: string) => Pick<NightSeat, 'asked'> | null;
  /** After the answer is in the ledger. */
  readonly onAnswered: (asked: AskedTrial['asked'], task: string, row: TrialRow | null) => void;
  /** The ledger refused an entry. */
  readonly onTrouble: (error: BenchError) => void;
}

export interface AgentTrials extends Disposable {
  /** A request on that task was booked. */
  added(task: string): void;
  /** Once; null: it did not run, and `why` says so. */
  answer(trial: AskedTrial, row: TrialRow | null, why: string): void;
  onBatch(event: BatchEvent): void;
  /** Answers what of this agent has not begun. */
  withdraw(agentId: string, why: string): void;
  /** Requests that run or wait before this one. */
  ahead(agentId: string, requestId: string): number;
  /** Resolves when the request is answered, or after `ms`. Rejects with the signal's reason. */
  settled(agentId: string, requestId: string, ms: number, signal: AbortSignal): Promise<void>;
}

type Request = Pick<AskedTrial, 'asked' | 'task'>;
type Answer = Extract<AgentEntry, { kind: 'trial-answered' }>;

/** The one that has the bench, or is about to. */
interface Running extends Request {
  /** Null: being begun. */
  batchId: string | null;
  row: TrialRow | null;
}

interface Decided extends Request {
  readonly answer: Answer;
  readonly row: TrialRow | null;
}

const retryMs = 5000;

/** From the head of the chain, which no agent sees; 48 bits, so that it is exact as a number. */
export function seedOf(head: string, agentId: string, name: string): number {
  const text = `nightbench seed ${head} ${agentId} ${name}`;
  return Number.parseInt(sha256(text).slice(0, 12), 16);
}

class AgentTrialQueue implements AgentTrials {
  private readonly ports: AgentTrialPorts;
  private readonly answered = createSignal<null>();
  /** Answers that the ledger has not taken yet, in order. */
  private readonly decided: Decided[] = [];
  private readonly free: Disposable;
  private running: Running | null = null;
  /** Of a batch that may be ours, while it is being begun. */
  private early: BatchEvent[] = [];
  /** The bench became free while one was being begun in vain. */
  private again = false;
  private retry: Disposable | null = null;
  private over = false;

  constructor(ports: AgentTrialPorts) {
    this.ports = ports;
    this.settlePast();
    this.free = ports.onFree(() => this.look());
  }

  added(task: string): void {
    this.ports.nightOn(task)?.asked();
    this.look();
  }

  answer({ asked, task }: Request, row: TrialRow | null, why: string): void {
    const { agentId, requestId } = asked;
    // Whoever answered first: the disk may not have taken it yet.
    const isDecided = this.decided.some((each) => each.asked === asked);
    if (isDecided || this.ports.book.trial(agentId, requestId)?.answer != null) return;
    const outcome = row === null ? null : outcomeOf(row);
    const trialId = row?.id ?? null;
    const answer: Answer = { kind: 'trial-answered', agentId, requestId, trialId, outcome, why };
    this.decided.push({ asked, task, answer, row });
    this.writeDecided();
  }

  onBatch(event: BatchEvent): void {
    const { running } = this;
    if (running === null) return;
    if (running.batchId === null) this.early.push(event);
    else if (event.batchId === running.batchId) this.take(running, event);
  }

  withdraw(agentId: string, why: string): void {
    for (const each of this.waiting()) {
      if (each.asked.agentId !== agentId) continue;
      this.answer(each, null, why);
      this.ports.nightOn(each.task)?.asked();
    }
  }

  ahead(agentId: string, requestId: string): number {
    const before = this.queue().findIndex(
      ({ asked }) => asked.agentId === agentId && asked.requestId === requestId,
    );
    return before < 0 ? 0 : before + (this.running === null ? 0 : 1);
  }

  settled(agentId: string, requestId: string, ms: number, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => this.ports.book.trial(agentId, requestId)?.answer !== null;
    return new Promise((resolve, reject) => {
      if (isOver() || ms <= 0) return resolve();
      const stack = new DisposableStack();
      const end = (how: () => void): void => {
        stack.dispose();
        how();
      };
      const aborted = (): void => end(() => reject(signal.reason));
      stack.use(this.answered.on(() => isOver() && end(resolve)));
      stack.use(this.ports.clock.after(ms, () => end(resolve)));
      signal.addEventListener('abort', aborted, { once: true });
      stack.defer(() => signal.removeEventListener('abort', aborted));
      if (signal.aborted) aborted();
    });
  }

  [Symbol.dispose](): void {
    this.over = true;
    this.free[Symbol.dispose]();
    this.retry?.[Symbol.dispose]();
  }

  /** The bench may be free, or something waits for it. */
  private look(): void {
    if (this.running?.batchId === null) this.again = true;
    else void this.beginNext();
  }

  /** What runs here, in order. */
  private queue(): readonly AskedTrial[] {
    return this.waiting().filter(({ task }) => this.ports.nightOn(task) === null);
  }

  /** In order: neither begun nor decided. */
  private waiting(): readonly AskedTrial[] {
    const taken = new Set(this.decided.map(({ asked }) => asked));
    if (this.running !== null) taken.add(this.running.asked);
    return this.ports.book.unanswered().filter(({ asked }) => !taken.has(asked));
  }

  /** What the last core left: a finished trial counts, whatever became of the rest. */
  private settlePast(): void {
    const { book, ledger } = this.ports;
    for (const past of book.unanswered()) {
      const { batchId } = past;
      const rows = batchId === null ? [] : ledger.trials({ batchId, limit: 1, offset: 0 }).rows;
      this.answer(past, rows[0] ?? null, 'the app ended before it was over');
    }
  }

  private writeDecided(): void {
    const { book, clock, changed, onAnswered, onTrouble } = this.ports;
    this.retry?.[Symbol.dispose]();
    this.retry = null;
    for (let next = this.decided[0]; next !== undefined; next = this.decided[0]) {
      try {
        book.append(next.answer);
      } catch (thrown) {
        onTrouble(toBenchError(thrown));
        if (!this.over)
          this.retry = clock.after(retryMs, () => {
            this.writeDecided();
            this.look();
          });
        break;
      }
      this.decided.shift();
      onAnswered(next.asked, next.task, next.row);
    }
    this.answered.emit(null);
    changed();
  }

  private take(running: Running, event: BatchEvent): void {
    if (event.kind === 'trial') running.row = event.row;
    if (event.kind !== 'ended') return;
    this.running = null;
    this.answer(running, running.row, running.row === null ? event.why : '');
    queueMicrotask(() => this.look());
  }

  private async beginNext(): Promise<void> {
    const next = this.queue()[0];
    const busy = this.running !== null || this.decided.length > 0;
    if (next === undefined || busy || this.over) return;
    const { asked, task } = next;
    const running: Running = { asked, task, batchId: null, row: null };
    this.running = running;
    this.early = [];
    this.again = false;
    const { ports } = this;
    try {
      const seed = seedOf(ports.ledger.head().hash, asked.agentId, asked.requestId);
      this.begun(running, await ports.begin(next, seed));
    } catch (thrown) {
      this.running = null;
      const error = toBenchError(thrown);
      const passes = error.code === 'busy' || error.code === 'refused';
      if (!passes) {
        ports.log.log('warn', 'an agent’s trial did not begin', { error: error.message });
        this.answer(next, null, error.message);
      }
      if (this.again || !passes) queueMicrotask(() => this.look());
    }
  }

  private begun(running: Running, batchId: string): void {
    const { book, changed, onTrouble } = this.ports;
    const { agentId, requestId } = running.asked;
    running.batchId = batchId;
    try {
      book.append({ kind: 'trial-begun', agentId, requestId, batchId });
    } catch (thrown) {
      onTrouble(toBenchError(thrown));
    }
    changed();
    for (const event of this.early.splice(0)) this.onBatch(event);
  }
}

export function createAgentTrials(ports: AgentTrialPorts): AgentTrials {
  return new AgentTrialQueue(ports);
}
