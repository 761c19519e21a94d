/** The families that the built-in author has, in the order in which it tries them: the cheapest that sees comes first. */
import { armFamily } from './armFamily.ts';
import type { Family } from './family.ts';
import { geometryFamily } from './geometryFamily.ts';
import { netFamily } from './netFamily.ts';

export const ownFamilies: readonly Family[] = [geometryFamily, netFamily, armFamily];
