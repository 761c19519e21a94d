/**
 * Where each judged picture lies in frames.mcap, so that one of them can be read without the others, and the verdict
 * trace. The file is walked chunk by chunk, never whole in memory; each chunk's checksum is kept. What is whole before
 * a damaged or torn place is in the index, and `problem` says what happened there. Format: mcap.dev, version 0.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BenchError } from '../../base/model/errors.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import { storageError } from '../storageError.ts';
import { cameraTopic, verdictTopic } from './frameLog.ts';
import { decodeImage } from './imageMessage.ts';
import { damagedFile, parseChecked } from './readBounded.ts';
import { verdictTraceRowSchema } from './recordSchema.ts';

export interface IndexedFrame {
  readonly seq: number;
  readonly capturedAtMs: number;
  /** The JPEG's bytes in the file, and their CRC-32. */
  readonly at: number;
  readonly bytes: number;
  readonly crc: number;
}

export interface FrameIndex {
  readonly frames: ReadonlyMap<string, readonly IndexedFrame[]>;
  readonly trace: readonly VerdictTraceRow[];
  /** Null: whole to its end. */
  readonly problem: string | null;
  /** Where a longer file goes on, and what is known of it by then; null after damage, which nothing mends. */
  readonly rest: Walk | null;
}

const magic = Buffer.from([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]);
const op = { footer: 2, channel: 4, message: 5, chunk: 6, dataEnd: 15 } as const;
const headBytes = 9;
/** Ours are 256 kB and a picture. */
const maxChunkBytes = 64 << 20;
const maxFrames = 200_000;
const maxTrace = 200_000;

const torn = (why: string): BenchError => new BenchError('storage', why);
/** What a file that is still written looks like. */
const cutShort = 'it ends in the middle';

interface Walk {
  readonly path: string;
  /** Of the first record that was not taken. */
  at: number;
  readonly topics: Map<number, string>;
  readonly frames: Map<string, IndexedFrame[]>;
  readonly trace: VerdictTraceRow[];
  count: number;
}

async function readExactly(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const into = Buffer.allocUnsafe(bytes);
  for (let got = 0; got < bytes; ) {
    const { bytesRead } = await file.read(into, got, bytes - got, at + got);
    if (bytesRead === 0) throw torn(cutShort);
    got += bytesRead;
  }
  return into;
}

/** A u64 that is a size or a place in a file. */
function sizeAt(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw torn('a length in it makes no sense');
  return value;
}

function takeMessage(walk: Walk, body: Buffer, bodyAt: number): void {
  const topic = walk.topics.get(body.readUInt16LE(0)) ?? '';
  const data = body.subarray(22);
  if (topic === verdictTopic) {
    if (walk.trace.length >= maxTrace) throw torn(`it has more than ${maxTrace} verdicts`);
    walk.trace.push(parseChecked(walk.path, data.toString('utf8'), verdictTraceRowSchema));
    return;
  }
  const { role, capturedAtMs, jpeg } = decodeImage(data);
  if (topic !== cameraTopic(role)) throw torn('a picture lies in a foreign channel');
  if (++walk.count > maxFrames) throw torn(`it has more than ${maxFrames} pictures`);
  const known = walk.frames.get(role) ?? [];
  walk.frames.set(role, known);
  const at = bodyAt + (jpeg.byteOffset - body.byteOffset);
  const seq = body.readUInt32LE(2);
  known.push({ seq, capturedAtMs, at, bytes: jpeg.byteLength, crc: crc32(jpeg) });
}

function takeRecord(walk: Walk, opcode: number, body: Buffer, bodyAt: number): void {
  if (opcode === op.message) takeMessage(walk, body, bodyAt);
  else if (opcode === op.channel) {
    const end = 8 + body.readUInt32LE(4);
    if (end > body.byteLength) throw torn('a channel in it makes no sense');
    walk.topics.set(body.readUInt16LE(0), body.toString('utf8', 8, end));
  }
}

