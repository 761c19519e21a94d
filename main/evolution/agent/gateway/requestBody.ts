/**
 * The body of a request: taken whole within bounds (it may have to be sent again), unpacked, and looked at without being
 * parsed: model, whether it streams, whether it offers tools. The only change ever made is that a Chat Completions stream
 * is asked for its usage. However large it is, no step of it is: it is gone through block by block, in turns.
 */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { Turns } from '../../../base/lib/turns.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { type Blocks, blockBytes, createBlockWriter, spliced } from './bodyBlocks.ts';
import { createJsonSkim, type Picked } from './jsonSkim.ts';
import { limits } from './limits.ts';
import { fieldsOf, isFields } from './protocol.ts';

export const tooLong = `a request has at most ${limits.requestBytes} bytes`;
const longBody = (): BenchError =>
  new BenchError('bad-input', tooLong, { hint: 'shorten the conversation or begin another' });

const unpackers = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

/** `hold` is asked for room before a piece is kept. */
async function unpacked(
  packed: Blocks,
  encoding: string,
  hold: (bytes: number) => void,
): Promise<Blocks> {
  if (encoding === '' || encoding === 'identity') return packed;
  const create = Object.hasOwn(unpackers, encoding)
    ? unpackers[encoding as keyof typeof unpackers]
    : null;
  if (create === null) {
    throw new BenchError('bad-input', `the body is encoded as "${encoding.slice(0, 40)}"`, {
      hint: 'send it plain, or as gzip, deflate, br or zstd',
    });
  }
  const blocks = createBlockWriter();
  let bytes = 0;
  try {
    const unpacker = Readable.from(packed).pipe(create({ chunkSize: blockBytes }));
    for await (const piece of unpacker as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limits.requestBytes) throw longBody();
      hold(piece.length);
      blocks.add(piece);
    }
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw new BenchError('bad-input', `the body is no ${encoding}`, { cause });
  }
  return blocks.done();
}

/** Room for bodies; `take` says no when a line holds too much. */
export interface BodyRoom {
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export interface TakenBody extends Disposable {
  readonly blocks: Blocks;
}

/** @throws BenchError `bad-input` (too long, unknown encoding), `busy` (no room), `cancelled` (the client went away). */
export async function takeBody(req: IncomingMessage, room: BodyRoom): Promise<TakenBody> {
  const came = createBlockWriter();
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
      came.add(chunk);
    }
    const encoding = (req.headers['content-encoding'] ?? '').trim().toLowerCase();
    const packedBytes = held;
    const blocks = await unpacked(came.done(), encoding, hold);
    if (held > packedBytes) {
      room.give(packedBytes);
      held -= packedBytes;
    }
    return { blocks, [Symbol.dispose]: () => room.give(held) };
  } catch (thrown) {
    room.give(held);
    if (thrown instanceof BenchError) throw thrown;
    throw new BenchError('cancelled', 'the request was broken off', { cause: thrown });
  }
}

export interface BodyLook {
  readonly model: string;
  readonly stream: boolean;
  /** Every list of them, as it stands there: the request's own, and those in items of its conversation. */
  readonly toolLists: readonly unknown[];
  /** What makes the seller's servers do more than answer: an answer kept for later, other servers asked. */
  readonly beyond: string | null;
}

/** The longest list of tools that is looked through, and all of them together. */
const maxToolsBytes = 512 * 1024;
const maxListedBytes = 4 * 1024 * 1024;
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

/** Codex gives its usual models their tools so (`additional_tools`); the seller's servers heed what stands there. */
const itemTools = ['input', '*', 'tools'];

const saysNothing = (value: unknown): boolean =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);

export interface SeenBody {
  readonly look: BodyLook;
  /** `stream_options` as it stands there. */
  readonly options: Picked | null;
  /** Offset of the first brace. */
  readonly open: number;
}

/** @throws BenchError `bad-input`: no JSON object, too long a member, or one that decides something stands in it twice. */
export async function lookAtBody(blocks: Blocks, turns: Turns): Promise<SeenBody> {
  const found = new Map<Member, Picked>();
  const toolLists: unknown[] = [];
  let listed = 0;
  let wrong: string | null = null;
  const paths = [...members.map((name) => [name]), itemTools];
  const skim = createJsonSkim(paths, maxToolsBytes, (picked) => {
    const name = members[picked.path];
    if (name === undefined || name === 'tools') {
      listed += picked.bytes;
      toolLists.push(picked.value);
      if (listed > maxListedBytes || picked.value === undefined) wrong = '"tools" cannot be read';
    }
    if (name === undefined) return;
    if (found.has(name)) wrong = `"${name}" stands in the body twice`;
    const most = name === 'tools' ? maxToolsBytes : maxWordBytes;
    if (picked.bytes > most || picked.value === undefined) wrong = `"${name}" cannot be read`;
    found.set(name, picked);
  });
  let at = 0;
  let first: number | undefined;
  for (const block of blocks) {
    await turns.take(block.length);
    skim.feed(block);
    if (skim.opened >= 0) first ??= block[skim.opened - at];
    at += block.length;
    if (wrong !== null) break;
  }
  if (wrong === null && (!skim.complete || first !== 0x7b)) wrong = 'the body is no JSON object';
  if (wrong !== null) throw new BenchError('bad-input', wrong);
  const model = found.get('model')?.value;
  const look = {
    model: typeof model === 'string' ? model.slice(0, 200) : '',
    stream: found.get('stream')?.value === true,
    toolLists,
    beyond: beyondAnswer.find((name) => !saysNothing(found.get(name)?.value ?? null)) ?? null,
  };
  return { look, options: found.get('stream_options') ?? null, open: skim.opened };
}

/** A Chat Completions stream that says its usage at its end. */
export function askForUsage(blocks: Blocks, { options, open }: SeenBody): Blocks {
  const asked = JSON.stringify({ ...fieldsOf(options?.value), include_usage: true });
  if (options === null) {
    return spliced(blocks, open + 1, open + 1, Buffer.from(`"stream_options":${asked},`));
  }
  if (isFields(options.value) && options.value.include_usage === true) return blocks;
  if (options.value !== null && !isFields(options.value)) {
    throw new BenchError('bad-input', 'stream_options is no short object');
  }
  return spliced(blocks, options.start, options.end, Buffer.from(asked));
}
