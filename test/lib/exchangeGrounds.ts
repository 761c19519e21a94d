/**
 * Grounds for trying imports and exports: recorded demos of a few small pictures, orders to the exchange process run in
 * this process, and what was told meanwhile. Needs ffmpeg for films.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { realClock } from '../../main/base/lib/clock.ts';
import type { DemoHead, LabelValue } from '../../main/base/model/episode.ts';
import type {
  ExportDemo,
  ExportOrder,
  FromExchange,
  ImportOrder,
} from '../../main/base/wire/exchange.ts';
import type { StepRow } from '../../main/base/wire/recorder.ts';
import { serveExchange } from '../../main/environment/exchange/serveExchange.ts';
import { openDemoRecord } from '../../main/store/record/demoRecord.ts';

export const roles = ['overhead', 'front'];
const ports = { clock: realClock, ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
export const unending = new AbortController().signal;

export function picture(n: number, side = 64): Promise<Buffer> {
  const background = { r: (n * 37) % 256, g: (n * 11) % 256, b: 80 };
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

export const jointsAt = (tick: number): number[] =>
  [0.1, -0.7, 1.2, 0.9, -0.3, 0.01].map(
    (rad, n) => Math.round((rad + tick * 0.013 * n) * 1e5) / 1e5,
  );

export const stepAt = (tick: number): StepRow => ({
  ...{ tick, atMs: tick * 20, phase: 'episode', attempt: 1, source: 'human', mode: 'moving' },
  ...{ wantedRad: jointsAt(tick + 1), appliedRad: jointsAt(tick + 1), positionRad: jointsAt(tick) },
  ...{ load: [0, 0.1, 0.2, 0, 0, 0], limitedBy: null },
});

export interface MadeDemo {
  readonly frames?: number;
  readonly result?: LabelValue | null;
  readonly nearMiss?: string | null;
  readonly decidedMs?: number | null;
  readonly side?: number;
  readonly rows?: boolean;
  readonly roles?: readonly string[];
}

/** Ten pictures a second and fifty rows, as on the bench. */
export async function makeDemo(base: string, id: string, made: MadeDemo = {}): Promise<ExportDemo> {
  const { frames = 8, result = 'success', nearMiss = null, decidedMs = null, side = 64 } = made;
  const dir = path.join(base, id);
  const head: DemoHead = {
    ...{ version: 1, id, task: 'push-t', taskVersion: '0', instruction: 'Push the T.' },
    ...{ origin: { kind: 'teleop', input: 'script' }, wallTime: '2026-01-01T00:00:00.000Z' },
    ...{ roles: made.roles ?? roles, videoRateHz: 10, benchId: 'simulated', clock: 'lockstep' },
    ...{ softwareVersion: 'test', calibrationHash: 'none', cameraCalibrationHash: null },
  };
  using record = await openDemoRecord({ type: 'begin-demo', dir, head }, ports);
  const toMs = (frames - 1) * 100;
  if (made.rows !== false)
    record.steps(Array.from({ length: toMs / 20 + 1 }, (_, tick) => stepAt(tick)));
  for (let n = 0; n < frames; n++)
    for (const role of head.roles)
      await record.frame(
        { type: 'frame', role, seq: n, capturedAtMs: n * 100, judged: true },
        await picture(n, side),
      );
  const said = { result, nearMiss, marks: [], why: '', fromMs: 0, toMs };
  await record.finish({ ...said, wallTime: head.wallTime });
  return { demoId: id, dir, fromMs: 0, toMs, result, nearMiss, decidedMs };
}

export interface Told {
  readonly all: readonly FromExchange[];
  readonly recordings: readonly Extract<FromExchange, { type: 'recording' }>['recording'][];
  readonly refused: readonly { readonly what: string; readonly why: string }[];
  readonly failed: string | null;
}

export async function runOrder(
  order: ImportOrder | ExportOrder,
  programs: { readonly ffmpeg?: string } = {},
): Promise<Told> {
  const all: FromExchange[] = [];
  const tell = (message: FromExchange): void => void all.push(message);
  await serveExchange(order, { ...ports, ...programs, tell }, unending);
  const failed = all.find((message) => message.type === 'failed');
  return {
    all,
    recordings: all.flatMap((message) => (message.type === 'recording' ? [message.recording] : [])),
    refused: all.flatMap((message) =>
      message.type === 'refused' ? [{ what: message.what, why: message.why }] : [],
    ),
    failed: failed?.type === 'failed' ? failed.error.message : null,
  };
}

export const importOrder = (
  base: string,
  from: string,
  more: Partial<ImportOrder> = {},
): ImportOrder => ({
  ...{ type: 'import', from, format: null, roles: {}, task: 'push-t', taskVersion: '0' },
  ...{ instruction: 'Push the T.', taskRoles: roles, nearMisses: ['Turned too far'] },
  ...{ softwareVersion: 'test', intoDir: path.join(base, 'incoming'), idPrefix: 'import-1' },
  ...more,
});

export const exportOrder = (
  into: string,
  demos: readonly ExportDemo[],
  more: Partial<ExportOrder> = {},
): ExportOrder => ({
  ...{ type: 'export', format: 'lerobot', into, instruction: 'Push the T.', roles, demos },
  ...more,
});

/** Every file of a folder, by its path within. */
export const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .sort();
