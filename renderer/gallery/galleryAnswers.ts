/**
 * What the gallery's core answers to the day's commands: made-up values by command. A command that is not here answers
 * null. Each room keeps its own answers in a file of its own and joins them here.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import { demoAnswers } from './demoStates.ts';
import { benchAnswers } from './galleryBenchAnswers.ts';
import { clipAnswers } from './galleryClips.ts';
import { taskAnswers } from './galleryTask.ts';
import { treeAnswers } from './galleryTree.ts';
import { judgeAnswers } from './judgeStates.ts';
import { sealAnswers } from './sealStates.ts';

export type GalleryAnswers = {
  readonly [N in CommandName]?: (args: CommandArgs<N>) => CommandResult<N>;
};

export const galleryAnswers: GalleryAnswers = {
  ...benchAnswers,
  ...taskAnswers,
  ...clipAnswers,
  ...demoAnswers,
  ...judgeAnswers,
  ...sealAnswers,
  ...treeAnswers,
};
