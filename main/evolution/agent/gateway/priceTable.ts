/**
 * What a model costs, from a JSON file that the lab edits; read again when it changes. A name or a beginning with `*` (the
 * longest fits first). A model without a price has none: nothing is guessed. A file that cannot be read keeps the prices
 * that were read before, and the log says what is wrong with it.
 *
 *     { "models": { "claude-opus-5-5*": { "inFresh": 4, "inCacheRead": 0.2, "inCacheWrite": 5, "out": 20 } }, "asOf": "…" }
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { defaultPrices, type ModelPrice } from './defaultPrices.ts';
import type { Tally } from './protocol.ts';

const maxFileBytes = 1024 * 1024;
const perMillion = z.number().min(0).max(1_000_000);
const priceFileSchema = z.strictObject({
  models: z.record(
    z.string().regex(/^[^*\s]{1,100}\*?$/, 'a name, or its beginning with a * at the end'),
    z.strictObject({
      inFresh: perMillion,
      inCacheRead: perMillion,
      inCacheWrite: perMillion,
      inCacheWrite1h: perMillion.optional(),
      out: perMillion,
    }),
  ),
  asOf: z.string().max(40),
});
type PriceFile = z.infer<typeof priceFileSchema>;

export interface PriceTable {
  priceOf(model: string): ModelPrice | null;
  readonly path: string;
}

function findPrice({ models }: Pick<PriceFile, 'models'>, model: string): ModelPrice | null {
  if (Object.hasOwn(models, model)) return models[model] ?? null;
  const fitting = Object.keys(models)
    .filter((key) => key.endsWith('*') && model.startsWith(key.slice(0, -1)))
    .sort((a, b) => b.length - a.length);
  return fitting[0] === undefined ? null : (models[fitting[0]] ?? null);
}

/** Null: a part of it has no price. */
export function usdOf(price: ModelPrice | null, tally: Tally): number | null {
  if (price === null) return null;
  const hour = tally.inCacheWrite1h;
  if (hour > 0 && price.inCacheWrite1h === undefined) return null;
  const dollars =
    tally.inFresh * price.inFresh +
    tally.inCacheRead * price.inCacheRead +
    (tally.inCacheWrite - hour) * price.inCacheWrite +
    hour * (price.inCacheWrite1h ?? 0) +
    tally.out * price.out;
  return dollars / 1_000_000;
}

/** When the file was last written, as far as one can tell; null: it is not there. */
function stampOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
}

function readPrices(path: string): PriceFile {
  if ((statSync(path).size ?? 0) > maxFileBytes) throw new Error('longer than a megabyte');
  return priceFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Looks at the file at most once a second, and only when it is asked. */
export function openPriceTable(path: string, clock: Clock, log: Log): PriceTable {
  let file: Pick<PriceFile, 'models'> = { models: {} };
  let stamp: string | null = null;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  const refresh = (): void => {
    if (clock.nowMs() - lookedAtMs < 1000) return;
    lookedAtMs = clock.nowMs();
    try {
      const now = stampOf(path);
      if (now === null) {
        // A lab that removes its file means it.
        file = { models: {} };
        stamp = null;
        return;
      }
      if (now === stamp) return;
      stamp = now;
      file = readPrices(path);
    } catch (thrown) {
      const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown);
      const hint = 'mend the file; until then the prices read before hold';
      log.log('warn', 'the price table cannot be read', { path, why, hint });
    }
  };

  try {
    writeFileSync(path, `${JSON.stringify(defaultPrices, null, 2)}\n`, { flag: 'wx', mode: 0o644 });
  } catch (thrown) {
    const there = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
    if (!there) log.log('warn', 'the price table cannot be made', { path, why: String(thrown) });
  }
  refresh();
  return {
    path,
    priceOf(model) {
      refresh();
      return findPrice(file, model);
    },
  };
}
