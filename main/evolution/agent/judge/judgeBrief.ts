/** The brief of an agent that writes a judge (`judge.md` of its clone), made of the task and the gate. Pure. */
import { judgeGate } from '../../../base/model/judge.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import { usesOfSet } from '../../../environment/clips/lockedBook.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const gateWords = [
  `${judgeGate.fp} false successes`,
  `at least ${percent(judgeGate.recall)} of the successes found`,
  `at most ${judgeGate.flips} change of mind in a clip`,
  `an answer within ${judgeGate.p99Ms} ms at the 99th percentile`,
].join(', ');

/** `own`: what the task's own brief for the judge says, as people wrote it. */
export function judgeBrief(manifest: TaskManifest, own: string): string {
  const { name, cameras, judge } = manifest;
  return `# Brief: the judge of ${name}

## What a judge is

A folder, \`judge/\`: \`judge.ts\` (the program), \`judge.json\` (what it is: cameras by role with crop and threshold,
how they are fused, dwell, its words for people; unknown keys are errors, what the program itself needs goes under
\`config\`), and whatever plain files it needs, such as small ONNX nets. It may import its own folder and
\`nightbench/sdk/*.ts\`, nothing else. It runs in a process of its own, jailed: no network, no writes,
${judge.memoryMb} MB, an answer within ${judge.answerMs} ms, one question at a time. A crash or a late
answer is a fault, never a "no". The guides that \`task\` names say more: JUDGE.md, PROGRAMS.md.

It is asked about one moment: the newest JPEG of each camera (${cameras.join(', ')}), positions, velocities and loads
of the arm, and whether the arm has left the view. It remembers nothing: the same frames give the same verdict, bit for
bit. It answers verdict (\`success\`, \`failure\` or \`undecided\`), score in [0, 1], margin, a verdict for each
camera, and flags that say why it is undecided. The bench counts a success only when enough of the last frames in a row
say so (dwell). One false success poisons a night of work; a missed success costs one trial. What is odd (something in
the way, a frozen or dark picture, cameras that disagree) is \`undecided\` with a flag, never a guess.

Where one camera cannot see the thing, another that can may speak alone, if it can be sure by itself.

## What to go by

${own === '' ? `${manifest.success.words}\n` : own}
## The clips

\`task\` says where they lie (read-only). \`index.json\` lists them; \`<clip>/clip.json\` has label, decisive moment, near
miss, and for each of up to twenty moments the picture of each camera and where the arm stood; \`<clip>/<camera>-<n>.jpg\`
are the pictures, exactly as a judge gets them. \`part\` is your own split, by recording: learn from \`learn\`, check by
\`check\`. Success means: from the decisive moment on. A few labels may be wrong: what your judge and your own eyes call
wrong, note in \`notes/\`. A clip that goes away while you work was locked: forget it.

## The gate

Measured on locked clips that you never see: ${gateWords}. Each
\`judge_submit\` uses the locked set once; ${usesOfSet} uses spend it, by whomever. Try until it is good
on \`check\`, where you did not tune, before you submit. The mistakes that matter most are the near misses: look at them.
`;
}
