/** A real door on a core that a test hands in, with no window and no trials, that keeps every error it logs. */
import { tmpdir } from 'node:os';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { Log } from '../../main/base/lib/log.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';

export interface WatchedDoor {
  /** The test disposes it. */
  readonly door: Door;
  readonly errorsLogged: readonly unknown[];
}

export async function openWatchedDoor(api: CoreApi): Promise<WatchedDoor> {
  const errorsLogged: unknown[] = [];
  const log: Log = {
    log: (level, message, fields) => {
      if (level === 'error') errorsLogged.push({ message, fields });
    },
    scoped: () => log,
  };
  const nowhere = `${tmpdir()}/nightbench-no-such-folder`;
  const dirs = { windowDir: nowhere, trialsDir: nowhere };
  const door = await openDoor({ api, clock: realClock, log, version: '0', ...dirs });
  return { door, errorsLogged };
}

/** The request that turns a connection into a WebSocket. */
export function handshakeOf({ port, token }: Pick<Door, 'port' | 'token'>): string {
  return [
    'GET /api HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Authorization: Bearer ${token}`,
    '\r\n',
  ].join('\r\n');
}
