/** The window's end of the wire against a socket without a network and a clock that only the test moves. */
import { describe, expect, it } from 'vitest';
import { encodeStreamFrame } from '../../main/base/api/streamFrame.ts';
import { encodeTerminalChunk } from '../../main/base/api/terminalChunk.ts';
import type { ClientMessage, ServerMessage } from '../../main/base/api/wire.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { createStillClock } from '../../test/lib/createStillClock.ts';
import { type LinkState, openConnection } from './connection.ts';
import type { WireSocketEvents } from './wireSocket.ts';

interface FakeSocket {
  readonly sent: ClientMessage[];
  closed: boolean;
  readonly events: WireSocketEvents;
}

function createRig() {
  const sockets: FakeSocket[] = [];
  const links: LinkState[] = [];
  const clock = createStillClock();
  const connection = openConnection({
    clock,
    openSocket: (events) => {
      const socket: FakeSocket = { sent: [], closed: false, events };
      sockets.push(socket);
      return {
        send: (text) => socket.sent.push(JSON.parse(text) as ClientMessage),
        close: () => {
          socket.closed = true;
        },
      };
    },
    onLink: (link) => links.push(link),
    onCore: () => undefined,
  });
  const last = (): FakeSocket => sockets[sockets.length - 1] as FakeSocket;
  const say = (message: ServerMessage): void => last().events.text(JSON.stringify(message));
  const callId = (name: string): number => {
    const call = last().sent.find((entry) => entry.type === 'call' && entry.name === name);
    return call?.type === 'call' ? call.id : -1;
  };
  /** Welcomes the newest socket and answers who the core is. */
  const welcome = async (pid = 1, dataDir = 'data'): Promise<void> => {
    last().events.opened();
    say({ type: 'welcome', version: '0' });
    say({ type: 'result', id: callId('core.info'), value: { pid, dataDir } });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { connection, clock, sockets, links, last, say, callId, welcome };
}

const row = (id: string): TrialRow => ({ id }) as TrialRow;

describe('the connection', () => {
  it('greets as a window before anything else and answers typed calls', async () => {
    const rig = createRig();
    await rig.welcome();
    expect(rig.last().sent[0]).toEqual({ type: 'hello', client: 'window' });
    const answer = rig.connection.call('task.list', {});
    rig.say({ type: 'result', id: rig.callId('task.list'), value: [] });
    await expect(answer).resolves.toEqual([]);
    const refused = rig.connection.call('bench.resume', {});
    rig.say({
      type: 'error',
      id: rig.callId('bench.resume'),
      error: { code: 'refused', message: 'still hot', hint: 'wait' },
    });
    await expect(refused).rejects.toMatchObject({ code: 'refused', hint: 'wait' });
  });

  it('resumes a log after the last cursor and drops what it has seen', async () => {
    const rig = createRig();
    const seen: string[] = [];
    rig.connection.subscribeLog('trials', {
      reset: () => seen.push('reset'),
      entry: (entry) => seen.push(entry.id),
    });
    await rig.welcome();
    rig.say({ type: 'log', topic: 'trials', entries: [[1, row('a')]] });
    rig.say({ type: 'log', topic: 'trials', entries: [[2, row('b')]] });
    rig.last().events.closed();
    rig.clock.advance(250);
    await rig.welcome(2);
    expect(rig.last().sent).toContainEqual({ type: 'subscribe', topic: 'trials', cursor: 2 });
    const entries = [2, 3].map((cursor) => [cursor, row(cursor === 2 ? 'b' : 'c')] as const);
    rig.say({ type: 'log', topic: 'trials', entries });
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('starts a log anew when another ledger answers', async () => {
    const rig = createRig();
    const seen: string[] = [];
    rig.connection.subscribeLog('trials', {
      reset: () => seen.push('reset'),
      entry: (entry) => seen.push(entry.id),
    });
    await rig.welcome();
    rig.say({ type: 'log', topic: 'trials', entries: [[5, row('a')]] });
    rig.last().events.closed();
    rig.clock.advance(250);
    await rig.welcome(1, 'elsewhere');
    expect(seen).toEqual(['a', 'reset']);
    expect(rig.last().sent).toContainEqual({ type: 'subscribe', topic: 'trials', cursor: 0 });
  });

  it('refuses an ordinary call while lost, but keeps a stop and sends it first', async () => {
    const rig = createRig();
    await rig.welcome();
    rig.connection.subscribeState('bench', () => undefined);
    rig.last().events.closed();
    await expect(rig.connection.call('bench.resume', {})).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(rig.sockets).toHaveLength(1);
    const stop = rig.connection.call('bench.stop', { reason: 'stop button' }, { urgent: true });
    expect(rig.sockets).toHaveLength(2); // it does not wait for the back-off
    await rig.welcome();
    expect(
      rig
        .last()
        .sent.map((entry) => entry.type)
        .slice(0, 3),
    ).toEqual(['hello', 'call', 'subscribe']);
    rig.say({ type: 'result', id: rig.callId('bench.stop'), value: { wroteAfterMs: 1 } });
    await expect(stop).resolves.toEqual({ wroteAfterMs: 1 });
  });

  it('backs off, and says which attempt it is', () => {
    const rig = createRig();
    for (const waitMs of [250, 500, 1_000, 2_000]) {
      rig.last().events.closed();
      const before = rig.sockets.length;
      rig.clock.advance(waitMs - 1);
      expect(rig.sockets).toHaveLength(before);
      rig.clock.advance(1);
      expect(rig.sockets).toHaveLength(before + 1);
    }
    expect(rig.links.at(-1)).toEqual({ kind: 'lost', attempt: 4, retryMs: 2_000 });
  });

  it('takes a silent core that answers no question for lost', async () => {
    const rig = createRig();
    await rig.welcome();
    rig.clock.advance(4_000);
    expect(rig.last().sent.filter((entry) => entry.type === 'call')).toHaveLength(2);
    expect(rig.links.at(-1)).toEqual({ kind: 'online' });
    rig.clock.advance(4_000);
    expect(rig.links.map((link) => link.kind)).toContain('lost');
    expect(rig.sockets[0]?.closed).toBe(true);
  });

  it('subscribes a stream again on a new connection and routes frames by role', async () => {
    const rig = createRig();
    const seqs: number[] = [];
    let starts = 0;
    const stream = rig.connection.stream('front', {
      start: () => {
        starts++;
        rig.connection.grant('front', 2);
      },
      frame: (frame) => seqs.push(frame.seq),
    });
    await rig.welcome();
    rig.last().events.closed();
    rig.clock.advance(250);
    await rig.welcome();
    expect(starts).toBe(2);
    expect(rig.last().sent).toContainEqual({ type: 'credit', topic: 'camera/front', count: 2 });
    const frame = { role: 'front', seq: 7, capturedAtMs: 1, jpeg: new Uint8Array([1]) };
    rig.last().events.binary(encodeStreamFrame(frame));
    rig.last().events.binary(encodeStreamFrame({ ...frame, role: 'overhead', seq: 8 }));
    rig.last().events.binary(new Uint8Array([200, 1]));
    stream[Symbol.dispose]();
    rig.last().events.binary(encodeStreamFrame({ ...frame, seq: 9 }));
    expect(seqs).toEqual([7]);
    expect(rig.last().sent.at(-1)).toEqual({ type: 'unsubscribe', topic: 'camera/front' });
  });

  it('follows a terminal behind what came, from a snapshot where another core answers', async () => {
    const rig = createRig();
    const shown: string[] = [];
    const link = rig.connection.terminal('agent-0001', {
      chunk: ({ kind, bytes }) => shown.push(`${kind} ${new TextDecoder().decode(bytes)}`),
    });
    const say = (kind: 'output' | 'snapshot', text: string, end: number): void =>
      rig.last().events.binary(
        encodeTerminalChunk({
          agentId: 'agent-0001',
          kind,
          end,
          bytes: new TextEncoder().encode(text),
        }),
      );
    const asked = () => rig.last().sent.find(({ type }) => type === 'subscribe');
    await rig.welcome();
    expect(asked()).toEqual({ type: 'subscribe', topic: 'terminal/agent-0001', cursor: 0 });
    say('output', 'of another follower', 3); // on its way to who was here before
    say('snapshot', 'a', 0); // in three pieces
    say('output', 'b', 0);
    say('output', '', 900);
    say('output', 'c', 901);
    link.ack(901);
    expect(rig.last().sent.at(-1)).toEqual({ type: 'ack', topic: 'terminal/agent-0001', end: 901 });
    rig.last().events.closed();
    link.ack(901);
    rig.clock.advance(250);
    await rig.welcome();
    expect(asked()).toMatchObject({ cursor: 901 });
    say('output', 'c', 901);
    say('output', 'd', 902);
    rig.last().events.closed();
    rig.clock.advance(250);
    await rig.welcome(2);
    expect(asked()).toMatchObject({ cursor: 0 });
    say('snapshot', 'new', 3);
    expect(shown).toEqual([
      'snapshot a',
      'output b',
      'output ',
      'output c',
      'output d',
      'snapshot new',
    ]);
    link[Symbol.dispose]();
    say('output', 'late', 7);
    expect(rig.last().sent.at(-1)).toEqual({ type: 'unsubscribe', topic: 'terminal/agent-0001' });
    expect(shown).toHaveLength(6);
  });

  it('ignores a late word of a socket it has given up', async () => {
    const rig = createRig();
    const first = rig.last();
    first.events.closed();
    rig.clock.advance(250);
    first.events.closed();
    first.events.text('not even JSON');
    expect(rig.links.filter((link) => link.kind === 'lost')).toHaveLength(1);
  });
});
