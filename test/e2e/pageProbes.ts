/** Questions asked inside the page, as text, because they run in the browser: contrast, overflow, what is on top. */

/** What stands at nine points of the stop: true where it is the stop itself. */
export const stopOnTop = `(() => {
  const box = document.querySelector('.stop').getBoundingClientRect();
  const at = (x, y) => document.elementFromPoint(x, y)?.closest('.stop') !== null &&
    document.elementFromPoint(x, y) !== null;
  const xs = [box.left + 6, box.left + box.width / 2, box.right - 6];
  const ys = [box.top + 6, box.top + box.height / 2, box.bottom - 6];
  return xs.flatMap((x) => ys.map((y) => at(x, y)));
})()`;

export const stopBox = `(() => {
  const box = document.querySelector('.stop').getBoundingClientRect();
  return { top: box.top, right: innerWidth - box.right, width: box.width, height: box.height };
})()`;

/** Elements that reach over the right edge of the page or of a panel that hides them, by class. */
export const overflowing = `(() => {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth) out.push('the page');
  for (const element of document.querySelectorAll('.view-body, .panel, .bench-screen, .trials-screen')) {
    if (element.scrollWidth > element.clientWidth + 1) out.push(element.className);
  }
  for (const element of document.querySelectorAll('.view-body')) {
    if (element.scrollHeight > element.clientHeight + 1) out.push('scrolls: ' + element.className);
  }
  return out;
})()`;

/** Text whose contrast with what is painted behind it is under 4.5:1, with the ratio. */
export const lowContrast = `(() => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [0, 0, 0]);
  };
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || element.closest('svg, style, script, .unseen') !== null) continue;
    if (element.getClientRects().length === 0) continue;
    const back = behind(element);
    const front = over(rgba(getComputedStyle(element).color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) out.push(ratio.toFixed(2) + ' ' + node.textContent.trim().slice(0, 40));
  }
  return out;
})()`;

/** Controls without a name that a screen reader could say. */
export const nameless = `[...document.querySelectorAll('button, input, canvas, video, [role="listbox"]')]
  .filter((element) => element.getClientRects().length > 0)
  .filter((element) => !(element.getAttribute('aria-label') || element.getAttribute('aria-labelledby') ||
    element.textContent.trim() || (element.labels && element.labels.length > 0) ||
    element.getAttribute('aria-hidden') || element.tabIndex < 0))
  .map((element) => element.outerHTML.slice(0, 120))`;

/** Animations that run, and transitions that any element would take longer than a millisecond over. */
export const moving = `[
  ...document.getAnimations().filter((each) => each.playState === 'running')
    .map((each) => (each.animationName ?? 'transition') + ' on ' + each.effect.target.classList[0]),
  ...[...document.querySelectorAll('*')].filter((element) =>
    getComputedStyle(element).transitionDuration.split(',').some((time) => parseFloat(time) > 0.001))
    .map((element) => 'transition on ' + element.className),
]`;
