/**
 * The only source of randomness. Streams are keyed by (seed, trial index, purpose), so that adding a draw for
 * one purpose never shifts another and a trial can be repeated alone. sfc32 seeded through splitmix-style mixing.
 */

export interface Rng {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** A new stream of its own, keyed by `purpose`. */
  fork(purpose: string): Rng;
}

function mixString(text: string, start: number): number {
  let h = start >>> 0;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h ^= h >>> 15;
  }
  return h >>> 0;
}

function fromKey(key: string): Rng {
  let a = mixString(key, 0x9e3779b9);
  let b = mixString(key, 0x243f6a88);
  let c = mixString(key, 0xb7e15162);
  let counter = 1;
  const next = (): number => {
    const t = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + t) >>> 0;
    return t;
  };
  for (let i = 0; i < 15; i++) next();
  const uniform = (): number => (next() * 2097152 + (next() >>> 11)) / 9007199254740992;
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    below: (n) => Math.floor(uniform() * n),
    normal: () => {
      const u = 1 - uniform();
      return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform());
    },
    fork: (purpose) => fromKey(`${key}/${purpose}`),
  };
}

/** The root stream of a run. `seed` is any safe integer. */
export function createRng(seed: number): Rng {
  return fromKey(`nightbench/${seed}`);
}

/** The stream of one trial and one purpose ("start", "reset", "sensor", …). */
export function trialRng(seed: number, trialIndex: number, purpose: string): Rng {
  return fromKey(`nightbench/${seed}/trial/${trialIndex}/${purpose}`);
}
