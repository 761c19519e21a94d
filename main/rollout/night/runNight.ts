/**
 * A night's trials as one batch after another of the house's runner, from where it began or went on until it ends or
 * stands still. It decides trial by trial from the ledger's counts, checks the seal, and writes down why it stopped. What
 * ended with its core is written by nobody: the next one finds it open.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { NightRow } from '../../base/model/night.ts';
import type { SealCard } from '../../base/model/seal.ts';
import type { BatchEvent } from '../../base/model/view.ts';
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import type { EventLog } from '../../store/eventLog.ts';
import type { NextTrial } from '../batchOptions.ts';
import type { RunPlanner } from '../planRun.ts';
import type { Runner } from '../runner.ts';
import type { NightBook, NightOrder } from './nightBook.ts';
import { type NightNext, planNext, trialsLeft } from './planNext.ts';
import type { NightAgents, Referee, RefereeSays } from './referee.ts';
import type { CheckSeal } from './watchSeal.ts';

export interface NightRunPorts {
  readonly clock: Pick<Clock, 'wallTime' | 'after'>;
  readonly book: NightBook;
  readonly planner: Pick<RunPlanner, 'plan'>;
  readonly runner: Runner;
  readonly events: Pick<EventLog, 'follow'>;
  readonly checkSeal: CheckSeal;
  readonly agents: Pick<NightAgents, 'open'>;
  /** It paused by itself. */
  readonly callPerson: (nightId: string, why: string) => void;
  /** Of the row that met the target. */
  readonly keepRow: (order: NightOrder, rowFrom: string, signal: AbortSignal) => Promise<NightRow>;
  /** Resolves with null when the arm is cool enough for a trial, or on abort; else with why a person is needed. */
  readonly coolDown: (
    nightId: string,
    card: SealCard,
    signal: AbortSignal,
  ) => Promise<string | null>;
  /** The arm stands in the contract's clear view. */
  readonly isParked: (card: SealCard) => boolean;
  /** Counts or state changed. */
  readonly changed: () => void;
  readonly onTrouble: (error: BenchError) => void;
}

/** What a person asked for while a trial runs. */
export interface NightWish {
  readonly kind: 'pause' | 'end';
  readonly by: string;
  readonly why: string;
}

interface Running {
  readonly order: NightOrder;
  readonly card: SealCard;
  /** Null: the champion alone, from one draw to the next. */
  readonly referee: Referee | null;
  /** Aborted when somebody wishes something: nobody waits for an agent then. */
  readonly wished: AbortController;
  batchId: string;
  wish: NightWish | null;
  sealBroken: string | null;
  /** Of the referee, where it wants no other trial. */
  said: Exclude<RefereeSays, { kind: 'trial' }> | null;
  /** Its end or pause is written; what it held may still be closing. */
  isSettled: boolean;
}

export interface NightRunner extends AsyncDisposable {
  /** The night whose trials run now, and what a person asked of it. */
  readonly running: Pick<Running, 'order' | 'wish'> | null;
  /**
   * Trials from now on. `begin` writes the night's entry, once hardly anything is left that can be refused; after what is
   * refused all the same the night stands still.
   * @throws BenchError `busy`, `refused`, and as `RunPlanner.plan`.
   */
  run(order: NightOrder, card: SealCard, begin: () => void): Promise<void>;
  wish(wish: NightWish): void;
}

const hourMs = 3_600_000;
/** What a timer of this platform can wait. */
const longestTimerMs = 2 ** 31 - 1;
const noTarget = { inARow: Number.POSITIVE_INFINITY } as const;

