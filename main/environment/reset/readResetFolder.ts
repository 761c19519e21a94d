/**
 * A folder that is to become a version of a task's reset, looked at before anything is kept: bounded, with the program the
 * task names, which starts in its jail. What is wrong is one typed error for whoever wrote it.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ProcessTable } from '../../base/host/processTable.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { JailedCommand, JailedProgram } from '../jail/jail.ts';
import { openProgram } from '../program/openProgram.ts';
import { startOf } from '../program/startOf.ts';
import { hashTree, listTree, readPlain } from '../task/hashTree.ts';
import type { DrawStart } from '../task/startStates.ts';

export interface StartPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly programCommand: (program: JailedProgram) => JailedCommand;
}

export interface ReadReset {
  readonly hash: string;
  /** What its program says of itself in its first comment; empty where it says nothing. */
  readonly words: string;
}

const readyMs = 30_000;
const mostLetters = 200;
const mostPrinted = 600;
const hint = 'docs/RESET.md says what a reset folder holds.';

/** The first comment of a program, as one line. */
export function firstWords(source: string): string {
  const [, block = '', line = ''] =
    /^(?:#![^\n]*\n)?\s*(?:\/\*\*?([\s\S]{0,2000}?)\*\/|\/\/([^\n]{0,400}))/.exec(source) ?? [];
  const text = `${block}${line}`.replace(/^\s*\*/gm, ' ');
  return text
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, mostLetters);
}

/** @throws BenchError `bad-input`. */
export async function readResetFolder(dir: string, manifest: TaskManifest): Promise<ReadReset> {
  const info = await stat(dir).catch(() => null);
  if (info === null || !info.isDirectory())
    throw new BenchError('bad-input', `there is no folder ${dir}`, { hint });
  const main = path.basename(manifest.reset.main);
  const files = await listTree(dir);
  if (!files.some(({ name }) => name === main))
    throw new BenchError('bad-input', `there is no ${main} in ${dir}`, { hint });
  const source = (await readPlain(path.join(dir, main))).toString('utf8');
  return { hash: await hashTree(dir), words: firstWords(source) };
}

/** The program says that it is ready, told a start of its task. @throws BenchError `bad-input` with why it is not. */
export async function mustStart(
  ports: StartPorts,
  dir: string,
  {
    manifest,
    cameras,
    drawStart,
  }: {
    readonly manifest: TaskManifest;
    readonly cameras: readonly CameraModel[];
    readonly drawStart: DrawStart;
  },
): Promise<void> {
  const rng = createRng(1);
  const { main, memoryMb, answerMs } = manifest.reset;
  let printed = '';
  await using program = openProgram({
    ...{ name: 'reset', clock: ports.clock, log: ports.log, table: ports.table },
    command: ports.programCommand({ dir, main: path.basename(main), memoryMb }),
    start: {
      ...startOf('reset', manifest, cameras, 1),
      startState: drawStart(() => rng.uniform()),
    },
    onWords: (text) => {
      printed = `${printed}${text}`.slice(0, mostPrinted);
    },
    ...{ answerMs, readyMs },
  });
  const failure = await program.ready;
  if (failure === null) return;
  // Of one that crashed the first words say why, the last ones where.
  const said = failure.kind === 'late' || printed === '' ? [failure.why, printed] : [printed];
  const why = said.join(' ').trim();
  throw new BenchError('bad-input', `the reset does not start: ${why}`, {
    hint: 'It runs in its jail: its own folder and nightbench/sdk, no network, nothing to write.',
  });
}
