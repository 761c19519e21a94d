/** Scenes for an exam of a judge from a file or standard input, one JSON value a line; mistakes are named by their line. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { type ExamScene, examSceneSchema } from '../../base/model/examScene.ts';
import { complaints } from '../door/answerCall.ts';
import type { VerbCall } from './verb.ts';

const mostBytes = 32 << 20;
const mostScenes = 20_000;

export interface SceneLine {
  /** From 1. */
  readonly number: number;
  readonly scene: ExamScene;
}

async function textOf(call: VerbCall, file: string): Promise<string> {
  if (file === '-') return await call.terminal.readInput();
  const full = resolve(call.terminal.cwd, file);
  try {
    const { size } = await stat(full);
    if (size > mostBytes) throw new Error('it is over 32 MB');
    return await readFile(full, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BenchError('bad-input', `${file} cannot be read: ${why}`, { cause });
  }
}

function sceneOf(text: string, number: number): ExamScene {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BenchError('bad-input', `line ${number} is not JSON`, { cause });
  }
  const parsed = examSceneSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BenchError('bad-input', `line ${number}: ${complaints(parsed.error)}`, {
    hint: 'See bench judge exam --help for what a scene is.',
  });
}

/** All are parsed before any is drawn. @throws BenchError `bad-input`. */
export async function readScenes(call: VerbCall, file: string): Promise<readonly SceneLine[]> {
  const lines = (await textOf(call, file))
    .split('\n')
    .map((text, i) => ({ text: text.trim(), number: i + 1 }))
    .filter(({ text }) => text !== '');
  if (lines.length === 0) throw new BenchError('bad-input', `${file} has no scene in it`);
  if (lines.length > mostScenes) {
    throw new BenchError('bad-input', `${file} has more than ${mostScenes} scenes`);
  }
  return lines.map(({ text, number }) => ({ number, scene: sceneOf(text, number) }));
}
