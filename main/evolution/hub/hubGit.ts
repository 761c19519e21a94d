/** The git that works on hubs, and how git is asked whether all of one is sound. */
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { createGit, type Git } from './git.ts';

export const createHubGit = (clock: Clock, hubsDir: string): Git =>
  createGit(clock, path.join(hubsDir, '.home'));

export const fsckArgs = ['fsck', '--full', '--no-dangling', '--no-progress'] as const;
