/**
 * From a request to an answer worth passing on. Where the upstream says "later" or is not reached, this waits and asks
 * again, as it is told or with growing pauses, for a bounded time; then the agent gets what there is. Refusals are read
 * whole, bounded: they are kept over a wait, and a key that an upstream repeats in one is taken out.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Rng } from '../../../base/lib/rng.ts';
import type { Attempt } from './callUpstream.ts';
import { limits } from './limits.ts';

export interface UpstreamRefusal {
  readonly kind: 'refusal';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Reached = Attempt | UpstreamRefusal;

export interface ReachPorts {
  readonly clock: Clock;
  readonly rng: Rng;
  /** Rejects with its reason when it aborts. */
  readonly signal: AbortSignal;
  /** A wait begins; disposed when the next try is made. */
  readonly onWait: (why: 'rate-limit' | 'network', detail: string) => Disposable;
}

const retryAfterOf = (headers: IncomingHttpHeaders, wallTime: string): number | null => {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (exact >= 0) return exact;
  const said = headers['retry-after'];
  if (said === undefined) return null;
  const ms = /^\d{1,9}(\.\d+)?$/.test(said)
    ? Number(said) * 1000
    : Date.parse(said) - Date.parse(wallTime);
  return Number.isNaN(ms) ? null : Math.max(0, ms);
};

/** Whether an upstream will answer later what it refuses now. Credit that is used up does not come back by waiting. */
function saysLater({ status, headers, body }: UpstreamRefusal): boolean {
  if (headers['x-should-retry'] === 'false') return false;
  if (status === 429) return !/insufficient_quota|billing/.test(body.toString('latin1'));
  return status === 529 || (status === 503 && headers['retry-after'] !== undefined);
}

async function readRefusal(
  message: IncomingMessage,
  hangUp: () => void,
  clock: Clock,
): Promise<UpstreamRefusal> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  using _limit = clock.after(10_000, hangUp);
  try {
    for await (const piece of message as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limits.refusalBytes) break;
      pieces.push(piece);
    }
  } catch {
    // Broken off: what came of it is enough to be refused with.
  }
  const { statusCode = 502, headers } = message;
  return { kind: 'refusal', status: statusCode, headers, body: Buffer.concat(pieces) };
}

const isGood = (attempt: Attempt): boolean =>
  attempt.kind === 'answer' && Math.floor((attempt.message.statusCode ?? 0) / 100) === 2;

/** How long to wait before the next try; null: what is there is passed on. */
function planWait(reached: Reached, tries: number, { clock, rng }: ReachPorts): number | null {
  const most = Math.min(limits.backoffMostMs, limits.backoffFirstMs * 2 ** Math.min(tries, 10));
  const backoffMs = rng.between(most / 2, most);
  if (reached.kind === 'lost') return backoffMs;
  if (reached.kind !== 'refusal' || !saysLater(reached)) return null;
  // Longer each time, whatever the upstream says: it may be wrong, and often.
  const leastMs = Math.min(5000, 250 * 2 ** tries);
  return Math.max(leastMs, retryAfterOf(reached.headers, clock.wallTime()) ?? backoffMs);
}

/** Rejects with the signal's reason; everything else is a value. */
export async function reachUpstream(
  call: (signal: AbortSignal) => Promise<Attempt>,
  ports: ReachPorts,
): Promise<Reached> {
  const { clock, signal } = ports;
  let heldSinceMs: number | null = null;
  for (let tries = 0; ; tries++) {
    const attempt = await call(signal);
    const reached =
      attempt.kind === 'answer' && !isGood(attempt)
        ? await readRefusal(attempt.message, attempt.hangUp, clock)
        : attempt;
    const waitMs = planWait(reached, tries, ports);
    if (waitMs === null) return reached;
    heldSinceMs ??= clock.nowMs();
    const leftMs = limits.holdMs - (clock.nowMs() - heldSinceMs);
    if (leftMs <= 0) return reached;
    using _wait =
      reached.kind === 'refusal'
        ? ports.onWait('rate-limit', `status ${reached.status}`)
        : ports.onWait('network', reached.kind === 'lost' ? reached.why : '');
    await clock.sleep(Math.min(waitMs, leftMs), signal);
  }
}
