/**
 * Does the door work: a request through it to a model server of its own on loopback, by socket, with a key; the answer and
 * the count must come back. It needs no network and says nothing about any real upstream.
 */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { orAborted } from '../../../base/lib/orAborted.ts';
import type { UsageRecord } from '../../../base/model/agent.ts';
import type { Gateway } from './gateway.ts';
import { closeServer, createBoundedServer, listen } from './httpServer.ts';

const limitMs = 3000;
const key = 'self-test';
const counts = { input_tokens: 7, output_tokens: 3 };
const said = 'well';

async function ask(socketPath: string, token: string, signal: AbortSignal): Promise<string> {
  const headers = { 'x-api-key': token, 'content-type': 'application/json' };
  const request = http.request({
    socketPath,
    path: '/v1/messages',
    method: 'POST',
    headers,
    signal,
    agent: false,
  });
  request.end(JSON.stringify({ model: 'self-test', messages: [] }));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return text(response);
}

export async function runSelfTest(
  gateway: Pick<Gateway, 'openLine'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<boolean> {
  const limit = new AbortController();
  using _limit = clock.after(limitMs, () => limit.abort(new Error('no answer in time')));
  const upstream = createBoundedServer((req, res) => {
    const right = req.headers['x-api-key'] === key;
    const content = [{ type: 'text', text: said }];
    res.writeHead(right ? 200 : 401, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ type: 'message', model: 'self-test', content, usage: counts }));
  });
  try {
    await listen(upstream, { port: 0 });
    const { port } = upstream.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    const { promise: counted, resolve } = Promise.withResolvers<UsageRecord>();
    limit.signal.addEventListener('abort', () => upstream.closeAllConnections());
    await using line = await gateway.openLine({
      agentId: 'self-test',
      upstreams: [{ protocol: 'anthropic-messages', baseUrl, auth: { kind: 'key', key } }],
      budget: { tokens: null, usd: null },
      before: [],
      onUsage: resolve,
      onSpent: () => undefined,
    });
    const answer = await ask(line.socketPath, line.token, limit.signal);
    const record = await orAborted(counted, limit.signal);
    return (
      answer.includes(said) &&
      record.inFresh === counts.input_tokens &&
      record.out === counts.output_tokens
    );
  } catch (thrown) {
    log.log('warn', 'the gateway does not pass its own test', { why: String(thrown) });
    return false;
  } finally {
    await closeServer(upstream);
  }
}
