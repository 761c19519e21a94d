/**
 * Clients that no core deserves: many at once, leaving without a word, asking faster than they read, talking nonsense.
 * They hold the folder's token, as any program of the same user may.
 */
import { WebSocket } from 'ws';
import { wirePath } from '../../main/base/api/wire.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import type { Rng } from '../../main/base/lib/rng.ts';
import type { CoreCard } from '../../main/entry/lock.ts';

const topics = ['bench', 'run', 'alerts', 'batches', 'trials', 'camera/overhead', 'camera/front'];
const nonsense = [
  '{',
  '[]',
  '{"type":"call"}',
  '{"type":"call","id":1,"name":"trial.list","args":{"limit":1e9}}',
  '{"type":"subscribe","topic":"__proto__"}',
  '{"type":"credit","topic":"camera/front","count":4e9}',
];

function connect({ url, token }: CoreCard): Promise<WebSocket | null> {
  const address = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}${wirePath}`;
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('close', () => resolve(null));
  });
}

const say = (socket: WebSocket, message: unknown): void => {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};

/** A dozen come, follow everything, grant credits and go: half of them without closing. */
export async function visit(card: CoreCard, rng: Rng, clock: Clock, forMs: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: 12 }, () => connect(card)));
  const open = sockets.filter((socket) => socket !== null);
  for (const socket of open) {
    say(socket, { type: 'hello', client: 'script' });
    for (const topic of topics) say(socket, { type: 'subscribe', topic });
    for (const topic of topics.slice(-2)) say(socket, { type: 'credit', topic, count: 4 });
  }
  await clock.sleep(forMs);
  for (const socket of open) {
    if (rng.below(2) === 0) socket.terminate();
    else socket.close();
  }
}

/** One that asks and asks, reads nothing for a while, and talks nonsense in between. */
export async function flood(card: CoreCard, rng: Rng, clock: Clock, forMs: number): Promise<void> {
  const socket = await connect(card);
  if (socket === null) return;
  socket.pause();
  for (let id = 1; id <= 3000; id++) {
    if (socket.readyState !== WebSocket.OPEN) break;
    if (rng.below(10) === 0) socket.send(nonsense[rng.below(nonsense.length)] as string);
    else say(socket, { type: 'call', id, name: 'trial.list', args: { limit: 200 } });
  }
  await clock.sleep(forMs);
  socket.resume();
  socket.terminate();
}
