/**
 * frames.mcap read back: frames by camera, and the verdict trace, in the order they were recorded. A file that ends
 * early gives what is whole and says so; bytes that contradict themselves are `storage`. Whole file in memory, bounded.
 */
import { McapStreamReader, type McapTypes } from '@mcap/core';
import type { CameraFrame } from '../../base/model/camera.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import { cameraTopic, verdictTopic } from './frameLog.ts';
import { decodeImage } from './imageMessage.ts';
import { damagedFile, parseChecked, readPieces } from './readBounded.ts';
import { verdictTraceRowSchema } from './recordSchema.ts';

export interface FrameLogContent {
  readonly frames: ReadonlyMap<string, readonly CameraFrame[]>;
  readonly trace: readonly VerdictTraceRow[];
  /** False when the file ends before its footer: a crash cut it. */
  readonly whole: boolean;
}

const maxFileBytes = 512 << 20;

export function readFrameLog(path: string, maxBytes = maxFileBytes): FrameLogContent {
  const reader = new McapStreamReader();
  const topics = new Map<number, string>();
  const frames = new Map<string, CameraFrame[]>();
  const trace: VerdictTraceRow[] = [];
  const takeMessage = (message: McapTypes.TypedMcapRecords['Message']): void => {
    const topic = topics.get(message.channelId) ?? '';
    if (topic === verdictTopic) {
      const text = Buffer.from(message.data).toString('utf8');
      trace.push(parseChecked(path, text, verdictTraceRowSchema));
      return;
    }
    const { role, capturedAtMs, jpeg } = decodeImage(message.data);
    if (topic !== cameraTopic(role)) throw damagedFile(path, 'a frame lies in a foreign channel');
    const known = frames.get(role) ?? [];
    frames.set(role, known);
    known.push({ role, seq: message.sequence, capturedAtMs, jpeg: Uint8Array.from(jpeg) });
  };
  try {
    for (const piece of readPieces(path, maxBytes)) {
      reader.append(piece);
      for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
        if (record.type === 'Channel') topics.set(record.id, record.topic);
        else if (record.type === 'Message') takeMessage(record);
      }
    }
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'storage') throw thrown;
    throw damagedFile(path, thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
  return { frames, trace, whole: reader.done() };
}
