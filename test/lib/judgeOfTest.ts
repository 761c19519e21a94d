/**
 * Touch with a judge that a test writes, in the working copy of a data folder: one short attempt, no second reset, and
 * whatever else of task.json the test wants otherwise. The policy waits a second and is done.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installTask } from '../../main/environment/task/installTask.ts';
import { sdkPolicy } from './rawPolicy.ts';

const verdictOf = `
const say = (verdict: 'success' | 'failure' | 'undecided', flags: string[] = []) =>
  ({ verdict, score: verdict === 'success' ? 1 : 0, margin: verdict === 'success' ? 1 : -1, perCamera: {}, flags });
`;

/** `judge` is the body of an async function of `judged`, which has \`say(verdict, flags)\`. */
export async function judgeTouchBy(
  dataDir: string,
  judge: string,
  { before = '', ...change }: { readonly before?: string; readonly [key: string]: unknown } = {},
): Promise<void> {
  const { dir } = await installTask(path.resolve('tasks'), dataDir, 'touch');
  const source = `import { serveProgram } from 'nightbench/sdk/program.ts';
${verdictOf}${before}
serveProgram({ async onJudge(judged) {${judge}} });
`;
  writeFileSync(path.join(dir, 'judge', 'judge.ts'), source);
  const template = readFileSync(path.resolve('tasks', 'touch', 'task.json'), 'utf8');
  const task = JSON.parse(template);
  const reset = { ...task.reset, retries: 0 };
  // Little enough to be eaten up soon.
  const small = { ...task.judge, memoryMb: 256 };
  const wanted = { ...task, reset, judge: small, attempts: 1, attemptLimitS: 3, ...change };
  writeFileSync(path.join(dir, 'task.json'), JSON.stringify(wanted));
}

export const waitingPolicy = (): Disposable & { readonly path: string } =>
  sdkPolicy(
    `return { type: observed.observation.atMs - (first ??= observed.observation.atMs) > 700 ? 'done' : 'wait' };`,
    'let first: number | undefined;',
  );
