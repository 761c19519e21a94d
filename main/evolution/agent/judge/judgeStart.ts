/**
 * What an agent that writes a judge begins with, as a folder that a hub of judges is seeded from: the task's newest judge
 * where it is such as could be given back (judge.ts and judge.json, small plain files), else a judge that sees nothing
 * and says so; and the brief. Holds no clip.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type JudgeFile, judgeFileName, judgeMainName } from '../../../base/model/judgeFile.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import type { FindJudge } from '../../../environment/judge/foundJudge.ts';
import type { AgentTask } from '../agentPorts.ts';
import { plainFilesOf, writePlainFiles } from '../writing/plainFilesOf.ts';
import { judgeBrief } from './judgeBrief.ts';

export interface JudgeStart {
  readonly dir: string;
  /** What it begins with, in words. */
  readonly words: string;
}

const nothingSeen = `/** A judge to begin with: it sees nothing and says so. */
import { type Judged, serveProgram, type Verdict } from 'nightbench/sdk/program.ts';

serveProgram({
  onJudge({ frames }: Judged): Verdict {
    const perCamera = Object.fromEntries(frames.map(({ role }) => [role, 'undecided' as const]));
    return { verdict: 'undecided', score: 0, margin: 0, perCamera, flags: ['not-written'] };
  },
});
`;

const whole = { x: 0, y: 0, w: 1, h: 1 } as const;

/** judge.json for a judge that has none yet. */
function plainFile({ id, cameras, crops, dwell, success }: TaskManifest): JudgeFile {
  const camera = (role: string) => ({ crop: crops[role] ?? whole, threshold: 0.5 });
  return {
    version: 1,
    task: id,
    words: `To be written. What counts: ${success.words}`.slice(0, 2000),
    by: 'agent',
    cameras: Object.fromEntries(cameras.map((role) => [role, camera(role)])),
    fusion: 'all',
    dwell: { need: dwell.need, of: dwell.of },
    training: null,
    config: {},
  };
}

async function newestOf(find: FindJudge, task: string) {
  const found = await find(task, 'newest').catch(() => null);
  if (found === null || found.main !== judgeMainName) return null;
  const files = await plainFilesOf(found.dir, judgeMainName);
  return files === null ? null : { id: found.id, file: found.file, files };
}

/** Fills `into`, which is emptied first. */
export async function writeJudgeStart(
  into: string,
  { manifest, dir }: AgentTask,
  find: FindJudge,
): Promise<JudgeStart> {
  await rm(into, { recursive: true, force: true });
  const judge = path.join(into, 'judge');
  const newest = await newestOf(find, manifest.id);
  const files = newest?.files ?? [{ name: judgeMainName, bytes: Buffer.from(nothingSeen) }];
  await writePlainFiles(judge, files);
  if (newest === null || newest.file === null)
    await writeFile(
      path.join(judge, judgeFileName),
      `${JSON.stringify(plainFile(manifest), null, 2)}\n`,
    );
  const own = await readFile(path.join(dir, 'judge.md'), 'utf8').catch(() => '');
  await writeFile(path.join(into, 'judge.md'), judgeBrief(manifest, own));
  const words =
    newest === null
      ? 'a judge that sees nothing and says so'
      : newest.id === 'shipped'
        ? 'the judge that came with the task'
        : newest.id;
  return { dir: into, words };
}
