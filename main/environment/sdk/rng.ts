/** The random streams of the bench, for task programs: seed one from `start.randomSeed`, never from anything else. */
export { createRng, type Rng } from '../../base/lib/rng.ts';
