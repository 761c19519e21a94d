/**
 * The WebSocket messages around `contract.ts`. Text messages are JSON; binary messages are camera frames:
 *
 *     u8 roleLength | role (ASCII) | u32le seq | f64le capturedAtMs | JPEG
 *
 * A client grants credits per stream (`credit`); the door sends the newest frame when it has one and drops the
 * others. A frame costs one credit. The page grants the next after it has painted.
 */
import { z } from 'zod';
import type { ErrorData } from '../model/errors.ts';

export const wirePath = '/api';
export const maxClientMessageBytes = 256 * 1024;

export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), client: z.enum(['window', 'cli', 'script']) }),
  z.strictObject({
    type: z.literal('call'),
    id: z.int().min(0),
    name: z.string().max(64),
    args: z.unknown(),
  }),
  z.strictObject({
    type: z.literal('subscribe'),
    topic: z.string().max(64),
    cursor: z.int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), topic: z.string().max(64) }),
  z.strictObject({
    type: z.literal('credit'),
    topic: z.string().max(64),
    count: z.int().min(1).max(4),
  }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

export type ServerMessage =
  | { readonly type: 'welcome'; readonly version: string }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number | null; readonly error: ErrorData }
  | { readonly type: 'state'; readonly topic: string; readonly value: unknown }
  | {
      readonly type: 'log';
      readonly topic: string;
      readonly cursor: number;
      readonly entry: unknown;
    };

export interface StreamFrame {
  readonly role: string;
  readonly seq: number;
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}

export function encodeStreamFrame(frame: StreamFrame): Uint8Array {
  const role = new TextEncoder().encode(frame.role);
  const out = new Uint8Array(1 + role.length + 12 + frame.jpeg.byteLength);
  const view = new DataView(out.buffer);
  out[0] = role.length;
  out.set(role, 1);
  view.setUint32(1 + role.length, frame.seq >>> 0, true);
  view.setFloat64(5 + role.length, frame.capturedAtMs, true);
  out.set(frame.jpeg, 13 + role.length);
  return out;
}

/** Null for bytes that are no stream frame. */
export function decodeStreamFrame(bytes: Uint8Array): StreamFrame | null {
  const roleLength = bytes[0] ?? 0;
  if (bytes.byteLength < 13 + roleLength) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    role: new TextDecoder().decode(bytes.subarray(1, 1 + roleLength)),
    seq: view.getUint32(1 + roleLength, true),
    capturedAtMs: view.getFloat64(5 + roleLength, true),
    jpeg: bytes.subarray(13 + roleLength),
  };
}
