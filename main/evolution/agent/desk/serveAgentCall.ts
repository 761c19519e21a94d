/**
 * One connection at a desk, from its hello to its end: MCP, or one question in words and its answer. It owns the socket;
 * when that closes, whatever the agent waited for is let go.
 */
import type { Socket } from 'node:net';
import { z } from 'zod';
import { deskLimits } from '../../../base/api/agentVerbs.ts';
import { sameToken } from '../../../base/host/secretToken.ts';
import { BenchError, toBenchError } from '../../../base/model/errors.ts';
import { answerVerb, errorText } from './answerVerb.ts';
import type { DeskOptions } from './openDesk.ts';
import { parseAgentWords } from './parseAgentWords.ts';
import { type McpSession, serveMcp } from './serveMcp.ts';

/** What all connections of a desk share. */
export interface DeskAdmission {
  /** False: more lines came than any honest program sends. */
  admitLine(): boolean;
  /** Runs a call within the desk's bounds until it is answered or `ended`. */
  admit<T>(ended: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

const helloMs = 5000;
const maxOutBytes = 4 << 20;
/** Lines that may wait while the MCP server is still being loaded. */
const maxWaiting = 64;

const helloSchema = z.discriminatedUnion('hello', [
  z.strictObject({ hello: z.literal('mcp'), key: z.string().max(100) }),
  z.strictObject({
    hello: z.literal('words'),
    key: z.string().max(100),
    words: z.array(z.string().max(8192)).max(64),
  }),
]);

/** Lines of bounded length from bytes in pieces. `on` gets null when a line is too long; then no more comes. */
function createLineReader(on: (line: string | null) => void): (piece: Buffer) => void {
  let rest: Buffer[] = [];
  let length = 0;
  let broken = false;
  return (piece) => {
    let from = 0;
    while (!broken) {
      const end = piece.indexOf(10, from);
      const part = piece.subarray(from, end < 0 ? undefined : end);
      length += part.byteLength;
      if (length > deskLimits.lineBytes) {
        broken = true;
        on(null);
        return;
      }
      rest.push(part);
      if (end < 0) return;
      const line = Buffer.concat(rest).toString('utf8');
      rest = [];
      length = 0;
      from = end + 1;
      if (line.trim() !== '') on(line);
    }
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const tooMany = (): BenchError =>
  new BenchError('busy', 'too many lines at once', {
    hint: `at most ${deskLimits.linesPerS} a second; connect again and wait for answers`,
  });

type Stage =
  | { readonly kind: 'hello' }
  | { readonly kind: 'words' }
  | { readonly kind: 'loading'; readonly lines: string[] }
  | { readonly kind: 'mcp'; readonly session: McpSession };

class AgentCall {
  private readonly socket: Socket;
  private readonly options: DeskOptions;
  private readonly admission: DeskAdmission;
  private readonly ended = new AbortController();
  private readonly hello: Disposable;
  private stage: Stage = { kind: 'hello' };
  private refused = false;

  constructor(socket: Socket, options: DeskOptions, admission: DeskAdmission) {
    this.socket = socket;
    this.options = options;
    this.admission = admission;
    this.hello = options.clock.after(helloMs, () => socket.destroy());
    socket.on(
      'data',
      createLineReader((line) => this.take(line)),
    );
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.close());
  }

  private close(): void {
    this.hello[Symbol.dispose]();
    this.ended.abort(new BenchError('cancelled', 'the caller went away'));
    if (this.stage.kind === 'mcp') this.stage.session[Symbol.dispose]();
  }

  private send(text: string): void {
    if (this.socket.destroyed) return;
    if (this.socket.writableLength > maxOutBytes) this.socket.destroy();
    else this.socket.write(`${text}\n`);
  }

  private refuse(error: BenchError): void {
    this.refused = true;
    const answer = { code: 2, text: errorText(error), error: error.toData() };
    this.socket.end(`${JSON.stringify(answer)}\n`, () => this.socket.destroy());
  }

  private take(line: string | null): void {
    const { stage } = this;
    if (this.socket.destroyed || this.refused) return;
    const full = stage.kind === 'loading' && stage.lines.length >= maxWaiting;
    if (full || !this.admission.admitLine()) this.refuse(tooMany());
    else if (line === null)
      this.refuse(new BenchError('protocol', `a line is over ${deskLimits.lineBytes} bytes`));
    else if (stage.kind === 'hello') void this.greet(line);
    else if (stage.kind === 'mcp') stage.session.receive(line);
    else if (stage.kind === 'loading') stage.lines.push(line);
    else this.refuse(new BenchError('protocol', 'one question a connection'));
  }

  private async greet(line: string): Promise<void> {
    this.stage = { kind: 'words' };
    this.hello[Symbol.dispose]();
    try {
      const parsed = helloSchema.safeParse(parseJson(line));
      if (!parsed.success)
        throw new BenchError('protocol', 'a connection begins with a hello', {
          hint: 'use the bench command or `bench mcp`',
        });
      if (!sameToken(parsed.data.key, this.options.key))
        throw new BenchError('refused', 'this desk is another agent’s', {
          hint: 'start `bench` with the environment you were given',
        });
      await (parsed.data.hello === 'mcp' ? this.openMcp() : this.answer(parsed.data.words));
    } catch (thrown) {
      const error = toBenchError(thrown);
      if (error.code === 'internal')
        this.options.log.log('error', 'a call at the desk failed', { error: error.stack });
      this.refuse(error);
    }
  }

  private readonly admit = <T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    this.admission.admit(this.ended.signal, run);

  private async answer(words: readonly string[]): Promise<void> {
    const call = parseAgentWords(words, this.options.purpose);
    if (call.kind === 'help') {
      this.socket.end(`${JSON.stringify({ code: 0, text: call.text })}\n`);
      return;
    }
    const { verbs } = this.options;
    const { text, jpeg } = await this.admit((signal) =>
      answerVerb(verbs, call.verb, call.args, signal),
    );
    const picture = jpeg === undefined ? {} : { jpeg: Buffer.from(jpeg).toString('base64') };
    this.socket.end(`${JSON.stringify({ code: 0, text, ...picture })}\n`);
  }

  private async openMcp(): Promise<void> {
    const lines: string[] = [];
    this.stage = { kind: 'loading', lines };
    const { verbs, purpose, version, instructions } = this.options;
    const session = await serveMcp({
      verbs,
      purpose,
      version,
      instructions,
      send: (text) => this.send(text),
      close: () => this.socket.destroy(),
      admit: this.admit,
    });
    if (this.socket.destroyed) {
      session[Symbol.dispose]();
      return;
    }
    this.stage = { kind: 'mcp', session };
    for (const line of lines) session.receive(line);
  }
}

/** Serves until the socket closes. */
export function serveAgentCall(
  socket: Socket,
  options: DeskOptions,
  admission: DeskAdmission,
): void {
  new AgentCall(socket, options, admission);
}
