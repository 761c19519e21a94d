/**
 * What an agent may read of the record of a trial of its own: the rows of its episodes, what its policy printed, and the
 * pictures its policy saw while it had the arm. The judge's frames, scores and trace are not read here at all.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../../base/model/errors.ts';
import { rolePattern, stepsFile, trialDir, videoFile } from '../../../store/dataLayout.ts';
import { readVerdict } from '../../../store/record/readRecord.ts';
import { readStepColumns } from '../../../store/record/stepColumns.ts';
import { rowsOf, type TrialSteps } from './trialLog.ts';

export interface TrialFiles {
  /** @throws BenchError `not-found` when the trial was locked away: nothing of it is told any more. */
  needShown(trialId: string): void;
  steps(trialId: string, signal: AbortSignal): Promise<TrialSteps>;
  /** What the policy of a request printed to standard error. */
  policyWords(requestId: string): Promise<string>;
  frame(trialId: string, wanted: FrameWanted, signal: AbortSignal): Promise<Uint8Array>;
}

export interface FrameWanted {
  readonly camera: string;
  readonly attempt: number;
  /** Seconds from the start of the attempt. */
  readonly at: number;
}

/** Reads and pictures at once, of all agents together: they share a machine with the control loop. */
export type ReadGate = <T>(run: () => Promise<T>) => Promise<T>;

export function createReadGate(): ReadGate {
  let running = 0;
  return async (run) => {
    if (running >= atOnce)
      throw new BenchError('busy', 'other records are being read', { hint: 'ask again' });
    running++;
    try {
      return await run();
    } finally {
      running--;
    }
  };
}

export interface TrialFilesOptions {
  readonly gate: ReadGate;
  readonly dataDir: string;
  /** Holds `<request>.txt` each. */
  readonly wordsDir: string;
  readonly ffmpeg: string;
  /** Locked clips were cut from it. */
  readonly isLocked: (trialId: string) => boolean;
}

const ffmpegMs = 10_000;
const maxPictureBytes = 1 << 20;
const atOnce = 2;

function attemptsOf(dir: string) {
  const verdict = readVerdict(dir);
  if (verdict === null)
    throw new BenchError('not-found', 'the trial left no whole record', {
      hint: 'it was aborted; ask for another',
    });
  return verdict;
}

/** One picture out of a film, as JPEG. */
function takePicture(
  ffmpeg: string,
  film: string,
  atS: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const args = ['-v', 'error', '-nostdin', '-ss', atS.toFixed(3), '-i', film];
  const out = ['-frames:v', '1', '-f', 'mjpeg', '-q:v', '4', 'pipe:1'];
  const options = {
    encoding: 'buffer',
    timeout: ffmpegMs,
    maxBuffer: maxPictureBytes,
    signal,
  } as const;
  return new Promise((resolve, reject) => {
    execFile(ffmpeg, [...args, ...out], options, (error, stdout) => {
      if (error === null && stdout.byteLength > 0) resolve(stdout);
      else
        reject(
          new BenchError('unavailable', 'there is no picture at that moment', {
            hint: 'pick a moment within the attempt; `log` says how long it was',
            cause: error,
          }),
        );
    });
  });
}

export function openTrialFiles(options: TrialFilesOptions): TrialFiles {
  const { dataDir, wordsDir, ffmpeg, gate: bounded, isLocked } = options;
  const needShown = (trialId: string): void => {
    if (isLocked(trialId))
      throw new BenchError('not-found', 'there is no record of it any more', {
        hint: 'its outcome stands; ask for another trial to look at',
      });
  };
  return {
    needShown,
    steps: (trialId, signal) =>
      bounded(async () => {
        needShown(trialId);
        const dir = trialDir(dataDir, trialId);
        const { attempts } = attemptsOf(dir);
        const { columns } = await readStepColumns(path.join(dir, stepsFile), signal);
        return { columns, attempts };
      }),
    policyWords: (requestId) =>
      readFile(path.join(wordsDir, `${requestId}.txt`), 'utf8').catch(() => ''),
    frame: (trialId, { camera, attempt, at }, signal) =>
      bounded(async () => {
        needShown(trialId);
        const dir = trialDir(dataDir, trialId);
        const { attempts, filmsFromMs = {} } = attemptsOf(dir);
        const { columns } = await readStepColumns(path.join(dir, stepsFile), signal);
        const record = attempts.find((each) => each.attempt === attempt);
        if (record === undefined)
          throw new BenchError('not-found', `there was no attempt ${attempt}`, {
            hint: '`trial show` lists the attempts',
          });
        const fromMs = rolePattern.test(camera) ? filmsFromMs[camera] : undefined;
        if (fromMs === undefined)
          throw new BenchError('not-found', `there is no film of camera ${camera}`, {
            hint: `there is: ${Object.keys(filmsFromMs).join(', ') || 'none'}`,
          });
        // What comes after its last row is the judge's.
        const lastMs = columns.atMs[rowsOf({ columns, attempts }, record).at(-1) ?? -1];
        const lengthS = lastMs === undefined ? 0 : (lastMs - record.startMs) / 1000;
        if (at > lengthS)
          throw new BenchError('refused', `attempt ${attempt} lasted ${lengthS.toFixed(2)} s`, {
            hint: 'pick a moment while your policy had the arm',
          });
        const atS = Math.max(0, (record.startMs + at * 1000 - fromMs) / 1000);
        return await takePicture(ffmpeg, path.join(dir, videoFile(camera)), atS, signal);
      }),
  };
}
