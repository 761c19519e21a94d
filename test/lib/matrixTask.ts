/**
 * Touch as the anomaly matrix tries it: its own judge, check and scene, a reset that ends with a swing aside, so that the
 * arm moves in every phase, and a policy that only swings, so that the puck stays where it is and any trial can follow
 * any other. Each program speaks nonsense when it gets SIGUSR2.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { installTask } from '../../main/environment/task/installTask.ts';
import { sdkPolicy } from './rawPolicy.ts';

/** No frame: its length says more than a frame may have. */
const nonsense = `process.on('SIGUSR2', () => process.stdout.write('nonsense '.repeat(20)));\n`;

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replace(from, to));
}

/** Makes the working copy in `dataDir`. Nobody but this test changes it. */
export async function installMatrixTask(dataDir: string): Promise<void> {
  const { dir } = await installTask(path.resolve('tasks'), dataDir, 'touch');
  const looks = 'const pose = yield* lookSeveralTimes(arm, options.locate, 1);';
  const aside = 'yield* arm.joints(lookRad.map((rad, joint) => (joint === 0 ? rad - 0.5 : rad)));';
  edit(path.join(dir, 'reset', 'putBack.ts'), looks, `${looks}\n    ${aside}`);
  appendFileSync(path.join(dir, 'reset', 'reset.ts'), nonsense);
  appendFileSync(path.join(dir, 'judge', 'judge.ts'), nonsense);
}

/** Swings the pan joint aside and nearly back within 1.2 s, then says that it is done. */
export function swingPolicy(): Disposable & { readonly path: string } {
  return sdkPolicy(
    `const { atMs, positionRad } = observed.observation;
     first ??= { atMs, positionRad };
     const s = (atMs - first.atMs + 40) / 1000;
     if (s > 1.2) return { type: 'done' };
     const aside = 0.25 * (1 - Math.cos(2 * Math.PI * Math.min(s, 0.9) / 1.2));
     return { type: 'act', jointsRad: first.positionRad.map((rad, j) => (j === 0 ? rad - aside : j === 5 ? 0 : rad)) };`,
    `let first = null as null | { atMs: number; positionRad: readonly number[] };\n${nonsense}`,
  );
}

/** A jailed program itself, under its jail's own processes: the last of the chain of only children. */
export function innermost(pid: number): number {
  for (let now = pid; ; ) {
    const text = readFileSync(`/proc/${now}/task/${now}/children`, 'utf8').trim();
    if (text === '') return now;
    now = Number(must(text.split(' ').at(-1)));
  }
}
