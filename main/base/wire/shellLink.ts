/**
 * Core ↔ desktop shell: one JSON object a line, over the pipes between the core's launcher and the shell (whichever
 * of the two started the other). The shell believes these lines and never the page. A pipe's end means that the other
 * side is gone. Keys and links travel here and not on a command line, where any user of the machine could read them.
 *
 *     {"type":"robot","mode":"moving","work":"push-t: trial 3 of 10","stopped":null}
 */
import { z } from 'zod';

/** Longer lines are refused on both sides. */
export const maxShellLineChars = 16 * 1024;

/** Of anything that is said in words. */
export const maxSentenceChars = 500;
const sentence = z.string().max(maxSentenceChars);

export const toShellSchema = z.discriminatedUnion('type', [
  /** First, once. */
  z.strictObject({
    type: z.literal('core'),
    /** The core's process, to be named when it does not end. */
    pid: z.int().positive(),
    /** Is there a tray that would show an icon? Only the Linux launcher can tell, and asks the desktop. */
    tray: z.boolean(),
    /** How the person gets the window back when no shell is left. */
    comeBack: sentence,
  }),
  /** Open the window on this one-time link. */
  z.strictObject({ type: z.literal('open'), url: z.string().max(300) }),
  /** The arm and what it works on, at every change; `work` is null when nothing would be lost by ending. */
  z.strictObject({
    type: z.literal('robot'),
    mode: z.enum(['moving', 'holding', 'stopped', 'limp', 'offline']),
    work: sentence.nullable(),
    stopped: sentence.nullable(),
  }),
  /** A person is needed: the desktop says so, once for each of these. */
  z.strictObject({ type: z.literal('call'), message: sentence, todo: sentence }),
  /** What was asked for did not happen. */
  z.strictObject({ type: z.literal('trouble'), message: sentence }),
  /** The core ends because somebody wants it to. */
  z.strictObject({ type: z.literal('bye') }),
]);
export type ToShell = z.infer<typeof toShellSchema>;
export type RobotLine = Extract<ToShell, { type: 'robot' }>;
export type CallLine = Extract<ToShell, { type: 'call' }>;
export type CoreLine = Extract<ToShell, { type: 'core' }>;

export const fromShellSchema = z.discriminatedUnion('do', [
  /** Answered by `open`. */
  z.strictObject({ do: z.literal('open') }),
  /** An ordinary `bench.stop`. */
  z.strictObject({ do: z.literal('stop'), reason: z.string().max(200) }),
  /** Stop the robot, then end the core. */
  z.strictObject({ do: z.literal('quit') }),
]);
export type FromShell = z.infer<typeof fromShellSchema>;

/** Null for a line that is none of ours: a library may print where it should not. */
export function parseShellLine<S extends z.ZodType>(schema: S, line: string): z.output<S> | null {
  if (line.length > maxShellLineChars) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Cuts what comes through a pipe into lines; a line beyond the bound is dropped whole. */
export function createLineCutter(onLine: (line: string) => void): (chunk: string) => void {
  let rest = '';
  let dropping = false;
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (!dropping && part !== '') onLine(part);
      dropping = false;
    }
    if (rest.length > maxShellLineChars) {
      rest = '';
      dropping = true;
    }
  };
}
