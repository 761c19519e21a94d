/**
 * What is asked of the gallery's page in any state, on any screen: axe, the stop on top and in its corner, nothing cut
 * off, text that stands out, controls with names. Knows no state.
 */
import axe from 'axe-core';
import type { GalleryPage, Size } from './galleryPage.ts';
import { lowContrast, nameless, overflowing, stopBox, stopOnTop } from './pageProbes.ts';

/** WCAG 2.1, A and AA. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
/** Of those it tries only when asked: a control is called by the words that stand on it. */
const byTheirWords = { 'label-content-name-mismatch': { enabled: true } };
const all = { runOnly: { type: 'tag', values: rules }, rules: byTheirWords };
/** All that another theme changes of a page. */
const colours = { runOnly: { type: 'rule', values: ['color-contrast'] } };
/** Nothing is loaded for it, and what passes is not told. */
const quick = { preload: false, iframes: false, resultTypes: ['violations'] };

/** Runs in the page: what axe finds, a line each. */
const findings = (options: object): string => `axe.run(document, ${JSON.stringify(options)}).then(
  ({ violations }) => violations.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ': ' + rule.help + ' at ' + node.target.join(' ') + ' ' + node.html.slice(0, 100))))`;

export async function axeFindings(
  { page }: GalleryPage,
  of: 'all' | 'colours',
): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe.source);
  return await page.evaluate<string[]>(findings({ ...(of === 'all' ? all : colours), ...quick }));
}

export interface PageFacts {
  /** Nine points of the stop, where nothing else may be. */
  readonly stopOnTop: readonly boolean[];
  readonly stopBox: unknown;
  readonly overflowing: readonly string[];
  readonly lowContrast: readonly string[];
  readonly nameless: readonly string[];
}

/** On a wall screen the stop is larger, at the same corner. */
export const factsWanted = ([width]: Size): PageFacts => ({
  stopOnTop: Array.from({ length: 9 }, () => true),
  stopBox: {
    top: 4,
    right: 4,
    ...(width < 3200 ? { width: 208, height: 44 } : { width: 288, height: 64 }),
  },
  overflowing: [],
  lowContrast: [],
  nameless: [],
});

export const factsNow = ({ page }: GalleryPage): Promise<PageFacts> =>
  page.evaluate<PageFacts>(
    `({ stopOnTop: ${stopOnTop}, stopBox: ${stopBox}, overflowing: ${overflowing},
        lowContrast: ${lowContrast}, nameless: ${nameless} })`,
  );
