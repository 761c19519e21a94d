/**
 * What is wrong with a task's form, in words per field: the window says it inline while somebody types, the core refuses
 * by the same rules. Pure; it knows the bench and the other tasks only as they are handed in.
 */
import type { Box, Point3 } from './arm.ts';
import type { TaskForm } from './phaseOne.ts';

export interface FormAround {
  /** The bench's own, not narrowed by a task; null where none is known. */
  readonly workspaceM: Box | null;
  /** Roles of the bench's cameras; empty where none is known. */
  readonly roles: readonly string[];
  /** All tasks but the one that is edited, archived ones too. */
  readonly others: readonly { readonly id: string; readonly name: string }[];
  /** Where the tool tip must come, such as the goal; what is not said (a height) may be anything. */
  readonly mustReach: readonly { readonly what: string; readonly at: Partial<Point3> }[];
}

export interface FormProblem {
  /** Path in the form, like `cameras.0.crop` or `envelopeM.x`. */
  readonly field: string;
  readonly words: string;
}

/** What the control loop of 50 Hz can be divided into. */
export const formRatesHz: readonly number[] = [1, 2, 5, 10, 25, 50];

const leastCrop = 0.05;
/** An envelope thinner than this leaves no room to move. */
const leastSideM = 0.02;
/** Shares come from a mouse: their sum may be off by a rounding. */
const roundingShare = 1e-6;

const mm = (metres: number): string => `${Math.round(metres * 1000)} mm`;
const same = (a: string, b: string): boolean =>
  a.trim().toLocaleLowerCase('en') === b.trim().toLocaleLowerCase('en');

function* textProblems(form: TaskForm, { others }: FormAround): Generator<FormProblem> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(form.id))
    yield {
      field: 'id',
      words: 'Lower-case letters, digits and dashes, beginning with a letter, at most 40.',
    };
  else if (others.some(({ id }) => id === form.id))
    yield { field: 'id', words: `There is a task ${form.id} already.` };
  const named = others.find(({ name }) => same(name, form.name));
  if (form.name.trim() === '') yield { field: 'name', words: 'Give it a name.' };
  else if (form.name.trim().length > 80) yield { field: 'name', words: 'At most 80 characters.' };
  else if (named !== undefined)
    yield { field: 'name', words: `${named.id} is called ${named.name} already.` };
  const sentences = [
    ['instruction', form.instruction, 'Say in one sentence what the robot is to do.'],
    ['successWords', form.successWords, 'Say what counts as success, so that two people agree.'],
  ] as const;
  for (const [field, text, words] of sentences) {
    if (text.trim() === '') yield { field, words };
    else if (text.trim().length > 400) yield { field, words: 'At most 400 characters.' };
  }
  if (form.hardestPhase.trim().length > 400)
    yield { field: 'hardestPhase', words: 'At most 400 characters.' };
}

function* cameraProblems(form: TaskForm, { roles }: FormAround): Generator<FormProblem> {
  if (form.cameras.length === 0)
    yield { field: 'cameras', words: 'Choose at least one camera: the judge needs to see.' };
  if (form.cameras.length > 4) yield { field: 'cameras', words: 'At most four cameras.' };
  for (const [index, { role, crop }] of form.cameras.entries()) {
    const field = `cameras.${index}`;
    if (form.cameras.findIndex((other) => other.role === role) < index)
      yield { field, words: `${role} is chosen twice.` };
    if (roles.length > 0 && !roles.includes(role))
      yield { field, words: `The bench has no camera ${role}; it has ${roles.join(', ')}.` };
    const { x, y, w, h } = crop;
    const outside = Math.min(x, y) < 0 || x + w > 1 + roundingShare || y + h > 1 + roundingShare;
    if (outside) yield { field: `${field}.crop`, words: 'The crop reaches out of the picture.' };
    else if (!(w >= leastCrop && h >= leastCrop))
      yield {
        field: `${field}.crop`,
        words: `The crop is smaller than ${leastCrop * 100} % of the picture.`,
      };
  }
}

const whole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

function* numberProblems(form: TaskForm): Generator<FormProblem> {
  if (!formRatesHz.includes(form.rateHz))
    yield {
      field: 'rateHz',
      words: `The control loop has 50 Hz: use ${formRatesHz.join(', ')}.`,
    };
  if (!(form.attemptLimitS >= 0.5 && form.attemptLimitS <= 600))
    yield { field: 'attemptLimitS', words: 'From 0.5 to 600 seconds.' };
  if (!whole(form.attempts, 1, 8)) yield { field: 'attempts', words: 'From 1 to 8.' };
  if (!whole(form.target.inARow, 1, 1000))
    yield { field: 'target.inARow', words: 'From 1 to 1000 in a row.' };
  for (const kind of ['success', 'failure'] as const) {
    if (!whole(form.quotas[kind], 1, 5000))
      yield { field: `quotas.${kind}`, words: 'From 1 to 5000.' };
  }
}

function* envelopeProblems(form: TaskForm, around: FormAround): Generator<FormProblem> {
  for (const axis of ['x', 'y', 'z'] as const) {
    const { min, max } = form.envelopeM[axis];
    const field = `envelopeM.${axis}`;
    const bench = around.workspaceM?.[axis];
    const least = `${axis} from ${mm(min)} to ${mm(max)}`;
    if (!(max - min >= leastSideM))
      yield { field, words: `${least} leaves no room: at least ${mm(leastSideM)}.` };
    else if (bench !== undefined && (min < bench.min - 1e-9 || max > bench.max + 1e-9))
      yield {
        field,
        words: `Outside the bench's envelope, which goes from ${mm(bench.min)} to ${mm(bench.max)}.`,
      };
    else
      for (const { what, at } of around.mustReach) {
        const value = at[`${axis}M`];
        if (value !== undefined && (value < min || value > max))
          yield { field, words: `${what} lies outside, at ${axis} ${mm(value)}.` };
      }
  }
}

function* nearMissProblems({ nearMisses }: TaskForm): Generator<FormProblem> {
  if (nearMisses.length > 12) yield { field: 'nearMisses', words: 'At most twelve.' };
  for (const [index, { name, want }] of nearMisses.entries()) {
    const field = `nearMisses.${index}`;
    if (name.trim() === '') yield { field: `${field}.name`, words: 'Say how it nearly works.' };
    else if (name.trim().length > 60)
      yield { field: `${field}.name`, words: 'At most 60 characters.' };
    else if (nearMisses.findIndex((other) => same(other.name, name)) < index)
      yield { field: `${field}.name`, words: `${name.trim()} is named twice.` };
    if (!whole(want, 0, 1000)) yield { field: `${field}.want`, words: 'From 0 to 1000.' };
  }
}

/** Empty when the form may be saved. */
export function taskFormProblems(form: TaskForm, around: FormAround): readonly FormProblem[] {
  return [
    ...textProblems(form, around),
    ...cameraProblems(form, around),
    ...numberProblems(form),
    ...envelopeProblems(form, around),
    ...nearMissProblems(form),
  ];
}
