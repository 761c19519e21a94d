/**
 * An agent's desk: one Unix socket, which is who the agent is; what is said at it is text, bounded in size, rate and
 * number. A connection begins with one line, `{"hello":"mcp","key":…}` or `{"hello":"words","key":…,"words":[…]}`: then
 * it is MCP, or one answer and the end. Nothing that comes in crashes it, and every refusal is typed.
 */
import { createServer, type Socket } from 'node:net';
import { deskLimits } from '../../../base/api/agentVerbs.ts';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { orAborted } from '../../../base/lib/orAborted.ts';
import { createTokenBucket } from '../../../base/lib/tokenBucket.ts';
import type { AgentPurpose } from '../../../base/model/agent.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { type DeskVerbs, errorText } from './answerVerb.ts';
import { type DeskAdmission, serveAgentCall } from './serveAgentCall.ts';

export interface DeskOptions {
  readonly socketPath: string;
  /** What its agent shows: where no namespace hides a socket, others of the same user see it. */
  readonly key: string;
  readonly verbs: DeskVerbs;
  /** What its agent works on: which verbs are listed to it. */
  readonly purpose: AgentPurpose;
  readonly version: string;
  /** What an MCP client is told first. */
  readonly instructions: string;
  readonly clock: Clock;
  readonly log: Log;
}

export type Desk = AsyncDisposable;

/** Longer than any call waits by itself. */
const callMs = 60_000;

/** What all connections of one desk share. */
function createAdmission({ clock }: DeskOptions): DeskAdmission {
  const bucket = createTokenBucket(clock, deskLimits.callsPerS, deskLimits.callBurst);
  const lines = createTokenBucket(clock, deskLimits.linesPerS, deskLimits.lineBurst);
  let running = 0;
  return {
    admitLine: () => lines.take(),
    async admit<T>(ended: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
      if (running >= deskLimits.callsAtOnce || !bucket.take()) {
        throw new BenchError('busy', 'too many calls at once', {
          hint:
            `at most ${deskLimits.callsAtOnce} at once and ${deskLimits.callsPerS} a second; ` +
            'wait for answers first',
        });
      }
      running++;
      const late = new AbortController();
      using _bound = clock.after(callMs, () =>
        late.abort(new BenchError('timeout', 'the call took longer than a minute')),
      );
      const signal = AbortSignal.any([ended, late.signal]);
      try {
        return await orAborted(run(signal), signal);
      } finally {
        running--;
      }
    },
  };
}

/** Listens when it resolves. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const admission = createAdmission(options);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= deskLimits.connections) {
      const error = new BenchError('busy', 'too many connections at once');
      const answer = { code: 1, text: errorText(error), error: error.toData() };
      socket.on('error', () => socket.destroy());
      socket.end(`${JSON.stringify(answer)}\n`, () => socket.destroy());
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveAgentCall(socket, options, admission);
  });
  // Beyond this a connection is closed without a word: descriptors are the core's.
  server.maxConnections = 2 * deskLimits.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socketPath, resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