function takeChunk(walk: Walk, chunk: Buffer, chunkAt: number): void {
  const crc = chunk.readUInt32LE(24);
  const packing = chunk.readUInt32LE(28);
  if (packing !== 0) throw torn('it is compressed, which ours never are');
  const size = sizeAt(chunk, 32);
  const records = chunk.subarray(40);
  if (records.byteLength !== size) throw torn('a chunk of it has another size than it says');
  if (crc !== 0 && crc32(records) !== crc) throw torn('a chunk of it fails its checksum');
  for (let at = 0; at < size; ) {
    const bytes = sizeAt(records, at + 1);
    const from = at + headBytes;
    if (from + bytes > size) throw torn('a record of it is longer than its chunk');
    const body = records.subarray(from, from + bytes);
    takeRecord(walk, records.readUInt8(at), body, chunkAt + 40 + from);
    at = from + bytes;
  }
}

async function walkFile(walk: Walk, file: FileHandle, signal: AbortSignal): Promise<void> {
  const { size } = await file.stat();
  if (walk.at === 0) {
    if (!(await readExactly(file, 0, magic.byteLength)).equals(magic)) throw torn('it is no MCAP');
    walk.at = magic.byteLength;
  }
  for (;;) {
    signal.throwIfAborted();
    const head = await readExactly(file, walk.at, headBytes);
    const opcode = head.readUInt8(0);
    if (opcode === op.dataEnd || opcode === op.footer) return;
    const bytes = sizeAt(head, 1);
    const from = walk.at + headBytes;
    if (from + bytes > size) throw torn(cutShort);
    if (opcode === op.chunk || opcode === op.channel || opcode === op.message) {
      if (bytes > maxChunkBytes) throw torn(`a chunk of it has ${bytes} bytes`);
      const body = await readExactly(file, from, bytes);
      if (opcode === op.chunk) takeChunk(walk, body, from);
      else takeRecord(walk, opcode, body, from);
    }
    walk.at = from + bytes;
  }
}

/** @throws BenchError `storage` when the file cannot be opened or read at all. */
export function indexFrames(path: string, signal: AbortSignal): Promise<FrameIndex> {
  const walk: Walk = { path, at: 0, topics: new Map(), frames: new Map(), trace: [], count: 0 };
  return finishWalk(walk, signal);
}

/** The index of a file that has grown since: reads what is new, and takes `before`, whose lists grow with it. */
export async function extendIndex(before: FrameIndex, signal: AbortSignal): Promise<FrameIndex> {
  return before.rest === null ? before : await finishWalk(before.rest, signal);
}

async function finishWalk(walk: Walk, signal: AbortSignal): Promise<FrameIndex> {
  const { path } = walk;
  let problem: string | null = null;
  try {
    await using file = await open(path, 'r');
    await walkFile(walk, file, signal).catch((thrown: unknown) => {
      signal.throwIfAborted();
      problem = wordsOf(thrown);
    });
  } catch (thrown) {
    signal.throwIfAborted();
    throw storageError(path, thrown);
  }
  const canGrow = problem === null || problem === cutShort;
  return { frames: walk.frames, trace: walk.trace, problem, rest: canGrow ? walk : null };
}

/** A read beyond a buffer's end, a bad verdict, a bad picture: all of it is damage. A disk that fails is not. */
function wordsOf(thrown: unknown): string {
  const { code } = thrown as { code?: unknown };
  if (code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS')
    return 'a record of it is cut short';
  if (thrown instanceof BenchError) return thrown.message;
  throw thrown;
}

/** The exact JPEG. @throws BenchError `storage` when the bytes are no longer the ones that were indexed. */
export async function readIndexedFrame(path: string, frame: IndexedFrame): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const jpeg = await readExactly(file, frame.at, frame.bytes);
    if (crc32(jpeg) !== frame.crc) throw damagedFile(path, 'a picture in it was changed');
    return jpeg;
  } catch (thrown) {
    throw storageError(path, thrown);
  }
}
