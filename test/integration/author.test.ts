/**
 * The built-in author on films of one camera, no arm, no simulator anywhere: a judge is written, its wrong labels found,
 * the same clips give the same folder, a stopped run goes on, and the program in its jail says what the search saw.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFramedChild } from '../../main/base/host/framedChild.ts';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { runOrder } from '../../main/base/host/runOrder.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import { judgeFileSchema } from '../../main/base/model/judgeFile.ts';
import type { AuthorClip, FromAuthor } from '../../main/base/wire/author.ts';
import type { Family } from '../../main/environment/author/family.ts';
import { geometryFamily } from '../../main/environment/author/geometryFamily.ts';
import { type AuthorPorts, runAuthor } from '../../main/environment/author/runAuthor.ts';
import { openThreadHands } from '../../main/environment/author/threadHands.ts';
import { jailCommand, probeJail } from '../../main/environment/jail/jail.ts';
import { openProgram } from '../../main/environment/program/openProgram.ts';
import {
  lookAt,
  openJudgeFolder,
  type ViewRule,
  verdictOf,
} from '../../main/environment/sdk/authoredJudge.ts';
import { openGeometry } from '../../main/environment/sdk/authoredParts.ts';
import { authorOrder, drawPicture, makeAuthorClips, type Thing } from '../lib/authorGrounds.ts';
import { tempDir } from '../lib/coreUnderTest.ts';

const appDir = path.join(import.meta.dirname, '../..');
const own = tempDir('author');
const root = own.path;
const wrong = [3, 16];
const still = [0, 0, 0, 0, 0, 0];
let clips: readonly AuthorClip[] = [];

beforeAll(async () => {
  clips = await makeAuthorClips(path.join(root, 'films'), { successes: 12, failures: 16, wrong });
}, 60_000);
afterAll(() => own[Symbol.dispose]());

/** Counts its fits. */
function counting(family: Family): Family & { fits: number } {
  const counted = {
    ...family,
    fits: 0,
    fit: (...args: Parameters<Family['fit']>) => {
      counted.fits++;
      return family.fit(...args);
    },
  };
  return counted;
}

async function author(
  name: string,
  families: readonly Family[],
  { workDir = name, threads = 0 }: { workDir?: string; threads?: number } = {},
) {
  const told: FromAuthor[] = [];
  const order = authorOrder(path.join(root, name), clips, {
    workDir: path.join(root, 'work', workDir),
  });
  const { signal } = new AbortController();
  const ports: AuthorPorts = {
    clock: realClock,
    families,
    openHands: threads === 0 ? undefined : (desk) => openThreadHands(desk, threads, signal),
    tell: (message: FromAuthor) => void told.push(message),
  };
  await runAuthor(order, ports, signal);
  const tried = told.flatMap((each) => (each.type === 'tried' ? [each.tried] : []));
  const doubted = told.findLast((each) => each.type === 'doubted')?.doubted ?? [];
  const curve = told.findLast((each) => each.type === 'curve')?.curve ?? [];
  const shares = told.flatMap((each) => (each.type === 'progress' ? [each.share] : []));
  return { outDir: order.outDir, tried, doubted, curve, shares };
}

const filesOf = (dir: string) =>
  Object.fromEntries(
    readdirSync(dir).map((name) => [name, readFileSync(path.join(dir, name), 'base64')]),
  );

async function ask(dir: string, things: readonly (Thing | null)[]) {
  const jail = await probeJail({ log: silentLog, appDir, cacheDir: path.join(root, 'sdk') });
  const program = openProgram({
    ...{ name: 'judge', command: jailCommand({ dir, main: 'judge.ts', memoryMb: 1024 }, jail) },
    start: {
      ...({
        kind: 'judge',
        task: 'push-t',
        success: {},
        config: {},
        rateHz: 25,
        attempts: 1,
      } as const),
      ...{ attemptLimitS: 10, cameras: [], randomSeed: 1 },
    },
    ...{ answerMs: 20_000, readyMs: 30_000 },
    ...{ clock: realClock, log: silentLog, table: createProcessTable() },
  });
  try {
    expect(await program.ready).toBeNull();
    const answers = [];
    for (const [i, thing] of things.entries()) {
      const jpeg = await drawPicture(thing, createRng(8).fork(`asked/${i}`));
      const observation = { atMs: 1000, positionRad: still, velocityRadS: still, load: still };
      const frames = [{ role: 'phone', seq: i, capturedAtMs: 1000 }];
      const answer = await program.ask({ type: 'judge', toolClear: true, observation, frames }, [
        jpeg,
      ]);
      if (!answer.ok || answer.reply.type !== 'verdict') throw new Error(JSON.stringify(answer));
      answers.push({
        verdict: answer.reply.verdict,
        asked: { observation, frames: [{ ...must(frames), jpeg }] },
      });
    }
    return answers;
  } finally {
    await program[Symbol.asyncDispose]();
  }
}
const must = <T>(all: readonly T[]): T => all[0] as T;

