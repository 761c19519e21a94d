/** Moments in a page, measured on its own clock: expressions to evaluate there, for figures of the window. */

/** Resolves when what `holds` has been painted, with the time since `fromMs`; rejects with `missing` after `limitMs`. */
export const painted = (
  holds: string,
  fromMs: string,
  { limitMs, missing }: { readonly limitMs: number; readonly missing: string },
): string => `new Promise((resolve, reject) => {
  const fromMs = ${fromMs};
  const look = () => {
    if (${holds}) requestAnimationFrame(() => resolve(performance.now() - fromMs));
    else if (performance.now() - fromMs > ${limitMs}) reject(new Error('${missing}'));
    else requestAnimationFrame(look);
  };
  look();
})`;

/** A key of a person who has the focus nowhere in particular. */
export const press = (key: string, altKey = false): string =>
  `document.body.dispatchEvent(new KeyboardEvent('keydown',
    { key: '${key}', altKey: ${altKey}, bubbles: true }))`;
