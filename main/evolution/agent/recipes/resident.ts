/**
 * The researcher that comes with the app: a program without a language model, an agent like any other. It sees its own
 * folder, the base and the one package it parses with; its line to a model is opened and not used.
 */
import { launch } from './asSeed.ts';
import type { Launch, Recipe } from './recipe.ts';

const home = 'main/improvement/researcher';

/** It reads where it stands from its clone: going on is starting. */
const run = (): Launch => launch([], {});

export const resident: Recipe = {
  id: 'resident',
  name: 'Researcher',
  program: {
    ours: true,
    npm: null,
    main: `${home}/main.ts`,
    shown: [home, 'main/base', 'node_modules/zod'],
    purposes: ['policy'],
  },
  protocol: 'openai-chat',
  passThrough: null,
  seeds: () => [],
  terminal: run,
  headless: run,
  resume: run,
  resumeHeadless: run,
  briefFile: 'AGENTS.md',
  readTranscripts: null,
  advice:
    'Comes with the app; needs no model, no key and no network. Works on the settings that the task states beside its policy.',
};
