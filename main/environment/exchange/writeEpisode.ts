/**
 * One episode that somebody brought, written as a recording of ours: every picture kept, rows where there are any, films
 * for people, the end last. Its cameras are read side by side in the order of time. What goes wrong on the way leaves no
 * folder behind.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { DemoHead, ImportFormat } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ImportOrder, ReadyRecording } from '../../base/wire/exchange.ts';
import type { StepRow } from '../../base/wire/recorder.ts';
import { type DemoRecord, openDemoRecord } from '../../store/record/demoRecord.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { FilmPorts } from './filmFile.ts';
import type { SourceEpisode, SourcePicture, SourceRow } from './sourceEpisode.ts';

export interface EpisodeToWrite {
  readonly order: ImportOrder;
  readonly format: ImportFormat;
  readonly id: string;
  /** What the source is called, for people. */
  readonly from: string;
  readonly episode: SourceEpisode;
  /** Camera of the source → role; others are left out. */
  readonly roles: ReadonlyMap<string, string>;
}

const rowsAtOnce = 250;

function headOf(
  { order, format, id, from, episode, roles }: EpisodeToWrite,
  wallTime: string,
): DemoHead {
  return {
    version: 1,
    id,
    task: order.task,
    taskVersion: order.taskVersion,
    instruction: order.instruction,
    origin: { kind: 'import', format, from: from.slice(0, 200), episode: episode.number },
    wallTime,
    roles: rolesOf(episode, roles),
    videoRateHz: Math.min(60, Math.max(1, Math.round(episode.rateHz))),
    benchId: 'imported',
    clock: 'real',
    softwareVersion: order.softwareVersion,
    calibrationHash: 'none',
    cameraCalibrationHash: null,
  };
}

function rolesOf(episode: SourceEpisode, roles: ReadonlyMap<string, string>): string[] {
  return episode.cameras.flatMap(({ name }) => roles.get(name) ?? []);
}

function stepOf(row: SourceRow, tick: number): StepRow {
  const source = row.by;
  const wanted = row.wantedRad;
  return {
    ...{ tick, atMs: row.atMs, phase: 'episode', attempt: 1, source, mode: 'moving' },
    wantedRad: wanted,
    appliedRad: wanted ?? row.positionRad,
    positionRad: row.positionRad,
    load: [], // nobody measured it
    limitedBy: null,
  };
}

interface Open {
  readonly role: string;
  readonly name: string;
  readonly promised: number;
  readonly pictures: AsyncIterator<SourcePicture>;
  next: SourcePicture | null;
  seq: number;
}

/** All pictures of all cameras, the earliest first. @throws BenchError `bad-input` when a camera gives fewer. */
async function writePictures(record: DemoRecord, cameras: readonly Open[]): Promise<number> {
  let bytes = 0;
  let lastMs = 0;
  const pull = async (camera: Open): Promise<void> => {
    const { value, done } = await camera.pictures.next();
    camera.next = done === true ? null : value;
    if (camera.next === null && camera.seq < camera.promised)
      throw new BenchError(
        'bad-input',
        `camera ${camera.name} gives ${camera.seq} of ${camera.promised} pictures`,
      );
  };
  for (const camera of cameras) await pull(camera);
  for (;;) {
    const first = cameras.reduce<Open | null>((best, camera) => {
      if (camera.next === null) return best;
      return best?.next && best.next.atMs <= camera.next.atMs ? best : camera;
    }, null);
    const picture = first?.next;
    if (!first || !picture) return lastMs;
    bytes += picture.jpeg.byteLength;
    if (bytes > exchangeBounds.episodeBytes)
      throw new BenchError('bad-input', `its pictures are more than ${bytes - 1} bytes`);
    const frame = { type: 'frame', role: first.role, seq: first.seq++, judged: true } as const;
    await record.frame({ ...frame, capturedAtMs: picture.atMs }, picture.jpeg);
    lastMs = Math.max(lastMs, picture.atMs);
    await pull(first);
  }
}

/** @throws BenchError `bad-input` for what cannot be read, `storage` when the disk says no. */
export async function writeEpisode(
  wanted: EpisodeToWrite,
  ports: FilmPorts,
  signal: AbortSignal,
): Promise<ReadyRecording> {
  const { order, id, episode, roles, format } = wanted;
  const dir = path.join(order.intoDir, id);
  const wallTime = ports.clock.wallTime();
  const head = headOf(wanted, wallTime);
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const cameras = episode.cameras.flatMap(({ name, pictures, open }): Open[] => {
    const role = roles.get(name);
    if (role === undefined) return [];
    const iterator = open(either)[Symbol.asyncIterator]();
    return [{ role, name, promised: pictures, pictures: iterator, next: null, seq: 0 }];
  });
  let whole = false;
  try {
    using record = await openDemoRecord({ type: 'begin-demo', dir, head }, ports);
    for (let at = 0; at < episode.rows.length; at += rowsAtOnce)
      record.steps(episode.rows.slice(at, at + rowsAtOnce).map((row, n) => stepOf(row, at + n)));
    const toMs = Math.max(await writePictures(record, cameras), episode.rows.at(-1)?.atMs ?? 0);
    const { result } = episode;
    const known = episode.nearMiss !== null && order.nearMisses.includes(episode.nearMiss);
    const nearMiss = known ? episode.nearMiss : null;
    const marks = episode.marks.filter(({ atMs }) => atMs <= toMs);
    const said = { result, nearMiss, marks, why: '', fromMs: 0, toMs };
    const { verdictHash } = await record.finish({ ...said, wallTime: ports.clock.wallTime() });
    whole = true;
    const from = wanted.from;
    const [first] = cameras;
    const facts = { result, nearMiss, fromMs: 0, toMs, roles: head.roles };
    return {
      ...{ id, from, format, episode: episode.number, endHash: verdictHash },
      ...facts,
      frames: first?.seq ?? 0,
    };
  } finally {
    ended.abort(new BenchError('cancelled', 'the episode was given up'));
    for (const { pictures } of cameras) await pictures.return?.().catch(() => undefined);
    if (!whole) rmSync(dir, { recursive: true, force: true });
  }
}
