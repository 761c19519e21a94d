/**
 * The WebSocket messages around `contract.ts`. Text messages are JSON; binary messages are camera frames:
 *
 *     u8 roleLength | role (ASCII) | u32le seq | f64le capturedAtMs | JPEG
 *
 * A client grants credits per stream (`credit`); the door sends the newest frame when it has one and drops the
 * others. A frame costs one credit. The page grants the next after it has painted. Terminals have binary messages of their
 * own (`terminalChunk.ts`), acknowledged with `ack`.
 */
import { z } from 'zod';
import type { ErrorData } from '../model/errors.ts';

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
  /** Of a terminal: all output before `end` has been written to the screen. */
  z.strictObject({
    type: z.literal('ack'),
    topic: z.string().max(64),
    end: z.int().min(0),
  }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

export type ServerMessage =
  | { readonly type: 'welcome'; readonly version: string }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number | null; readonly error: ErrorData }
  | { readonly type: 'state'; readonly topic: string; readonly value: unknown }
  /** One or more entries in order, each with its cursor. */
  | {
      readonly type: 'log';
      readonly topic: string;
      readonly entries: readonly (readonly [cursor: number, entry: unknown])[];
    };

export type { StreamFrame } from './streamFrame.ts';
export { decodeStreamFrame, encodeStreamFrame, wirePath } from './streamFrame.ts';
