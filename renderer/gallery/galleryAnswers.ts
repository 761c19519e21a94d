/**
 * What the gallery's core answers to the day's commands: made-up values by command. A command that is not here answers
 * null. Each room keeps its own answers in a file of its own and joins them here.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';

export type GalleryAnswers = {
  readonly [N in CommandName]?: (args: CommandArgs<N>) => CommandResult<N>;
};

export const galleryAnswers: GalleryAnswers = {};
