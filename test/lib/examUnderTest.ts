/**
 * An exam room with its real processes and without a core: the drawing process, the jail, and any folder with a judge in it
 * as the judge of a task.
 */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { createLog, silentLog } from '../../main/base/lib/log.ts';
import { judgeFileName, judgeFileSchema } from '../../main/base/model/judgeFile.ts';
import { createExamOpener } from '../../main/entry/openExam.ts';
import { jailCommand, probeJail } from '../../main/environment/jail/jail.ts';
import type { FoundJudge } from '../../main/environment/judge/foundJudge.ts';
import { hashTree } from '../../main/environment/task/hashTree.ts';
import { readManifest } from '../../main/environment/task/readManifest.ts';
import { type ExamRoom, openExamRoom } from '../../main/rollout/judging/openExamRoom.ts';
import { tempDir } from './coreUnderTest.ts';

const appDir = path.resolve(import.meta.dirname, '../..');
export const templatesDir = path.join(appDir, 'tasks');

/** `dir`: a judge's folder; `main` its program. */
export interface TestJudge {
  readonly dir: string;
  readonly main: string;
}

export const shippedJudge = (task: string): TestJudge => ({
  dir: path.join(templatesDir, task, 'judge'),
  main: 'judge.ts',
});

async function found(task: string, id: string, judge: TestJudge): Promise<FoundJudge> {
  const manifest = await readManifest(path.join(templatesDir, task));
  const json = path.join(judge.dir, judgeFileName);
  const file = existsSync(json)
    ? judgeFileSchema.parse(JSON.parse(readFileSync(json, 'utf8')))
    : null;
  const hash = await hashTree(judge.dir);
  return { id, ...judge, hash, dwell: file?.dwell ?? manifest.dwell, file, manifest };
}

/** Judges by their names; those without a row are the one that came with the task. */
export async function openTestExam(
  judges: Readonly<Record<string, TestJudge>> = {},
): Promise<ExamRoom> {
  const own = tempDir('exam');
  const loud = process.env.NIGHTBENCH_TEST_LOG === '1';
  const log = loud
    ? createLog((line) => process.stderr.write(`${line}\n`), realClock.wallTime)
    : silentLog;
  const cached = (name: string): string => path.join(own.path, name);
  const places = { cacheDir: cached('sdk'), launcherDir: cached('confine') };
  const jail = await probeJail({ log, appDir, ...places });
  const ports = { clock: realClock, log, table: createProcessTable() };
  const program = { file: process.execPath, args: [path.join(appDir, 'main/entry/exam.ts')] };
  const room = openExamRoom({
    ...ports,
    programCommand: (jailed) => jailCommand(jailed, jail),
    findJudge: (task, id) => found(task, id, judges[id] ?? shippedJudge(task)),
    openExamScenes: createExamOpener({ ...ports, program }),
    templatesDir,
    dataDir: own.path,
    patienceMs: 6000,
  });
  return {
    answers: room.answers,
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]();
      own[Symbol.dispose]();
    },
  };
}
