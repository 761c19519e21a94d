/**
 * The figures in the order in which they run. A new one is a file beside this that exports a `Figure` (see
 * `figure.ts`; `withBareLoop` in `bareLoop.ts` gives real-time figures their baseline) and one line here.
 */
import { agents } from './agents.ts';
import { bareLoop } from './bareLoop.ts';
import { busSyncRead } from './busSyncRead.ts';
import { clips } from './clips.ts';
import { clipsWindow } from './clipsWindow.ts';
import { evidence } from './evidence.ts';
import type { Figure } from './figure.ts';
import { gateway } from './gateway.ts';
import { ideaTree } from './ideaTree.ts';
import { judge } from './judge.ts';
import { ledgerAppend } from './ledgerAppend.ts';
import { lockstep } from './lockstep.ts';
import { nightStill } from './nightStill.ts';
import { raster } from './raster.ts';
import { realTime } from './realTime.ts';
import { recording } from './recording.ts';
import { simSteps } from './simSteps.ts';
import { startUp } from './startUp.ts';
import { teleop } from './teleop.ts';
import { terminal } from './terminal.ts';
import { training } from './training.ts';
import { trialsList } from './trialsList.ts';
import { wholeApp } from './wholeApp.ts';
import { windowFrames } from './windowFrames.ts';

export const figures: readonly Figure[] = [
  evidence,
  bareLoop,
  simSteps,
  raster,
  busSyncRead,
  ledgerAppend,
  gateway,
  agents,
  lockstep,
  realTime,
  recording,
  training,
  judge,
  teleop,
  windowFrames,
  terminal,
  trialsList,
  clips,
  clipsWindow,
  ideaTree,
  wholeApp,
  nightStill,
  startUp,
];
