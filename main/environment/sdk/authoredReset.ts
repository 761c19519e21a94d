/**
 * A reset that the built-in author wrote, as a program: reset.json beside it says by which skill, with which numbers. Its
 * check keeps pictures of before, never what the motion believed. Whatever is wrong in reset.json ends it at its start.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CameraFrame } from '../../base/model/camera.ts';
import { type ResetFile, resetFileName, resetFileSchema } from '../../base/model/resetFile.ts';
import { checkAuthored } from './authoredCheck.ts';
import { moveAuthored } from './authoredMotion.ts';
import { openAuthoredSight } from './authoredSight.ts';
import { forwardKinematics } from './motion.ts';
import { readSuccessRule } from './pose.ts';
import {
  type Checked,
  type CheckReply,
  type Observed,
  type ProgramHandlers,
  type ProgramStart,
  serveProgram,
} from './program.ts';
import { playScripts } from './script.ts';

/** @throws Error naming the key that is wrong. */
export function parseResetFile(text: string): ResetFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${resetFileName} is no JSON`);
  }
  const parsed = resetFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${resetFileName}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
}

const newestMs = (frames: readonly CameraFrame[]): number =>
  Math.max(...frames.map(({ capturedAtMs }) => capturedAtMs));

function openReset(file: ResetFile, start: ProgramStart) {
  const { look, check, object } = file;
  const wanted = start.startState;
  if (wanted === undefined) throw new Error(`a reset needs to know where the ${object} shall lie`);
  if (start.task !== file.task)
    throw new Error(`${resetFileName} is of the task ${file.task}, not of ${start.task}`);
  const rule = readSuccessRule(start.success);
  const thing = (start.config as Readonly<Record<string, { knobSideM?: number } | undefined>>)[
    object
  ];
  const sightOf = ({ agreeM, agreeRad }: Pick<ResetFile['look'], 'agreeM' | 'agreeRad'>) =>
    openAuthoredSight(start, object, { positionM: agreeM, yawRad: agreeRad });
  const [motionSight, checkSight] = [sightOf(look), sightOf(check)];
  const motion = {
    ...{ file, wanted, rateHz: start.rateHz, knobSideM: thing?.knobSideM },
    locate: ({ frames }: Observed) => motionSight(frames),
  };
  const player = playScripts((first) => moveAuthored(first, motion));
  let before: readonly CameraFrame[] = [];
  return {
    async observe(observed: Observed) {
      const action = await player.onObserve(observed);
      // Pictures, not beliefs: what the check compares it sees itself.
      before = observed.frames;
      return action;
    },
    async check({ observation, frames }: Checked): Promise<CheckReply> {
      player.restart();
      const earlier = before;
      before = [];
      return checkAuthored({
        ...{ check, thing: object, wanted, rule },
        seen: await checkSight(frames),
        before: earlier.length === 0 ? null : await checkSight(earlier),
        apartMs: earlier.length === 0 ? 0 : newestMs(frames) - newestMs(earlier),
        tip: forwardKinematics(observation.positionRad),
        fastestRadS: Math.max(...observation.velocityRadS.map(Math.abs)),
      });
    },
  };
}

/** `programUrl`: `import.meta.url` of the program that reset.json lies beside. */
export function serveAuthoredReset(programUrl: string): void {
  const dir = path.dirname(fileURLToPath(programUrl));
  const file = parseResetFile(readFileSync(path.join(dir, resetFileName), 'utf8'));
  let open: ReturnType<typeof openReset> | null = null;
  const known = (): ReturnType<typeof openReset> => {
    if (open === null) throw new Error('asked before the start');
    return open;
  };
  const handlers: ProgramHandlers = {
    onStart(start) {
      open = openReset(file, start);
    },
    onObserve: (observed) => known().observe(observed),
    onCheck: (checked) => known().check(checked),
  };
  serveProgram(handlers);
}
