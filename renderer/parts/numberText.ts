/**
 * Numbers as a person types them. Strict: an optional sign, digits, optionally a point and digits. What is anything else
 * is never repaired into a number that nobody meant; it is an error in words. Pure.
 */

export interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export type NumberRead =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly why: string };

const plainNumber = /^[+-]?\d+(\.\d+)?$/;

const grouped = (value: number): string => value.toLocaleString('en-GB').replace('-', '−');

/** `1 to 100,000, whole` */
export function ruleWords({ min, max, whole }: NumberRule): string {
  const span =
    max === Number.MAX_SAFE_INTEGER
      ? `${grouped(min)} or more`
      : `${grouped(min)} to ${grouped(max)}`;
  return whole ? `${span}, whole` : span;
}

/** The number that stands there, or why there is none. Spaces around it mean nothing. */
export function readNumber(text: string, rule: NumberRule): NumberRead {
  const trimmed = text.trim();
  const no = (why: string): NumberRead => ({ ok: false, why });
  if (trimmed === '') return no(ruleWords(rule));
  if (!plainNumber.test(trimmed)) {
    return no(rule.whole ? 'Not a whole number: digits only' : 'Not a number: digits and a point');
  }
  const value = Number(trimmed);
  // Before the whole part is looked at: a huge number is rounded, and then any of them looks whole.
  if (value > rule.max) return no(`Too large: at most ${grouped(rule.max)}`);
  if (value < rule.min) return no(`Too small: at least ${grouped(rule.min)}`);
  if (rule.whole && !Number.isInteger(value)) return no('Not a whole number: digits only');
  return { ok: true, value: value === 0 ? 0 : value };
}

/** As `readNumber`, and nothing there means no bound. */
export function readBound(
  text: string,
  rule: NumberRule,
): { readonly ok: true; readonly value: number | null } | Extract<NumberRead, { ok: false }> {
  return text.trim() === '' ? { ok: true, value: null } : readNumber(text, rule);
}

/** Decimals of a step are kept; the noise of binary fractions is not. */
const decimals = 6;

/** The text after one step up or down, inside the rule; the same text where it is no number. */
export function stepText(text: string, rule: NumberRule, step: number): string {
  const trimmed = text.trim();
  if (!plainNumber.test(trimmed)) return text;
  const next = Number((Number(trimmed) + step).toFixed(decimals));
  return String(Math.min(rule.max, Math.max(rule.min, next)));
}