export function createNightRunner(ports: NightRunPorts): NightRunner {
  const { clock, book, planner, runner, events, checkSeal, callPerson, changed, onTrouble } = ports;
  const { isParked, agents, keepRow, coolDown } = ports;
  let running: Running | null = null;
  const gone = new AbortController();
  const isClosing = (): boolean => gone.signal.aborted;
  let settled: Promise<void> = Promise.resolve();

  const wallMs = ({ order }: Running): number => {
    const now = clock.wallTime();
    return Date.parse(now) - Date.parse(book.night(order.nightId)?.wallTime ?? now);
  };
  const next = async (mine: Running): Promise<NightNext> => {
    const { order, card, referee, said } = mine;
    const tally = await book.tally(order.nightId);
    const wallHours = wallMs(mine) / hourMs;
    const { budget, target } = order;
    const { caps } = card.contract;
    // A referee knows which trials use the budget and whose the row is.
    const rules =
      referee === null
        ? { budget, target, caps }
        : { budget: { ...budget, trials: null }, target: noTarget, caps };
    const step = planNext(tally, rules, wallHours);
    return step.kind === 'go' && said !== null ? said : step;
  };
  const mayCount = async (mine: Running): Promise<void> => {
    try {
      await checkSeal(mine.order.sealHash);
    } catch (thrown) {
      mine.sealBroken = toBenchError(thrown).message;
      throw thrown;
    }
  };
  const lateAfter = (ms: number, run: () => void): Disposable | null =>
    ms > longestTimerMs ? null : clock.after(Math.max(0, ms), run);
  /** Nobody waits, for an agent or an arm, beyond the hours that were given. */
  const within = (mine: Running, signal: AbortSignal) => {
    const { wallHours } = mine.order.budget;
    const late = new AbortController();
    const timer =
      wallHours === null
        ? null
        : lateAfter(wallHours * hourMs - wallMs(mine), () => {
            mine.said = { kind: 'end', why: `the budget of ${wallHours} hours is used` };
            late.abort(new BenchError('cancelled', mine.said.why));
          });
    return {
      signal: AbortSignal.any([signal, mine.wished.signal, late.signal]),
      [Symbol.dispose]: () => timer?.[Symbol.dispose](),
    };
  };
  const cool = async (mine: Running, signal: AbortSignal): Promise<void> => {
    if (mine.order.clock !== 'real') return;
    using waiting = within(mine, signal);
    const why = await coolDown(mine.order.nightId, mine.card, waiting.signal);
    if (why !== null) mine.said = { kind: 'pause', why };
  };
  const askReferee = async (
    mine: Running,
    referee: Referee,
    task: ShelvedTask,
    signal: AbortSignal,
  ): Promise<NextTrial | string> => {
    using waiting = within(mine, signal);
    const either = waiting.signal;
    const says = await referee.next(task, either).catch((thrown: unknown) => {
      if (either.aborted) return toBenchError(either.reason).message;
      throw thrown;
    });
    if (typeof says === 'string') return says;
    if (says.kind === 'trial') return says.trial;
    mine.said = says;
    return says.why;
  };
  const whyNot = ({ sealBroken, wish, said }: Running): string | null =>
    isClosing() ? 'the core ends' : (sealBroken ?? wish?.why ?? said?.why ?? null);
  const nextTrial = async (
    mine: Running,
    task: ShelvedTask,
    signal: AbortSignal,
  ): Promise<NextTrial | string> => {
    const before = whyNot(mine);
    if (before !== null) return before;
    const step = await next(mine);
    if (step.kind !== 'go') return step.why;
    await cool(mine, signal);
    await mayCount(mine).catch(() => undefined);
    const after = whyNot(mine);
    if (after !== null) return after;
    if (mine.referee !== null) return await askReferee(mine, mine.referee, task, signal);
    const { nextIndex: index } = await book.tally(mine.order.nightId);
    return { index, draw: index };
  };
  const pause = (nightId: string, by: string | null, why: string, parked = false): void => {
    book.append({ kind: 'night-paused', nightId, by, why, parked });
    if (by === null) callPerson(nightId, why);
  };
  /** Its batch is over for `why`. */
  const settle = async (mine: Running, why: string): Promise<void> => {
    const { nightId } = mine.order;
    const parked = isParked(mine.card);
    const step = await next(mine);
    // Before its end: a core that dies meanwhile leaves both to the next one. Without its film a night ends all the same.
    if (step.kind === 'end' && step.rowFrom !== undefined && book.night(nightId)?.row === null) {
      await keepRow(mine.order, step.rowFrom, gone.signal).then(
        (row) => book.append({ kind: 'night-row', nightId, ...row }),
        (thrown: unknown) => isClosing() || onTrouble(toBenchError(thrown)),
      );
      if (isClosing()) return;
    }
    // What was wished up to here; from here on the night runs no more.
    const { wish, sealBroken } = mine;
    mine.isSettled = true;
    const end = { kind: 'night-ended', nightId, parked } as const;
    if (wish?.kind === 'end') book.append({ ...end, by: wish.by, why: wish.why });
    else if (sealBroken !== null) pause(nightId, null, sealBroken, parked);
    else if (step.kind === 'end') book.append({ ...end, by: null, why: step.why });
    else if (wish !== null) pause(nightId, wish.by, wish.why, parked);
    else pause(nightId, null, step.kind === 'pause' ? step.why : why, parked);
  };
  const onEvent = (event: BatchEvent): void => {
    const mine = running;
    if (mine === null || event.batchId !== mine.batchId) return;
    if (event.kind !== 'ended') {
      changed();
      return;
    }
    // Who ends with the core leaves it as it is.
    const work = isClosing() ? Promise.resolve() : settle(mine, event.why);
    settled = work
      .finally(() => {
        mine.isSettled = true;
        return mine.referee?.[Symbol.asyncDispose]();
      })
      .catch((thrown: unknown) => onTrouble(toBenchError(thrown)))
      .then(() => {
        running = null;
        changed();
      });
  };
  const following = events.follow('batches', 0, onEvent);

  const run: NightRunner['run'] = async (order, card, begin) => {
    // One that stands still already gives its agent back first.
    if (running?.isSettled) await settled;
    if (running !== null) throw new BenchError('busy', `${running.order.nightId} is running`);
    const { nightId, task, seed, clock: pace, budget } = order;
    const night = book.night(nightId);
    const tally = night === null ? null : await book.tally(nightId);
    const isAlone = order.agent === 'none';
    const left = tally === null ? budget.trials : trialsLeft(tally, budget);
    // A used budget is seen before the first trial; a batch of none is no batch.
    const trials = left === 0 || !isAlone ? null : left;
    const ask = { task, seed, trials, lockstep: pace === 'lockstep' };
    await using opened = new AsyncDisposableStack();
    const { decision } = card.contract;
    const mine: Running = {
      ...{ order, card, batchId: '', wish: null, sealBroken: null, said: null, isSettled: false },
      referee: isAlone
        ? null
        : opened.use(
            await agents.open({ ...order, decision, beganWallTime: night?.wallTime ?? null }),
          ),
      wished: new AbortController(),
    };
    const plan = await planner.plan(ask, false, undefined, {
      ...{ nightId, seal: card, policyHash: tally?.last?.policyHash ?? null },
      watch: {
        next: (signal, shelved) => nextTrial(mine, shelved, signal),
        mayCount: () => mayCount(mine),
      },
    });
    mine.batchId = plan.batchId;
    if (isClosing()) throw new BenchError('cancelled', 'the core ends');
    if (!runner.free)
      throw new BenchError('busy', 'something else runs on the bench', {
        hint: 'end it first, or wait for it',
      });
    begin();
    running = mine;
    try {
      await runner.start(plan);
    } catch (thrown) {
      running = null;
      pause(nightId, null, toBenchError(thrown).message);
      throw thrown;
    }
    // From here on it ends with its batch.
    opened.move();
  };
  return {
    get running() {
      return running?.isSettled === false ? running : null;
    },
    run,
    wish(wish) {
      if (running === null || running.isSettled) throw new BenchError('not-found', 'no night runs');
      const { kind, by, why } = wish;
      // In the ledger first: a core that dies before the trial is over leaves it to the next one.
      book.append({ kind: 'night-wished', nightId: running.order.nightId, wish: kind, by, why });
      if (running.wish?.kind !== 'end') running.wish = wish;
      running.wished.abort(new BenchError('cancelled', why));
      changed();
    },
    async [Symbol.asyncDispose]() {
      gone.abort(new BenchError('cancelled', 'the core ends'));
      if (running !== null)
        await runner.cancel(running.batchId, 'the core ends').catch(() => undefined);
      following[Symbol.dispose]();
      await settled;
    },
  };
}
