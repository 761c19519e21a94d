/**
 * A judge's folder read: judge.json parsed strictly against its task, the program there, all of it within bounds. What is
 * wrong is one typed error that names the key or the file, for whoever wrote it.
 */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import {
  type JudgeFile,
  judgeFileName,
  judgeFileSchema,
  judgeMainName,
} from '../../base/model/judgeFile.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { hashTree, listTree, readPlain } from '../task/hashTree.ts';

const mostFileBytes = 1 << 20;
const hint = 'docs/JUDGE.md says what a judge folder holds.';
const bad = (message: string): BenchError => new BenchError('bad-input', message, { hint });

function wordsOf({ issues }: z.ZodError): string {
  const said = issues.slice(0, 5).map((issue) => {
    const at = issue.path.map(String).join('.');
    return at === '' ? issue.message : `${at}: ${issue.message}`;
  });
  return said.join('; ');
}

/** @throws BenchError `bad-input` that names the key. */
export async function readJudgeFile(dir: string): Promise<JudgeFile> {
  const file = path.join(dir, judgeFileName);
  const info = await stat(file).catch(() => null);
  if (info === null || !info.isFile()) throw bad(`there is no ${judgeFileName} in ${dir}`);
  if (info.size > mostFileBytes) throw bad(`${judgeFileName} is larger than 1 MiB`);
  let value: unknown;
  try {
    value = JSON.parse((await readPlain(file)).toString('utf8'));
  } catch (thrown) {
    if (thrown instanceof BenchError) throw thrown;
    throw bad(`${judgeFileName} is not JSON`);
  }
  const parsed = judgeFileSchema.safeParse(value);
  if (!parsed.success) throw bad(`${judgeFileName}: ${wordsOf(parsed.error)}`);
  return parsed.data;
}

/** Null where a judge was written by hand and has none. @throws as `readJudgeFile`. */
export async function readOwnJudgeFile(dir: string): Promise<JudgeFile | null> {
  return existsSync(path.join(dir, judgeFileName)) ? await readJudgeFile(dir) : null;
}

/** @throws BenchError `bad-input` with what does not fit the task. */
export function checkJudgeFile(file: JudgeFile, { id, cameras }: TaskManifest): void {
  if (file.task !== id) throw bad(`${judgeFileName} is for the task ${file.task}, not ${id}`);
  const roles = Object.keys(file.cameras);
  if (roles.length === 0) throw bad(`${judgeFileName}: cameras names none`);
  const strange = roles.find((role) => !cameras.includes(role));
  if (strange !== undefined)
    throw bad(`${judgeFileName}: the task has no camera "${strange}", only ${cameras.join(', ')}`);
  const { need, of } = file.dwell;
  if (need > of) throw bad(`${judgeFileName}: dwell needs ${need} of only ${of} frames`);
  for (const [role, { crop }] of Object.entries(file.cameras)) {
    const { x, y, w, h } = crop;
    if (w <= 0 || h <= 0 || x + w > 1.000001 || y + h > 1.000001)
      throw bad(`${judgeFileName}: cameras.${role}.crop lies outside the picture`);
  }
}

export interface ReadJudge {
  readonly file: JudgeFile;
  readonly hash: string;
}

/** @throws BenchError `bad-input`. */
export async function readJudgeFolder(dir: string, manifest: TaskManifest): Promise<ReadJudge> {
  const info = await stat(dir).catch(() => null);
  if (info === null || !info.isDirectory()) throw bad(`there is no folder ${dir}`);
  const files = await listTree(dir);
  if (!files.some(({ name }) => name === judgeMainName))
    throw bad(`there is no ${judgeMainName} in ${dir}`);
  const file = await readJudgeFile(dir);
  checkJudgeFile(file, manifest);
  return { file, hash: await hashTree(dir) };
}
