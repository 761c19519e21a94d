/**
 * How a gateway says no: in the words of the protocol, so that a program shows them to its person, and plainly enough for
 * a model to act on. Nothing of the app's own, no path and no key, is ever in it.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { BenchError } from '../../../base/model/errors.ts';
import { json, type Protocol, type Refusal } from './protocol.ts';
import { tooLong } from './requestBody.ts';

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};

export const refusalOf = (status: number, message: string): Refusal => ({
  status,
  type: types[status] ?? 'api_error',
  message: `Nightbench: ${message}`,
});

/** Without a protocol (nobody knows what was meant) in the shape that most programs read. */
export function sendRefusal(
  res: ServerResponse,
  protocol: Protocol | null,
  refusal: Refusal,
  headers: OutgoingHttpHeaders = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const { type, message } = refusal;
  const body = protocol?.refusal(refusal) ?? { type: 'error', error: { type, message } };
  // The rest of a request that was not read is not waited for.
  const close = res.req.complete ? {} : { connection: 'close' };
  res.writeHead(refusal.status, { 'content-type': json, ...close, ...headers });
  res.end(JSON.stringify(body));
}

/** What a request is refused with that could not be taken; null: nobody is there to be refused. */
export function refusalOfError(thrown: unknown): Refusal | null {
  if (!(thrown instanceof BenchError)) return refusalOf(500, 'the request could not be handled');
  const message = thrown.hint === undefined ? thrown.message : `${thrown.message}; ${thrown.hint}`;
  if (thrown.code === 'cancelled') return null;
  if (thrown.code === 'busy') return refusalOf(429, message);
  return refusalOf(thrown.message === tooLong ? 413 : 400, message);
}
