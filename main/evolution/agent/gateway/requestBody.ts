/**
 * The body of a request: taken whole within bounds (it may have to be sent again), unpacked, and looked at without being
 * parsed: model, whether it streams, whether it offers tools. The only change ever made is that a Chat Completions stream
 * is asked for its usage.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { BenchError } from '../../../base/model/errors.ts';
import { createJsonSkim, type Picked } from './jsonSkim.ts';
import { limits } from './limits.ts';
import { fieldsOf, isFields } from './protocol.ts';

export const tooLong = `a request has at most ${limits.requestBytes} bytes`;
const longBody = (): BenchError =>
  new BenchError('bad-input', tooLong, { hint: 'shorten the conversation or begin another' });

const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return bytes;
  const unpack = Object.hasOwn(unpackers, encoding)
    ? unpackers[encoding as keyof typeof unpackers]
    : null;
  if (unpack === null) {
    throw new BenchError('bad-input', `the body is encoded as "${encoding.slice(0, 40)}"`, {
      hint: 'send it plain, or as gzip, deflate, br or zstd',
    });
  }
  try {
    return await unpack(bytes, { maxOutputLength: limits.requestBytes });
  } catch (cause) {
    const long = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    if (long) throw longBody();
    throw new BenchError('bad-input', `the body is no ${encoding}`, { cause });
  }
}

/** Room for bodies; `take` says no when a line holds too much. */
export interface BodyRoom {
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export interface TakenBody extends Disposable {
  readonly bytes: Buffer;
}

/** @throws BenchError `bad-input` (too long, unknown encoding), `busy` (no room), `cancelled` (the client went away). */
export async function takeBody(req: IncomingMessage, room: BodyRoom): Promise<TakenBody> {
  const chunks: Buffer[] = [];
  let held = 0;
  const hold = (bytes: number): void => {
    if (!room.take(bytes)) {
      throw new BenchError('busy', 'too many large requests at once', { hint: 'try again' });
    }
    held += bytes;
  };
  try {
    // Not destroyed when it is left early: the refusal goes out on the same connection.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      if (held + chunk.length > limits.requestBytes) throw longBody();
      hold(chunk.length);
      chunks.push(chunk);
    }
    const packed = Buffer.concat(chunks);
    const encoding = (req.headers['content-encoding'] ?? '').trim().toLowerCase();
    const bytes = await unpacked(packed, encoding);
    hold(Math.max(0, bytes.length - packed.length));
    return { bytes, [Symbol.dispose]: () => room.give(held) };
  } catch (thrown) {
    room.give(held);
    if (thrown instanceof BenchError) throw thrown;
    throw new BenchError('cancelled', 'the request was broken off', { cause: thrown });
  }
}

export interface BodyLook {
  readonly model: string;
  readonly stream: boolean;
  /** As they stand there; undefined: none. */
  readonly tools: unknown;
  /** What makes the seller's servers do more than answer: an answer kept for later, other servers asked. */
  readonly beyond: string | null;
}

/** The longest list of tools that is looked through. */
const maxToolsBytes = 4 * 1024 * 1024;
const maxWordBytes = 4096;
const members = [
  'model',
  'stream',
  'stream_options',
  'tools',
  'background',
  'mcp_servers',
  'web_search_options',
  'plugins',
] as const;
type Member = (typeof members)[number];
const beyondAnswer: readonly Member[] = [
  'background',
  'mcp_servers',
  'web_search_options',
  'plugins',
];

const saysNothing = (value: unknown): boolean =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);

/** @throws BenchError `bad-input`: no JSON object, too long a member, or one that decides something stands in it twice. */
export function lookAtBody(bytes: Buffer): {
  look: BodyLook;
  options: Picked | null;
  open: number;
} {
  const found = new Map<Member, Picked>();
  let wrong: string | null = null;
  const paths = members.map((name) => [name]);
  const skim = createJsonSkim(paths, maxToolsBytes, (picked) => {
    const name = members[picked.path] as Member;
    if (found.has(name)) wrong = `"${name}" stands in the body twice`;
    const most = name === 'tools' ? maxToolsBytes : maxWordBytes;
    if (picked.bytes > most || picked.value === undefined) wrong = `"${name}" cannot be read`;
    found.set(name, picked);
  });
  skim.feed(bytes);
  if (!skim.complete || bytes[skim.opened] !== 0x7b) wrong = 'the body is no JSON object';
  if (wrong !== null) throw new BenchError('bad-input', wrong);
  const model = found.get('model')?.value;
  const look = {
    model: typeof model === 'string' ? model.slice(0, 200) : '',
    stream: found.get('stream')?.value === true,
    tools: found.get('tools')?.value,
    beyond: beyondAnswer.find((name) => !saysNothing(found.get(name)?.value ?? null)) ?? null,
  };
  return { look, options: found.get('stream_options') ?? null, open: skim.opened };
}

/** A Chat Completions stream that says its usage at its end. */
export function askForUsage(bytes: Buffer, options: Picked | null, open: number): Buffer {
  const asked = JSON.stringify({ ...fieldsOf(options?.value), include_usage: true });
  if (options === null) {
    const head = bytes.subarray(0, open + 1);
    return Buffer.concat([
      head,
      Buffer.from(`"stream_options":${asked},`),
      bytes.subarray(open + 1),
    ]);
  }
  if (isFields(options.value) && options.value.include_usage === true) return bytes;
  if (options.value !== null && !isFields(options.value)) {
    throw new BenchError('bad-input', 'stream_options is no short object');
  }
  const [head, tail] = [bytes.subarray(0, options.start), bytes.subarray(options.end)];
  return Buffer.concat([head, Buffer.from(asked), tail]);
}
