/** An export that a lock overtakes: whatever was written by then of what is locked now is gone again. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDemo, unending } from '../../../test/lib/exchangeGrounds.ts';
import { describeNeeds } from '../../../test/lib/needs.ts';
import type { FramedChild } from '../../base/host/framedChild.ts';
import { realClock } from '../../base/lib/clock.ts';
import type { DemoView } from '../../base/model/episode.ts';
import type { ToExchange } from '../../base/wire/exchange.ts';
import { demosDir } from '../../store/dataLayout.ts';
import { answerExchange } from './answerExchange.ts';
import { openExchangeJobs } from './exchangeJobs.ts';
import type { OpenExchange } from './runExchange.ts';
import { serveExchange } from './serveExchange.ts';

const templatesDir = fileURLToPath(new URL('../../../tasks', import.meta.url));
const id = 'demo-000001';
let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-export-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** The exchange process's work in this process; `before` runs when all is written, before it says so. */
const inProcess =
  (before: () => void): OpenExchange =>
  (onFrame) => {
    const programs = { clock: realClock, ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
    return {
      pid: 0,
      exited: Promise.withResolvers<never>().promise,
      kill: () => undefined,
      send(_order, [body] = []) {
        const order = JSON.parse(Buffer.from(body ?? []).toString('utf8')) as ToExchange;
        const tell = (header: { readonly type: string }): void => {
          if (header.type === 'exported') before();
          onFrame({ header: { ...header }, blobs: [] });
        };
        void serveExchange(order, { ...programs, tell }, unending);
        return true;
      },
      [Symbol.asyncDispose]: async () => undefined,
    } satisfies FramedChild;
  };

async function exported(lock: boolean): Promise<{ into: string; run: Promise<unknown> }> {
  const dataDir = path.join(base, 'data');
  mkdirSync(demosDir(dataDir), { recursive: true });
  const { fromMs, toMs, result } = await makeDemo(demosDir(dataDir), id);
  const demo = { id, recordingId: id, fromMs, toMs, result, nearMiss: null } as DemoView;
  const locked = new Set<string>();
  const answers = answerExchange({
    ...{ clock: realClock, dataDir, templatesDir, version: 'test', labelOf: () => null },
    jobs: openExchangeJobs(realClock),
    demos: { list: () => [demo], nextId: () => id, record: () => demo },
    isLocked: (recordingId) => locked.has(recordingId),
    openExchange: inProcess(() => void (lock && locked.add(id))),
  });
  const into = path.join(base, 'out');
  const run = Promise.resolve(
    answers['demo.export']({ task: 'push-t', dir: into, format: 'mp4' }, unending),
  );
  run.catch(() => undefined);
  return { into, run };
}

describeNeeds(['ffmpeg'])('an export', () => {
  it('stays where nothing of it was locked', async () => {
    const { into, run } = await exported(false);
    await expect(run).resolves.toMatchObject({ demos: 1 });
    expect(existsSync(into)).toBe(true);
  });

  it('is taken back where something of it was locked meanwhile', async () => {
    const { into, run } = await exported(true);
    await expect(run).rejects.toMatchObject({ code: 'refused' });
    expect(existsSync(into)).toBe(false);
  });
});
