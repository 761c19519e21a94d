/**
 * One request of an agent to a model, from its body to the record of what it cost. Read it as the procedure it is: take,
 * look, budget, relay, count. Whatever happens to either side, it ends, and it is counted once.
 */
import type { TokenCounts, UsageRecord } from '../../../base/model/agent.ts';
import { type Blocks, bytesOf } from './bodyBlocks.ts';
import type { BudgetBound } from './gateway.ts';
import { hostedTool, offersTools } from './hostedTools.ts';
import type { LineState } from './lineState.ts';
import { usdOf } from './priceTable.ts';
import { noTally, type Tally } from './protocol.ts';
import { type Relayed, type RelayPlan, relay } from './relay.ts';
import { askForUsage, type BodyLook, lookAtBody, takeBody } from './requestBody.ts';
import { refusalOf, refusalOfError, sendRefusal } from './sendRefusal.ts';
import type { Reading } from './usageReader.ts';

const bytesPerToken = 4;

/**
 * What an answer is charged: what it said. One that was cut, or never said all, is charged what it did say and for the
 * rest an estimate from the bytes that passed, marked as such.
 */
export function chargeOf(
  { tally, final, outputBytes }: Reading,
  whole: boolean,
  requestBytes: number,
): { readonly tally: Tally; readonly estimated: boolean } {
  if (whole && final && tally !== null) return { tally, estimated: false };
  const out = Math.max(tally?.out ?? 0, Math.ceil(outputBytes / bytesPerToken));
  const begun = tally ?? { ...noTally, inFresh: Math.ceil(requestBytes / bytesPerToken) };
  return { tally: { ...begun, out }, estimated: true };
}

/** In dollars, by the model that answered, or else by the one that was asked. */
function usdFor({ prices }: LineState, answered: string | null, asked: string, tally: Tally) {
  const price = answered === null ? null : prices.priceOf(answered);
  return usdOf(price ?? prices.priceOf(asked), tally);
}

interface Times {
  readonly startedMs: number;
  readonly ttftMs: number | null;
}

function recordOf(
  line: LineState,
  asked: string,
  relayed: Relayed,
  requestBytes: number,
  { startedMs, ttftMs }: Times,
): UsageRecord {
  const ms = line.clock.nowMs() - startedMs;
  const fixed = { wallTime: line.clock.wallTime(), ms, source: 'gateway' } as const;
  if (relayed.kind !== 'passed') {
    const status = relayed.kind === 'refused' ? relayed.status : 0;
    const { inCacheWrite1h: _, ...counts } = noTally;
    return { ...fixed, ...counts, model: asked, status, ttftMs: null, usd: 0 };
  }
  const { reading, end } = relayed;
  const { tally, estimated } = chargeOf(reading, end === 'whole', requestBytes);
  const { inFresh, inCacheRead, inCacheWrite, out, outReasoning } = tally;
  const counts: TokenCounts = { inFresh, inCacheRead, inCacheWrite, out, outReasoning };
  return {
    ...fixed,
    ...counts,
    model: reading.model ?? asked,
    status: end === 'agent gone' ? 0 : relayed.status,
    // An answer in one piece has its first token when it has its last.
    ttftMs: ttftMs ?? (end === 'whole' && out > 0 ? ms : null),
    usd: usdFor(line, reading.model, asked, tally),
    ...(estimated ? { estimated } : {}),
  };
}

const budgetName = ({ options }: LineState, which: BudgetBound): string =>
  which === 'usd' ? 'money' : `${options.budget.tokens ?? 'its'} tokens`;

