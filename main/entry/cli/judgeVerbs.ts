/** Verbs of `bench judge`: clients of the core like the window, each a row of the help. Nothing is decided here. */
import type { VerbSpec } from './verb.ts';

export const judgeVerbs: readonly VerbSpec[] = [];