describe('the author on films', () => {
  let first: Awaited<ReturnType<typeof author>>;
  beforeAll(async () => {
    first = await author('first', [geometryFamily]);
  }, 300_000);

  it('writes a judge that is right about episodes it never saw, and finds the wrong labels', () => {
    const { tried, doubted, curve, shares } = first;
    expect(tried[0]).toMatchObject({ family: 'geometry', fp: 0 });
    expect(tried[0]?.recall).toBeGreaterThanOrEqual(0.9);
    expect(doubted.map(({ clipId }) => clipId).sort()).toEqual(wrong.map((i) => clips[i]?.id));
    expect(curve.length).toBeGreaterThanOrEqual(2);
    expect(curve.at(-1)?.fpr).toBe(0);
    expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
    const file = judgeFileSchema.parse(
      JSON.parse(readFileSync(path.join(first.outDir, 'judge.json'), 'utf8')),
    );
    expect(file.training).toMatchObject({
      clips: 26,
      positives: 11,
      doubted: doubted.map(({ clipId }) => clipId),
    });
    for (const said of [
      'one day',
      'one lighting',
      'one camera pose',
      'one camera only',
      'imported',
    ])
      expect(file.training?.caveats.join(' ')).toContain(said);
  });

  it('gives the same folder however many hands it has, and goes on from what a run before it worked out', async () => {
    const counted = counting(geometryFamily);
    const again = await author('again', [counted], { workDir: 'first' });
    expect(counted.fits).toBe(1);
    expect(filesOf(again.outDir)).toEqual(filesOf(first.outDir));
    const anew = await author('anew', [geometryFamily], { threads: 2 });
    expect(filesOf(anew.outDir)).toEqual(filesOf(first.outDir));
  }, 300_000);

  it('runs in its jail and says bit for bit what its parts say outside', async () => {
    const good = { x: 84.5, y: 61.5, turnRad: 0.02 };
    const things = [good, { ...good, x: 95 }, { ...good, turnRad: 0.6 }, null, good];
    const answers = await ask(first.outDir, things);
    expect(answers.map(({ verdict }) => verdict.verdict === 'success')).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    const folder = openJudgeFolder(new URL(`file://${first.outDir}/judge.ts`).href);
    const part = await openGeometry(folder.file.config.geometry, folder.bytes);
    for (const { verdict, asked } of answers) {
      const look = await lookAt(asked, folder.file.config.views as Record<string, ViewRule>);
      const parts = [await part.score(look.pictures, look.arm)];
      expect(verdictOf(look, parts, folder.file)).toEqual(verdict);
    }
    const { verdict } = must(answers);
    expect(verdict.margin).toBeGreaterThan(0);
    expect(verdict).toMatchObject({ perCamera: { phone: 'success' }, flags: [] });
    expect(verdict.cameraScores?.phone).toBeGreaterThan(0.5);
  }, 120_000);

  it('stops at once as a process of its own, goes on where it stood, and tells what is missing', async () => {
    const program = { file: process.execPath, args: [path.join(appDir, 'main/entry/author.ts')] };
    const open = (onFrame: Parameters<typeof openFramedChild>[0]['onFrame']) =>
      openFramedChild({
        ...{
          name: 'author',
          ...program,
          clock: realClock,
          log: silentLog,
          table: createProcessTable(),
        },
        onFrame,
      });
    const words = { name: 'author', hint: '' };
    const ended = new AbortController();
    // Time for one family.
    const order = authorOrder(path.join(root, 'stopped'), clips, { seconds: 10 });
    const worked = (): string[] =>
      existsSync(order.workDir)
        ? (readdirSync(order.workDir, { recursive: true }) as string[]).filter((name) =>
            name.endsWith('.json'),
          )
        : [];
    let abortedMs = 0;
    const stopped = runOrder<FromAuthor>(
      ...([open, order, words] as const),
      () => {
        // In the middle of the third of four fits.
        if (ended.signal.aborted || worked().length < 2) return;
        abortedMs = realClock.nowMs();
        ended.abort(new BenchError('cancelled', 'enough'));
      },
      ended.signal,
    );
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(realClock.nowMs() - abortedMs).toBeLessThan(5000);
    const done = worked();
    const made = () => done.map((name) => statSync(path.join(order.workDir, name)).mtimeMs);
    const madeBefore = made();
    expect(madeBefore.length).toBeGreaterThanOrEqual(2);
    expect(existsSync(path.join(order.outDir, 'judge.json'))).toBe(false);
    const told: FromAuthor[] = [];
    const { signal } = new AbortController();
    await runOrder<FromAuthor>(open, order, words, (message) => told.push(message), signal);
    expect(told.at(-1)).toMatchObject({ type: 'written', family: 'geometry' });
    expect(made()).toEqual(madeBefore);
    const few = authorOrder(path.join(root, 'few'), clips.slice(0, 6));
    const refused = runOrder<FromAuthor>(
      open,
      few,
      words,
      () => undefined,
      new AbortController().signal,
    );
    await expect(refused).rejects.toMatchObject({ code: 'refused' });
  }, 240_000);
});
