/**
 * The texts of a task that follow from its form: the README, the brief for whoever improves the policy, and the brief for
 * whoever writes the judge, which agents of the night never see. In each file the form's part stands in front, once; what
 * a person or the table wrote below it stays. Pure: the same manifest gives the same words.
 */
import type { TaskManifest } from '../../base/model/task.ts';

const begin = '<!-- from the task form -->';
const end = '<!-- end of what the form says -->';

const percent = (share: number): string => `${Math.round(share * 100)}`;
const mm = (metres: number): string => `${Math.round(metres * 1000)}`;

function cameraLines({ cameras, crops }: TaskManifest): readonly string[] {
  return cameras.map((role) => {
    const crop = crops[role];
    if (crop === undefined) return `- ${role}: the whole picture`;
    const { x, y, w, h } = crop;
    const across = `${percent(x)}–${percent(x + w)} % across`;
    return `- ${role}: ${across}, ${percent(y)}–${percent(y + h)} % down`;
  });
}

const nearMissLines = ({ nearMisses }: TaskManifest): readonly string[] =>
  nearMisses.map(({ name }) => `- ${name}`);

function boxLine({ envelope, episodeLimits }: TaskManifest): string {
  const { x, y, z } = envelope ?? episodeLimits;
  const axis = (name: string, { min, max }: { readonly min: number; readonly max: number }) =>
    `${name} ${mm(min)} to ${mm(max)}`;
  return `${axis('x', x)}, ${axis('y', y)}, ${axis('z', z)} mm`;
}

function section(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', head, '', ...lines];
}

function readmeLines(manifest: TaskManifest): readonly string[] {
  const { name, instruction, success, basedOn, hardestPhase } = manifest;
  return [
    `# ${name}`,
    '',
    instruction,
    ...(basedOn === undefined ? [] : ['', `Made by the form, on the table of \`${basedOn}\`.`]),
    ...section('## Success', [success.words]),
    ...section('## Cameras', cameraLines(manifest)),
    ...section('## Where the arm may go', [`The tool tip: ${boxLine(manifest)}.`]),
    ...section('## The hardest part', hardestPhase === '' ? [] : [hardestPhase]),
    ...section('## How it nearly works', nearMissLines(manifest)),
  ];
}

function judgeLines(manifest: TaskManifest): readonly string[] {
  const { name, instruction, success, hardestPhase, dwell } = manifest;
  return [
    `# Brief for the judge: ${name}`,
    '',
    `What the robot is told: ${instruction}`,
    ...section('## Success, in the words of the person who set it up', [success.words]),
    ...section('## What it sees', [
      ...cameraLines(manifest),
      '',
      `A success needs ${dwell.need} of the last ${dwell.of} judged pictures.`,
    ]),
    ...section('## The hardest part', hardestPhase === '' ? [] : [hardestPhase]),
    ...section('## Not a success, though it looks like one', nearMissLines(manifest)),
  ];
}

function policyLines(manifest: TaskManifest): readonly string[] {
  const { name, instruction, success, attempts, attemptLimitS, hardestPhase } = manifest;
  const tries = attempts === 1 ? 'one attempt' : `up to ${attempts} attempts`;
  return [
    `# Brief: ${name}`,
    '',
    instruction,
    '',
    `- Success: ${success.words}`,
    `- A trial is ${tries} of at most ${attemptLimitS} s.`,
    `- The tool tip stays within ${boxLine(manifest)}; \`task\` says what holds in an episode.`,
    ...(hardestPhase === '' ? [] : [`- The hardest part: ${hardestPhase}`]),
    '',
    'What follows was written for the table that this task was made on; where it differs, the above counts.',
  ];
}

function withBlock(present: string, lines: readonly string[]): string {
  const to = present.startsWith(begin) ? present.indexOf(end) : -1;
  const rest = (to < 0 ? present : present.slice(to + end.length)).trim();
  return `${[begin, ...lines, end, ...(rest === '' ? [] : ['', rest])].join('\n')}\n`;
}

/** File of a package → its text as the form wants it, from the text that is there (empty where none is). */
export const taskBriefs: Readonly<
  Record<string, (present: string, manifest: TaskManifest) => string>
> = {
  'README.md': (present, manifest) => withBlock(present, readmeLines(manifest)),
  'program.md': (present, manifest) => withBlock(present, policyLines(manifest)),
  'judge.md': (present, manifest) => withBlock(present, judgeLines(manifest)),
};
