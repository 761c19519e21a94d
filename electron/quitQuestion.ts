/** What the shell asks before it ends while the core works, as data: words and what each button means. Pure. */
import type { RobotLine } from '../main/base/wire/shellLink.ts';
import type { BoxOptions } from './electronPort.ts';
import { modeWords } from './presence.ts';

export type QuitAnswer = 'keep' | 'stop' | 'cancel';

const answers: readonly QuitAnswer[] = ['keep', 'stop', 'cancel'];

/** A box that was closed in any other way answers with its cancel button. */
export function quitAnswer(response: number): QuitAnswer {
  return answers[response] ?? 'cancel';
}

/** `robot` is null while the core has not said yet what it does. */
export function quitQuestion(robot: RobotLine | null, comeBack: string): BoxOptions {
  const work = robot?.work ?? 'The core has not said yet what it does';
  const arm = robot === null ? '' : ` The arm is ${modeWords[robot.mode].toLowerCase()}.`;
  return {
    type: 'question',
    title: 'Nightbench',
    message: `${work}.${arm}`,
    detail: [
      `Keep running: only the window goes. ${comeBack}`,
      'End it and quit: the arm holds, what runs now counts as aborted, and the core ends.',
    ].join('\n'),
    buttons: ['Keep running in the background', 'End it and quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  };
}

/** Something to read, with nothing to decide. */
export function note(type: 'error' | 'info', message: string, detail: string): BoxOptions {
  const buttons = ['OK'];
  return {
    type,
    title: 'Nightbench',
    message,
    detail,
    buttons,
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}
