/**
 * frames.mcap: every judged frame with its exact JPEG bytes, and the verdict trace, on the bench's clock (log time =
 * capture, nanoseconds). Any MCAP tool opens it. Chunks are small, so that a crash leaves a readable beginning; equal
 * messages give equal bytes.
 */
import { McapWriter } from '@mcap/core';
import { BenchError } from '../../base/model/errors.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import { type FileSum, openHashedFile } from './hashedFile.ts';
import { encodeImage, type ImageMessage, imageSchema, nanosecondsOf } from './imageMessage.ts';

export const verdictTopic = '/verdict';
export const cameraTopic = (role: string): string => `/camera/${role}`;

/** Calls must be awaited one after the other. Throws `storage`. */
export interface FrameLog extends Disposable {
  frame(frame: ImageMessage & { readonly seq: number }): Promise<void>;
  verdict(row: VerdictTraceRow): Promise<void>;
  finish(): Promise<FileSum>;
}

const chunkBytes = 256 * 1024;

const numbers = { type: 'object', additionalProperties: { type: 'number' } };
const words = { type: 'object', additionalProperties: { type: 'string' } };
const verdictSchema = {
  title: 'nightbench.Verdict',
  type: 'object',
  properties: {
    attempt: { type: 'integer' },
    phase: { type: 'string' },
    capturedAtMs: { type: 'number' },
    frames: numbers,
    latencyMs: { type: ['number', 'null'] },
    verdict: { type: 'string' },
    score: { type: 'number' },
    margin: { type: 'number' },
    perCamera: words,
    flags: { type: 'array', items: { type: 'string' } },
    believed: numbers,
    told: { type: 'object' },
  },
};

export async function openFrameLog(path: string, roles: readonly string[]): Promise<FrameLog> {
  const file = openHashedFile(path);
  try {
    return await openOn(file, roles);
  } catch (thrown) {
    file[Symbol.dispose]();
    throw thrown;
  }
}

async function openOn(
  file: ReturnType<typeof openHashedFile>,
  roles: readonly string[],
): Promise<FrameLog> {
  const text = new TextEncoder();
  const writer = new McapWriter({
    chunkSize: chunkBytes,
    writable: { write: async (bytes) => file.write(bytes), position: () => BigInt(file.bytes) },
  });
  await writer.start({ profile: '', library: 'nightbench' });
  const register = async (topic: string, schemaId: number, encoding: string): Promise<number> =>
    await writer.registerChannel({
      topic,
      schemaId,
      messageEncoding: encoding,
      metadata: new Map(),
    });
  const schema = (name: string, encoding: string, definition: string): Promise<number> =>
    writer.registerSchema({ name, encoding, data: text.encode(definition) });
  const images = await schema(imageSchema.name, imageSchema.encoding, imageSchema.text);
  const verdicts = await schema(verdictSchema.title, 'jsonschema', JSON.stringify(verdictSchema));
  const verdictChannel = await register(verdictTopic, verdicts, 'json');
  const channels = new Map<string, number>();
  for (const role of roles) channels.set(role, await register(cameraTopic(role), images, 'cdr'));
  let verdictCount = 0;
  const add = (channelId: number, sequence: number, atMs: number, data: Uint8Array) => {
    const time = nanosecondsOf(atMs);
    return writer.addMessage({ channelId, sequence, logTime: time, publishTime: time, data });
  };
  return {
    async frame(frame) {
      const channel = channels.get(frame.role);
      if (channel === undefined)
        throw new BenchError('protocol', `no camera "${frame.role}" was announced`);
      await add(channel, frame.seq >>> 0, frame.capturedAtMs, encodeImage(frame));
    },
    async verdict(row) {
      const data = text.encode(JSON.stringify(row));
      await add(verdictChannel, verdictCount++, row.capturedAtMs, data);
    },
    async finish() {
      await writer.end();
      return file.finish();
    },
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}
