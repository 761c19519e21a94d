/**
 * An export from end to end, in the exchange process: everything is written beside the wanted folder and gets its name
 * when it is whole, so that a folder of that name is an export or not there. A demo that does not fit is told with its
 * reason; it takes nothing from the others.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ExportOrder } from '../../base/wire/exchange.ts';
import { writeWhole } from '../../store/record/recordFolder.ts';
import { sumFile } from '../../store/record/sumFile.ts';
import { storageError } from '../../store/storageError.ts';
import { type DemoSpan, openDemoSpan } from './demoSpan.ts';
import { encodeFilm } from './encodeFilm.ts';
import { openLerobotExport } from './exportLerobot.ts';
import type { ExchangePorts } from './importDemos.ts';
import type { SaidOfClip } from './saidOfFolder.ts';

/** One kind of export, demo by demo. */
interface Exporter {
  add(span: DemoSpan, signal: AbortSignal): Promise<void>;
  finish(): Promise<void>;
}

/** A folder per demo with a film per camera, and `labels.json`: what the import of films reads. */
function openFilmExport(dir: string, ports: ExchangePorts): Exporter {
  const said: Record<string, SaidOfClip> = {};
  return {
    async add(span, signal) {
      const { demoId, result, nearMiss, decidedMs } = span.demo;
      const own = path.join(dir, demoId);
      mkdirSync(own);
      try {
        for (const role of span.roles) {
          const file = path.join(own, `${role}.mp4`);
          await encodeFilm(file, span.rateHz, span.pictures(role, signal), ports, signal);
        }
      } catch (thrown) {
        rmSync(own, { recursive: true, force: true });
        throw thrown;
      }
      const startMs = span.slots[0]?.atMs ?? 0;
      const decidedS = decidedMs === null ? null : Math.max(0, (decidedMs - startMs) / 1000);
      said[demoId] = { label: result, decidedS, nearMiss };
    },
    async finish() {
      writeWhole(dir, 'labels.json', said);
    },
  };
}

function checkFree(into: string): void {
  const there = statSync(into, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isDirectory() || readdirSync(into).length > 0)
    throw new BenchError('bad-input', `${into} is there already`, {
      hint: 'Name a folder that is new or empty.',
    });
}

/** Every file on the disk, counted. */
function syncAll(dir: string): { files: number; bytes: number } {
  let files = 0;
  let bytes = 0;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files++;
    bytes += sumFile(path.join(entry.parentPath, entry.name), { sync: true }).bytes;
  }
  return { files, bytes };
}

/** @throws BenchError `bad-input` when nothing can be exported, `storage` when the disk says no. */
export async function exportDemos(
  order: ExportOrder,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<void> {
  const { into, demos, format } = order;
  const { tell } = ports;
  checkFree(into);
  let aside = '';
  try {
    mkdirSync(path.dirname(into), { recursive: true });
    aside = mkdtempSync(`${into}.partial-`);
    chmodSync(aside, 0o755);
    const exporter =
      format === 'lerobot'
        ? openLerobotExport(aside, order.instruction, ports)
        : openFilmExport(aside, ports);
    let exported = 0;
    for (const [n, demo] of demos.entries()) {
      signal.throwIfAborted();
      tell({ type: 'progress', done: n, total: demos.length });
      try {
        await exporter.add(await openDemoSpan(demo, order.roles, signal), signal);
        exported++;
      } catch (thrown) {
        const error = toBenchError(thrown);
        if (error.code !== 'bad-input' && error.code !== 'not-found') throw error;
        tell({ type: 'refused', what: demo.demoId, why: error.message });
      }
    }
    if (exported === 0)
      throw new BenchError('bad-input', 'no demo can be exported', {
        hint: 'The reasons stand beside each.',
      });
    await exporter.finish();
    const sums = syncAll(aside);
    if (existsSync(into)) rmdirSync(into);
    renameSync(aside, into);
    aside = '';
    tell({ type: 'progress', done: demos.length, total: demos.length });
    tell({ type: 'exported', demos: exported, ...sums });
  } catch (thrown) {
    // What has a code of the system's is the disk's word.
    const system = typeof (thrown as NodeJS.ErrnoException).code === 'string';
    throw system && !(thrown instanceof BenchError) ? storageError(into, thrown) : thrown;
  } finally {
    if (aside !== '') rmSync(aside, { recursive: true, force: true });
  }
}
