/**
 * Takes one request to an upstream and its answer back to the agent, both as they are. A refusal passes without the app's
 * key in it, a redirect does not pass, an answer is read for its cost while it goes by. Never throws: how it ended is a
 * value. It knows no budget.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Blocks, bytesOf } from './bodyBlocks.ts';
import type { Upstream } from './gateway.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import type { LineState } from './lineState.ts';
import { type PassEnd, plainAnswer, startPassing } from './passThrough.ts';
import type { Protocol } from './protocol.ts';
import { type Reached, reachUpstream, type UpstreamRefusal } from './reachUpstream.ts';
import { type Route, upstreamUrl } from './route.ts';
import { refusalOf, sendRefusal } from './sendRefusal.ts';
import { createUsageReader, type Reading } from './usageReader.ts';

export interface RelayPlan {
  readonly line: LineState;
  readonly route: Route;
  readonly upstream: Upstream;
  readonly protocol: Protocol;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

export type Relayed =
  | {
      readonly kind: 'passed';
      readonly status: number;
      readonly end: PassEnd;
      readonly reading: Reading;
    }
  | { readonly kind: 'refused'; readonly status: number }
  /** The agent or the line went away before an answer began. */
  | { readonly kind: 'gone' };

function refuse({ protocol, res }: RelayPlan, message: string): Relayed {
  sendRefusal(res, protocol, refusalOf(502, message));
  return { kind: 'refused', status: 502 };
}

function passRefusal(plan: RelayPlan, { status, headers, body }: UpstreamRefusal): Relayed {
  if (status < 400) return refuse(plan, 'the model server points elsewhere; that is not followed');
  const { upstream, res } = plan;
  const key = upstream.auth.kind === 'key' ? upstream.auth.key : null;
  const clean = (text: string): string => (key === null ? text : text.replaceAll(key, '[key]'));
  const kept = Object.entries(answerHeaders(headers)).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(clean) : clean(String(value)),
  ]);
  res.writeHead(status, Object.fromEntries(kept));
  res.end(Buffer.from(clean(body.toString('latin1')), 'latin1'));
  return { kind: 'refused', status };
}

async function passAnswer(
  plan: RelayPlan,
  { message, hangUp }: Extract<Reached, { kind: 'answer' }>,
  onReading: (reading: Reading) => void,
): Promise<Relayed> {
  const { line, protocol, res } = plan;
  const source = plainAnswer(message);
  if (source === null) {
    hangUp();
    return refuse(plan, 'the model server answers in an encoding that nobody asked for');
  }
  const status = message.statusCode ?? 200;
  const events = (message.headers['content-type'] ?? '').includes('text/event-stream');
  const reader = createUsageReader(protocol, events ? 'events' : 'json');
  res.writeHead(status, answerHeaders(message.headers));
  const passing = startPassing(source, res, line.clock, (piece) => {
    reader.feed(piece);
    onReading(reader.reading);
  });
  const cut = (): void => passing.cut();
  line.passings.add(passing);
  line.closed.addEventListener('abort', cut, { once: true });
  if (line.closed.aborted) cut();
  const end = await passing.ended;
  line.closed.removeEventListener('abort', cut);
  line.passings.delete(passing);
  return { kind: 'passed', status, end, reading: reader.reading };
}

export async function relay(
  plan: RelayPlan,
  body: Blocks | null,
  onReading: (reading: Reading) => void = () => undefined,
): Promise<Relayed> {
  const { line, route, upstream, protocol, req, res } = plan;
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort(new Error('the agent went away'));
  });
  const key = upstream.auth.kind === 'key' ? protocol.keyHeader(upstream.auth.key) : null;
  const call = {
    url: upstreamUrl(upstream.baseUrl, upstream.protocol, route.path),
    method: req.method ?? 'GET',
    headers: requestHeaders(req.headers, key, body === null ? null : bytesOf(body)),
    body,
  };
  try {
    const reached = await reachUpstream((signal) => line.upstreamLines.call(call, signal), {
      clock: line.clock,
      rng: line.rng,
      signal: AbortSignal.any([gone.signal, line.closed]),
      onWait: (why, detail) => {
        line.complain('the gateway waits for a model', { why, detail });
        return line.meter.wait(why, line.clock.wallTime());
      },
    });
    if (reached.kind === 'refusal') return passRefusal(plan, reached);
    if (reached.kind === 'answer') return await passAnswer(plan, reached, onReading);
    line.complain('a model server cannot be used', { why: reached.why });
    return refuse(plan, `the model server cannot be used: ${reached.why}`);
  } catch {
    res.destroy();
    return { kind: 'gone' };
  }
}