/** True: the budget is used up, and the request was answered here. */
function saidFarewell({ line, protocol, res }: RelayPlan, look: BodyLook): boolean {
  const which = line.meter.spent;
  if (which === null) return false;
  const name = budgetName(line, which);
  const conversation = offersTools(look.toolLists);
  if (line.farewell.sayTo(conversation)) {
    const text =
      `Nightbench: the budget of ${name} is used up. These are the app's words, not the model's: ` +
      'the session is over and no further request will be answered. What is committed is kept.';
    const unixSeconds = Math.floor(Date.parse(line.clock.wallTime()) / 1000);
    const { model, stream } = look;
    const serial = line.nextSerial();
    const word = protocol.lastWord({ text, model, stream, serial, unixSeconds });
    res.writeHead(200, { 'content-type': word.contentType, 'cache-control': 'no-cache' });
    res.end(word.body);
    return true;
  }
  // Told when the refusal is out or its connection is gone, whichever way.
  res.once('close', () => {
    if (line.farewell.tellSpent()) line.options.onSpent(which);
  });
  const plain = refusalOf(403, `the budget of ${name} is used up; the session is over`);
  sendRefusal(res, protocol, plain, { 'x-should-retry': 'false' });
  return true;
}

/** Why a request is not even sent; null: it is. */
function objection({ line, protocol }: RelayPlan, look: BodyLook): string | null {
  if (look.beyond !== null) return `"${look.beyond}" is not possible here; ask without it`;
  const names = look.toolLists.map((tools) => hostedTool(protocol.id, tools));
  const hosted = names.find((name) => name !== null);
  if (hosted !== undefined) {
    return `tools that the model's own servers run are closed here ("${hosted}"); switch it off, and read by the bench`;
  }
  const priced = line.options.budget.usd === null || line.prices.priceOf(look.model) !== null;
  if (priced) return null;
  const model = look.model === '' ? 'this model' : `the model "${look.model}"`;
  return `the budget is in dollars and ${model} has no price; the lab can add it to its price table`;
}

/** Relays and counts; the body is held until it is over. */
async function spendOn(plan: RelayPlan, body: Blocks, model: string): Promise<void> {
  const { line } = plan;
  const startedMs = line.clock.nowMs();
  const running = line.meter.begin();
  let ttftMs: number | null = null;
  let last: Tally | null = null;
  const relayed = await relay(plan, body, (reading) => {
    if (reading.outputBytes > 0) ttftMs ??= line.clock.nowMs() - startedMs;
    if (reading.tally === null || reading.tally === last) return;
    last = reading.tally;
    running.soFar(last, usdFor(line, reading.model, model, last));
  });
  const record = recordOf(line, model, relayed, bytesOf(body), { startedMs, ttftMs });
  running.end(record);
  line.options.onUsage(record);
}

/** A request that a model answers. */
export async function runExchange(plan: RelayPlan): Promise<void> {
  const { line, route, protocol, req } = plan;
  using taken = await takeBody(req, line.bodies);
  const body = await lookAtBody(taken.blocks, line.turns);
  const { look: seen } = body;
  const { model = null, stream = null } = route;
  const look = { ...seen, model: model ?? seen.model, stream: stream ?? seen.stream };
  if (saidFarewell(plan, look)) return;
  const why = objection(plan, look);
  if (why !== null) return sendRefusal(plan.res, protocol, refusalOf(400, why));
  const ask = protocol.id === 'openai-chat' && look.stream;
  await spendOn(plan, ask ? askForUsage(taken.blocks, body) : taken.blocks, look.model);
}

/** A request that costs nothing: token counts and lists of models. */
export async function runFreeExchange(plan: RelayPlan): Promise<void> {
  const { line, protocol, req, res } = plan;
  if (line.meter.spent !== null) {
    const headers = { 'x-should-retry': 'false' };
    return sendRefusal(res, protocol, refusalOf(403, 'the budget is used up'), headers);
  }
  using taken = await takeBody(req, line.bodies);
  await relay(plan, req.method === 'POST' ? taken.blocks : null);
}

/** Whatever a request could not be taken for, said to the agent once. */
export function refuseThrown({ line, protocol, res }: RelayPlan, thrown: unknown): void {
  const refusal = refusalOfError(thrown);
  if (refusal === null) return void res.destroy();
  const cause = thrown instanceof Error ? thrown.message : String(thrown);
  line.complain('a request of an agent is refused', { why: cause });
  sendRefusal(res, protocol, refusal, refusal.status === 429 ? { 'retry-after': '1' } : {});
}
