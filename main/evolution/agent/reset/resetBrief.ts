/** The brief of an agent that writes a reset (`reset.md` of its clone), made of the task and the gate. Pure. */
import { resetGate } from '../../../base/model/reset.ts';
import type { TaskManifest } from '../../../base/model/task.ts';

/** `own`: what the task's own brief for the reset says, as people wrote it. */
export function resetBrief(
  { name, reset, cameras, hardestPhase }: TaskManifest,
  own: string,
): string {
  const tries = reset.retries + 1;
  const [row, denied] = [resetGate.row, Math.round(resetGate.denied * 100)];
  return `# Brief: the reset of ${name}

## What a reset is

A folder, \`reset/\`, with the program \`${reset.main}\` and the plain files it needs. It may import its own folder and
\`nightbench/sdk/*.ts\`, nothing else. It runs in a process of its own, fresh for every trial and jailed: no network, no
writes, ${reset.memoryMb} MB, an answer within ${reset.answerMs} ms. The guides that \`task\` names say more: RESET.md,
PROGRAMS.md.

At its start it is told where this trial shall begin (\`startState\`, x and y in metres, yaw in radians). It drives the
arm as a policy does: observed at the task's rate with the newest pictures of ${cameras.join(', ')}, it
answers with a joint target, with \`wait\`, or with \`done\` and a note. It has ${reset.limitS} s a turn, inside the limits
that \`task\` tells; what goes beyond them is refused and ends the turn. Then the bench drives the arm to the clear view
and asks the same program to \`check\` fresh pictures: is the thing where it was wanted and at rest, and is the task not
solved already? A check that says no gives it another turn, ${tries} in all; then the trial counts for nobody and a
person is called.

## What to go by

${own === '' ? `${hardestPhase}\n` : own}
Scenes are as trials leave them: the task's policy plays between two resets, unless you ask otherwise. Look several
times before a grasp. Aim tighter than the check asks, so that two honest looks seldom disagree. Let the check look with
eyes of its own: what the motion believed is no evidence. Say in \`reason\` what was seen and what was wanted, and tell
in \`believed\` where it was seen.

## The gate

\`reset_submit\` measures ${row} in a row to starts that the bench draws: all verified within their turns, and spread as
stated. Because who writes the motion also writes the check, the bench does not take your check's word alone: the
check of another reset looks at the same pictures, and the judge says whether the scene is solved already. At most
${denied} in 100 of the starts that your check verified may be denied by the other one, and the spread is counted by
where the other one saw the thing. A person accepts it in the end.
`;
}
