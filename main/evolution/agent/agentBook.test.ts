/** The agents' book: the same after a restart, whatever happened before; claims stay claims, counts are the referee's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentStarted } from '../../../test/lib/agentStarted.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { noTokens } from '../../base/model/agent.ts';
import type { AgentEntry } from '../../base/wire/agentEntry.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { type AgentBook, askedView, openAgentBook } from './agentBook.ts';

let dir: string;
let ledger: Ledger;
const open = (): AgentBook => openAgentBook(ledger);

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-book-'));
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), {
    clock: realClock,
    log: silentLog,
    softwareVersion: 'test',
  });
});
afterEach(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const asked = (agentId: string, requestId: string, ideaId: string | null): AgentEntry => ({
  kind: 'trial-asked',
  agentId,
  requestId,
  key: `key of ${requestId}`,
  ideaId,
  commit: 'c'.repeat(40),
  policyTree: 'd'.repeat(40),
});

const answered = (agentId: string, requestId: string, won: boolean): AgentEntry => ({
  kind: 'trial-answered',
  agentId,
  requestId,
  trialId: `t-${requestId}`,
  outcome: won ? { kind: 'success' } : { kind: 'failure', reason: 'timeout' },
  why: '',
});

const idea = (agentId: string, ideaId: string, parent: string | null): AgentEntry => ({
  kind: 'idea-started',
  agentId,
  ideaId,
  task: 'touch',
  hypothesis: `the thought of ${ideaId}`,
  expect: 'more',
  parent,
});

function story(book: AgentBook): void {
  book.append(agentStarted('agent-0001'));
  book.append(idea('agent-0001', 'idea-0001', null));
  book.append(asked('agent-0001', 'req-0001', 'idea-0001'));
  book.append(agentStarted('agent-0002'));
  book.append(asked('agent-0002', 'req-0001', null));
  book.append({ kind: 'trial-begun', agentId: 'agent-0001', requestId: 'req-0001', batchId: 'b' });
  book.append(answered('agent-0001', 'req-0001', true));
  book.append({ kind: 'idea-noted', agentId: 'agent-0001', ideaId: 'idea-0001', text: 'a note' });
  book.append(asked('agent-0001', 'req-0002', 'idea-0001'));
}

const shown = (book: AgentBook) => ({
  agents: book.agents().map(({ started: { agentId }, ended }) => ({ agentId, why: ended?.why })),
  ideas: book.ideas('touch'),
  one: book.asked('agent-0001').map(askedView),
  two: book.asked('agent-0002').map(askedView),
  open: book.unanswered().map(({ asked: { agentId, requestId } }) => `${agentId} ${requestId}`),
  next: [book.nextAgentId(), book.nextIdeaId('touch'), book.nextRequestId('agent-0001')],
});

describe('the book', () => {
  it('is the same when it is opened again', () => {
    const book = open();
    story(book);
    const again = open();
    const { ideas, ...rest } = shown(again);
    expect({ ideas, ...rest }).toEqual(shown(book));
    expect(rest).toMatchObject({
      open: ['agent-0002 req-0001', 'agent-0001 req-0002'],
      next: ['agent-0003', 'idea-0002', 'req-0003'],
    });
    expect(ideas).toMatchObject([
      { id: 'idea-0001', state: 'open', notes: 1, trials: { success: 1, failure: 0, invalid: 0 } },
    ]);
  });

  it('counts an answer once, and none for a request that nobody made', () => {
    const book = open();
    story(book);
    book.append(answered('agent-0001', 'req-0001', true));
    book.append(answered('agent-0001', 'req-0404', true));
    book.append(answered('agent-0404', 'req-0001', true));
    expect(book.idea('touch', 'idea-0001')?.trials).toEqual({ success: 1, failure: 0, invalid: 0 });
  });

  it('hands requests, keys and the open idea on to who goes on in the same folders', () => {
    const book = open();
    story(book);
    book.append(agentStarted('agent-0003', 'agent-0001'));
    for (const each of [book, open()]) {
      expect(each.rootOf('agent-0003')).toBe('agent-0001');
      expect(each.openIdea('agent-0003')?.id).toBe('idea-0001');
      expect(each.nextRequestId('agent-0003')).toBe('req-0003');
      expect(each.byKey('agent-0003', 'key of req-0002')?.asked.requestId).toBe('req-0002');
      expect(each.unanswered()).toHaveLength(2);
    }
  });

  it('counts tokens for the idea that they led to, over all sessions in the same folders', () => {
    const book = open();
    const finished = { kind: 'idea-finished', conclusion: '' } as const;
    const more = { requests: 0, usd: 0, tokens: { ...noTokens, inFresh: 900, inCacheRead: 5000 } };
    book.append(agentStarted('agent-0001'));
    book.append({ ...idea('agent-0001', 'idea-0001', null), tokensUsed: 100 } as AgentEntry);
    book.append({ ...asked('agent-0001', 'req-0001', null), tokensUsed: 250 } as AgentEntry);
    const ends = { agentId: 'agent-0001', ideaId: 'idea-0001', tokensUsed: 400 };
    book.append({ ...finished, ...ends });
    book.append({ kind: 'agent-ended', agentId: 'agent-0001', by: 'itself', why: '', ...more });
    book.append(agentStarted('agent-0002', 'agent-0001'));
    book.append({ ...idea('agent-0002', 'idea-0002', null), tokensUsed: 1000 } as AgentEntry);
    // Another one's: its folders count from nothing.
    book.append(agentStarted('agent-0003'));
    book.append({ ...idea('agent-0003', 'idea-0003', null), tokensUsed: 30 } as AgentEntry);
    // One that did not start knows of nothing used.
    const none = { ...more, tokens: noTokens };
    book.append({ kind: 'agent-ended', agentId: 'agent-0002', by: 'failure', why: '', ...none });
    for (const each of [book, open()])
      expect(each.ideas('touch').map(({ tokens }) => tokens)).toEqual([400, 600, 30]);
  });

  it('keeps a conclusion as its agent’s words beside the counts', () => {
    const book = open();
    story(book);
    book.append(answered('agent-0001', 'req-0002', false));
    const conclusion = 'it won every time';
    book.append({ kind: 'idea-finished', agentId: 'agent-0001', ideaId: 'idea-0001', conclusion });
    expect(book.openIdea('agent-0001')).toBeNull();
    expect(open().idea('touch', 'idea-0001')).toMatchObject({
      state: 'finished',
      conclusion,
      trials: { success: 1, failure: 1, invalid: 0 },
    });
  });
});
