/**
 * Decides on one request's headers alone: is it addressed to us (DNS rebinding), does it come from our own page or
 * from no page at all, and does it carry a key. Pure; knows no route.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { ErrorData } from '../../base/model/errors.ts';
import type { DoorKeys } from './doorKeys.ts';

export type Admission =
  | { readonly kind: 'cookie' | 'bearer' }
  /** Addressed rightly, but without a key: only a one-time code helps. */
  | { readonly kind: 'stranger' }
  | { readonly kind: 'refused'; readonly status: 403 | 421; readonly error: ErrorData };

export function cookieName(port: number): string {
  return `nightbench-${port}`; // cookies ignore ports: two cores must not overwrite each other's
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

function refused(status: 403 | 421, message: string): Admission {
  return { kind: 'refused', status, error: { code: 'refused', message } };
}

/** `socket` is true for an upgrade: a browser always says its origin there, so a cookie without one is refused. */
export function admit(
  headers: IncomingHttpHeaders,
  port: number,
  keys: DoorKeys,
  socket = false,
): Admission {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = headers.host ?? '';
  if (!hosts.includes(host)) return refused(421, 'this door answers to its own address only');
  const { origin, authorization } = headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return refused(403, 'this request comes from a page of another origin');
  const site = headers['sec-fetch-site'];
  const fromElsewhere = site === 'cross-site' || site === 'same-site';
  if (fromElsewhere && headers['sec-fetch-mode'] !== 'navigate')
    return refused(403, 'this request comes from a page of another origin');
  if (authorization !== undefined) {
    const [scheme = '', token = ''] = authorization.split(' ');
    if (scheme === 'Bearer' && keys.isToken(token)) return { kind: 'bearer' };
    return { kind: 'stranger' };
  }
  const cookie = cookieOf(headers.cookie, cookieName(port));
  if (cookie === null || !keys.isCookie(cookie)) return { kind: 'stranger' };
  if (socket && origin === undefined)
    return refused(403, 'a WebSocket with a cookie must say its origin');
  return { kind: 'cookie' };
}
