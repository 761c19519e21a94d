/**
 * The contract's commands that bring demos in and out. The reading and writing is the exchange process's; here is decided
 * what becomes a demo: a recording that lies whole in `incoming/` gets its place and its ledger entry, in that order, so
 * that a core which dies between the two finds it whole and adopts it. A job outlives whoever asked for it.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { DemoView } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ExportReport, ImportReport } from '../../base/model/exchange.ts';
import type { ExportDemo, LeftOut, ReadyRecording } from '../../base/wire/exchange.ts';
import { demosDir, incomingDir } from '../../store/dataLayout.ts';
import { folderOfPerson } from '../../store/folderOfPerson.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import { findTask } from '../task/installTask.ts';
import { readManifest } from '../task/readManifest.ts';
import type { ExchangeJobs, JobSteps } from './exchangeJobs.ts';
import { type OpenExchange, runExchange } from './runExchange.ts';

export type ExchangeAnswers = Answers<'demo.import' | 'demo.export' | 'demo.cancelExchange'>;

export interface ExchangeRoomPorts {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly demos: Pick<DemoBook, 'nextId' | 'record' | 'list'>;
  readonly jobs: ExchangeJobs;
  readonly openExchange: OpenExchange;
  readonly isLocked: (recordingId: string) => boolean;
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
  /** What was settled of a demo, which counts more than what was said while recording; null where nothing is. */
  readonly labelOf: (demo: DemoView) => Pick<ExportDemo, 'result' | 'decidedMs'> | null;
}

type ImportArgs = CommandArgsParsed<'demo.import'>;
type ExportArgs = CommandArgsParsed<'demo.export'>;

/** From `incoming/` to its place. On the disk when it returns. */
function place(dataDir: string, id: string): void {
  const to = path.join(demosDir(dataDir), id);
  try {
    mkdirSync(demosDir(dataDir), { recursive: true });
    renameSync(path.join(incomingDir(dataDir), id), to);
  } catch (thrown) {
    throw storageError(to, thrown);
  }
  syncFolder(demosDir(dataDir));
}

function takeRecording(ports: ExchangeRoomPorts, task: string, recording: ReadyRecording): string {
  const { id, from, format, episode, ...facts } = recording;
  place(ports.dataDir, id);
  const demoId = ports.demos.nextId();
  const origin = { kind: 'import', format, from, episode } as const;
  ports.demos.record({ demoId, recordingId: id, task, origin, why: '', ...facts });
  return demoId;
}

async function importInto(
  ports: ExchangeRoomPorts,
  { task, path: given, format, roles }: ImportArgs,
  { signal, progress }: JobSteps,
  cleared: Promise<void>,
): Promise<ImportReport> {
  const { dataDir, clock } = ports;
  const from = folderOfPerson(given, dataDir);
  const { manifestDir } = await findTask(ports.templatesDir, dataDir, task);
  const manifest = await readManifest(manifestDir);
  await cleared;
  const demos: string[] = [];
  const refused: LeftOut[] = [];
  const notes: string[] = [];
  const stamp = clock.wallTime().replace(/\D/g, '').slice(0, 17);
  const order = {
    ...({ type: 'import', from, format: format ?? null, roles: roles ?? {}, task } as const),
    taskVersion: manifest.version,
    instruction: manifest.instruction,
    taskRoles: manifest.cameras,
    nearMisses: manifest.nearMisses.map(({ name }) => name),
    softwareVersion: ports.version,
    intoDir: incomingDir(dataDir),
    idPrefix: `import-${stamp}`,
  };
  try {
    await runExchange(
      ports.openExchange,
      order,
      (message) => {
        if (message.type === 'recording') demos.push(takeRecording(ports, task, message.recording));
        else if (message.type === 'refused') refused.push({ what: message.what, why: message.why });
        else if (message.type === 'note') notes.push(message.note);
        else if (message.type === 'progress')
          progress(message.done, message.total, `${demos.length} demos so far`);
      },
      signal,
    );
  } catch (thrown) {
    // What came in whole stays, and is told: the rest is what failed.
    if (demos.length === 0 || !(thrown instanceof BenchError)) throw thrown;
    refused.push({ what: 'the rest', why: thrown.message });
  } finally {
    await rm(incomingDir(dataDir), { recursive: true, force: true }).catch(() => undefined);
  }
  return { demos, refused, notes };
}

async function exportFrom(
  ports: ExchangeRoomPorts,
  { task, dir, format }: ExportArgs,
  { signal, progress }: JobSteps,
): Promise<ExportReport> {
  const { dataDir, templatesDir, labelOf } = ports;
  const into = folderOfPerson(dir, dataDir);
  const { manifestDir } = await findTask(templatesDir, dataDir, task);
  const { cameras, instruction } = await readManifest(manifestDir);
  const told = ports.demos.list(task);
  const demos = told.map((demo): ExportDemo => {
    const { id, recordingId, fromMs, toMs, nearMiss } = demo;
    const said = labelOf(demo) ?? { result: demo.result, decidedMs: null };
    const place = path.join(demosDir(dataDir), recordingId);
    return { demoId: id, dir: place, fromMs, toMs, nearMiss, ...said };
  });
  if (demos.length === 0)
    throw new BenchError('not-found', `${task} has no demos to export`, {
      hint: 'Those of a locked set are never exported.',
    });
  const leftOut: LeftOut[] = [];
  let report = { demos: 0, files: 0, bytes: 0 };
  await runExchange(
    ports.openExchange,
    { type: 'export', format, into, instruction, roles: cameras, demos },
    (message) => {
      if (message.type === 'refused') leftOut.push({ what: message.what, why: message.why });
      else if (message.type === 'exported') {
        const { demos: exported, files, bytes } = message;
        report = { demos: exported, files, bytes };
      } else if (message.type === 'progress')
        progress(message.done, message.total, 'pictures are made into films');
    },
    signal,
  );
  if (told.some(({ recordingId }) => ports.isLocked(recordingId))) {
    await rm(into, { recursive: true, force: true });
    throw new BenchError('refused', 'clips of it were locked meanwhile', {
      hint: 'Export again: what is locked is left out then.',
    });
  }
  return { dir: into, ...report, leftOut };
}

export function answerExchange(ports: ExchangeRoomPorts): ExchangeAnswers {
  const { jobs, dataDir } = ports;
  // What a core that died left half made.
  const cleared = rm(incomingDir(dataDir), { recursive: true, force: true }).catch(() => undefined);
  return {
    'demo.import': (args) =>
      jobs.run({ kind: 'import', task: args.task, what: args.path }, (steps) =>
        importInto(ports, args, steps, cleared),
      ),
    'demo.export': (args) =>
      jobs.run({ kind: 'export', task: args.task, what: args.dir }, (steps) =>
        exportFrom(ports, args, steps),
      ),
    'demo.cancelExchange': async () => {
      await jobs.cancel();
      return null;
    },
  };
}
