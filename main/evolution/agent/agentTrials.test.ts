/** The agents' queue when things go wrong: nothing is answered twice, lost, begun twice, or left standing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentStarted } from '../../../test/lib/agentStarted.ts';
import { must } from '../../base/lib/assert.ts';
import { type Clock, realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { type AgentBook, openAgentBook } from './agentBook.ts';
import { type AgentTrials, createAgentTrials } from './agentTrials.ts';
import { createSeats, type Seats } from './nightSeats.ts';

const agentId = 'agent-0001';
let dir: string;
let ledger: Ledger;
let book: AgentBook;
let free: () => void;
let later: (() => void)[];
let begin: (requestId: string) => Promise<string>;
let begun: string[];
let troubles: number;
let ledgerRefuses: boolean;
let trials: AgentTrials;
let seats: Seats;

/** Timers fire when the test says so. */
const clock: Clock = {
  ...realClock,
  after: (_ms, run) => {
    later.push(run);
    return { [Symbol.dispose]: () => void later.splice(later.indexOf(run), 1) };
  },
};

function open(): void {
  trials = createAgentTrials({
    book: {
      ...book,
      append: (entry) => {
        if (ledgerRefuses) throw new BenchError('storage', 'the disk is full');
        book.append(entry);
      },
    },
    ledger,
    clock,
    log: silentLog,
    begin: async ({ asked }) => {
      begun.push(asked.requestId);
      return await begin(asked.requestId);
    },
    onFree: (on) => {
      free = on;
      return { [Symbol.dispose]: () => undefined };
    },
    changed: () => undefined,
    nightOn: seats.of,
    onAnswered: () => undefined,
    onTrouble: () => {
      troubles++;
    },
  });
}

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-queue-'));
  const options = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), options);
  book = openAgentBook(ledger);
  book.append(agentStarted(agentId));
  later = [];
  seats = createSeats((task) => trials.added(task));
  begun = [];
  troubles = 0;
  ledgerRefuses = false;
  begin = async (requestId) => `run-${requestId}`;
  open();
});
afterEach(() => {
  trials[Symbol.dispose]();
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

function ask(): string {
  const requestId = book.nextRequestId(agentId);
  const [commit, policyTree] = ['c'.repeat(40), 'd'.repeat(40)];
  const asked = { kind: 'trial-asked', agentId, requestId, key: null, ideaId: null } as const;
  book.append({ ...asked, commit, policyTree });
  trials.added('touch');
  return requestId;
}

const row = (batchId: string): TrialRow => ({
  ...{ id: `${batchId}-0001`, batchId, index: 0, task: 'touch', outcome: 'success', reason: null },
  ...{ attempts: 1, stepHash: 'e', benchSeconds: 1, clock: 'lockstep', seed: 1 },
  wallTime: '2026-01-01T00:00:00.000Z',
});
const summary = { trials: 1, success: 1, failure: 0, invalid: 0, benchSeconds: 1, wallSeconds: 1 };
const ends = (batchId: string, ran = true): void => {
  if (ran) trials.onBatch({ kind: 'trial', batchId, row: row(batchId) });
  trials.onBatch({ kind: 'ended', batchId, why: 'the lease is taken', summary });
};
const answers = () => book.asked(agentId).map(({ answer }) => answer?.outcome?.kind ?? answer?.why);
const turn = (): Promise<void> => realClock.sleep(0);

describe('the queue', () => {
  it('goes on after a batch that ended before it was known to have begun', async () => {
    begin = async (requestId) => {
      if (requestId === 'req-0001') ends('run-req-0001', false);
      return `run-${requestId}`;
    };
    ask();
    ask();
    await turn();
    await turn();
    expect(begun).toEqual(['req-0001', 'req-0002']);
    ends('run-req-0002');
    expect(answers()).toEqual(['success', 'the lease is taken']);
  });

  it('takes no other batch for its own', async () => {
    ask();
    await turn();
    ends('run-somebody');
    expect(answers()).toEqual([undefined]);
  });

  it('answers once what is withdrawn while it is being begun, with what came of it', async () => {
    const gate = Promise.withResolvers<string>();
    begin = () => gate.promise;
    ask();
    ask();
    trials.withdraw(agentId, 'it ended');
    gate.resolve('run-1');
    await turn();
    ends('run-1');
    expect(answers()).toEqual(['it ended', 'success']);
  });

  it('tries again when the bench became free while it was refused', async () => {
    const gate = Promise.withResolvers<string>();
    begin = () => gate.promise;
    ask();
    free();
    begin = async (requestId) => `run-${requestId}`;
    gate.reject(new BenchError('busy', 'somebody runs'));
    await turn();
    await turn();
    expect(begun).toEqual(['req-0001', 'req-0001']);
  });

  it('waits after a refusal until the bench is free', async () => {
    begin = () => Promise.reject(new BenchError('refused', 'the bench is stopped'));
    ask();
    await turn();
    await turn();
    expect(begun).toEqual(['req-0001']);
    begin = async (requestId) => `run-${requestId}`;
    free();
    await turn();
    expect(begun).toEqual(['req-0001', 'req-0001']);
  });

  it('keeps an answer that the ledger refused, begins nothing meanwhile, and writes it later', async () => {
    ask();
    await turn();
    ask();
    ledgerRefuses = true;
    ends('run-req-0001');
    await turn();
    await turn();
    expect({ begun, answers: answers() }).toEqual({
      begun: ['req-0001'],
      answers: [undefined, undefined],
    });
    expect(troubles).toBe(1);
    ledgerRefuses = false;
    for (const run of [...later]) run();
    await turn();
    expect(begun).toEqual(['req-0001', 'req-0002']);
    expect(answers()).toEqual([undefined, 'success']);
  });

  it('answers what cannot begin, and goes on', async () => {
    begin = async (requestId) => {
      if (requestId === 'req-0001') throw new BenchError('bad-input', 'the policy has no main');
      return `run-${requestId}`;
    };
    ask();
    ask();
    await turn();
    await turn();
    expect(answers()).toEqual([undefined, 'the policy has no main']);
    expect(begun).toEqual(['req-0001', 'req-0002']);
  });

  it('answers what the last core left', async () => {
    ask();
    await turn();
    trials[Symbol.dispose]();
    book = openAgentBook(ledger);
    open();
    expect(answers()).toEqual(['the app ended before it was over']);
  });

  it('what is answered twice is answered once, also before the ledger has taken it', async () => {
    seats.seat({ task: 'touch', asked: () => undefined, evidence: () => [] });
    ask();
    ledgerRefuses = true;
    const [asked] = book.asked(agentId);
    trials.answer(must(asked), row('night-0001-00001'), '');
    trials.answer(must(asked), null, 'the night stands still');
    ledgerRefuses = false;
    for (const run of [...later]) run();
    trials.answer(must(asked), null, 'the night stands still');
    expect(answers()).toEqual(['success']);
    expect(ledger.notes('trial-answered', 10)).toHaveLength(1);
  });

  it('runs by day what was asked for while a night gave its seat back', async () => {
    const seat = seats.seat({ task: 'touch', asked: () => undefined, evidence: () => [] });
    ask();
    await turn();
    expect(begun).toEqual([]);
    seat[Symbol.dispose]();
    await turn();
    expect(begun).toEqual(['req-0001']);
  });
});
