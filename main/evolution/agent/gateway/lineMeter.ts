/**
 * What a line has used: sums over finished requests, what running ones have said so far, and whether the budget is used
 * up. Running ones count as soon as they say something, so that many at once do not all pass the same last token.
 */
import { createRing } from '../../../base/lib/ring.ts';
import { summarise } from '../../../base/lib/stats.ts';
import { createStateTopic, type StateTopic } from '../../../base/lib/topic.ts';
import {
  type AgentMeter,
  noTokens,
  type TokenCounts,
  tokensSpent,
  type UsageRecord,
} from '../../../base/model/agent.ts';
import type { BudgetBound, LineOptions } from './gateway.ts';
import { noTally, type Tally } from './protocol.ts';

export interface LineMeter {
  readonly topic: StateTopic<AgentMeter>;
  /** Null: there is still something left. Once it is spent it stays so. */
  readonly spent: BudgetBound | null;
  spend(which: BudgetBound): void;
  /** A request that has begun; its `end` counts it for good. */
  begin(): RunningCount;
  /** Somebody waits for the upstream; disposed when the wait is over. */
  wait(why: 'rate-limit' | 'network', wallTime: string): Disposable;
}

export interface RunningCount {
  soFar(tally: Tally, usd: number | null): void;
  end(record: UsageRecord | null): void;
}

const plus = (a: TokenCounts, b: TokenCounts): TokenCounts => ({
  inFresh: a.inFresh + b.inFresh,
  inCacheRead: a.inCacheRead + b.inCacheRead,
  inCacheWrite: a.inCacheWrite + b.inCacheWrite,
  out: a.out + b.out,
  outReasoning: a.outReasoning + b.outReasoning,
});

interface Sums {
  readonly tokens: TokenCounts;
  /** The part that has a price. */
  readonly knownUsd: number;
  readonly unpriced: boolean;
  readonly requests: number;
}

const withRecord = (sums: Sums, record: UsageRecord): Sums => ({
  tokens: plus(sums.tokens, record),
  knownUsd: sums.knownUsd + (record.usd ?? 0),
  unpriced: sums.unpriced || record.usd === null,
  requests: sums.requests + 1,
});

export function createLineMeter({
  budget,
  before,
}: Pick<LineOptions, 'budget' | 'before'>): LineMeter {
  const ttfts = createRing<number>(1000);
  const running = new Map<object, { readonly tally: Tally; readonly usd: number }>();
  const waits = new Map<object, NonNullable<AgentMeter['waiting']>>();
  let sums: Sums = { tokens: noTokens, knownUsd: 0, unpriced: false, requests: 0 };
  let spent: BudgetBound | null = null;
  const add = (record: UsageRecord): void => {
    sums = withRecord(sums, record);
    if (record.ttftMs !== null) ttfts.push(record.ttftMs);
  };
  for (const record of before) add(record);

  const view = (): AgentMeter => ({
    tokens: sums.tokens,
    requests: sums.requests,
    usd: sums.unpriced ? null : sums.knownUsd,
    ttftMsP50: ttfts.size === 0 ? null : summarise(ttfts.items()).p50,
    source: 'gateway',
    waiting: [...waits.values()][0] ?? null,
    spent,
  });
  const bound = (): BudgetBound | null => {
    let tokens = tokensSpent(sums.tokens);
    let usd = sums.knownUsd;
    for (const soFar of running.values()) {
      tokens += tokensSpent(soFar.tally);
      usd += soFar.usd;
    }
    if (budget.tokens !== null && tokens >= budget.tokens) return 'tokens';
    return budget.usd !== null && usd >= budget.usd ? 'usd' : null;
  };
  spent = bound();
  const topic = createStateTopic(view());
  const tell = (): void => topic.set(view());
  const latch = (which: BudgetBound | null): void => {
    if (spent !== null || which === null) return;
    spent = which;
    tell();
  };
  return {
    topic,
    get spent() {
      latch(bound());
      return spent;
    },
    spend: latch,
    begin() {
      const self = {};
      running.set(self, { tally: noTally, usd: 0 });
      return {
        soFar: (tally, usd) => {
          if (running.has(self)) running.set(self, { tally, usd: usd ?? 0 });
        },
        end: (record) => {
          if (!running.delete(self) || record === null) return;
          add(record);
          spent ??= bound();
          tell();
        },
      };
    },
    wait(why, wallTime) {
      const self = {};
      waits.set(self, { why, sinceWallTime: wallTime });
      tell();
      return {
        [Symbol.dispose]: () => {
          if (waits.delete(self)) tell();
        },
      };
    },
  };
}
