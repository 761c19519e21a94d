/** The words after `npm run perf --`: what to measure, how to print it, whether to write it down. Pure. */
import type { Figure } from './figure.ts';

export interface PerfRequest {
  readonly json: boolean;
  readonly write: boolean;
  /** In the order in which figures run. */
  readonly figures: readonly Figure[];
  /** Lines to print: those of a figure that was named, or the lines that were named. */
  readonly wants: (line: string) => boolean;
  /** Everything was asked for. */
  readonly whole: boolean;
}

const flagNames = ['--json', '--write'] as const;

/** A figure is named by itself or by any of its lines. Otherwise one sentence for the person who typed. */
export function parseRequest(
  words: readonly string[],
  known: readonly Figure[],
): PerfRequest | { readonly problem: string } {
  const flags = words.filter((word) => word.startsWith('-'));
  const names = words.filter((word) => !word.startsWith('-'));
  const nameable = known.flatMap(({ name, lines }) => [name, ...lines]);
  const odd = [
    ...flags.filter((flag) => !flagNames.some((name) => name === flag)),
    ...names.filter((name) => !nameable.includes(name)),
  ];
  if (odd.length > 0) {
    const list = known.map(({ name, lines }) => {
      const others = lines.filter((line) => line !== name);
      return others.length === 0 ? name : `${name} (${others.join(', ')})`;
    });
    return {
      problem: `perf does not know ${odd.join(', ')}; flags: ${flagNames.join(', ')}; figures: ${list.join(', ')}`,
    };
  }
  const whole = names.length === 0;
  const isNamed = ({ name, lines }: Figure): boolean =>
    whole || names.includes(name) || lines.some((line) => names.includes(line));
  const wanted = new Set(
    known.flatMap(({ name, lines }) =>
      whole || names.includes(name) ? lines : lines.filter((line) => names.includes(line)),
    ),
  );
  return {
    json: flags.includes('--json'),
    write: flags.includes('--write'),
    figures: known.filter(isNamed),
    wants: (line) => wanted.has(line),
    whole,
  };
}
