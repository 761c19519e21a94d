/**
 * The tree on its canvas: it holds what is seen of it, takes pointer, wheel and keys, and draws before the browser's next
 * picture when something changed. Where a person stands and what is opened is told to whoever opened it.
 */
import type { CampaignTree } from '../../../main/base/model/campaign.ts';
import { watchTheme } from '../../draw/watchTheme.ts';
import { drawTree, pictureOf, type TreePicture } from './drawTree.ts';
import {
  frameNow,
  type Held,
  listenForKeys,
  listenForPointer,
  type TreeMarks,
  type TreePorts,
} from './listenToTree.ts';
import { canvasSurface, type TreeColours } from './treeSurface.ts';
import { bounded, type Size, type TreeFrame, zoomed } from './treeView.ts';
import { nodeWords } from './treeWords.ts';

export interface TreeCanvas extends Disposable {
  show(tree: CampaignTree): void;
  mark(marks: TreeMarks): void;
  resize(size: Omit<Size, 'textPx'>): void;
  /** Around the middle. */
  zoom(factor: number): void;
  fit(): void;
}

function readColours(element: HTMLElement): { colours: TreeColours; textPx: number } {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    textPx: Number.parseFloat(token('--text-axis')) || 11,
    colours: {
      ...{ success: token('--success'), strong: token('--text-1'), invalid: token('--invalid') },
      ...{ undecided: token('--undecided'), motion: token('--motion'), quiet: token('--text-3') },
      ...{ text: token('--text-2'), grid: token('--line'), edge: token('--line-strong') },
      ...{ ground: token('--surface-1'), focus: token('--focus') },
    },
  };
}

/** Places of what is marked, in the tree that is held. */
function marked({ picture, marks, hover }: Held): TreePicture | null {
  if (picture === null) return null;
  const place = (hash: string | null): number | null =>
    hash === null ? null : (picture.layout.placeOf.get(hash) ?? null);
  const head = place(marks.duel?.headHash ?? null);
  return {
    ...{ ...picture, hover },
    ...{ focus: place(marks.focus), chosen: place(marks.chosen) },
    duel: marks.duel === null || head === null ? null : { place: head, counts: marks.duel },
  };
}

/** Says the idea under the pointer, or the one on which the keyboard stands, beside its mark. */
function placeTip(tip: HTMLElement, frame: TreeFrame, picture: TreePicture, withFocus: boolean) {
  const { layout, hover, focus } = picture;
  const placed = layout.nodes[hover ?? (withFocus ? focus : null) ?? -1];
  const x = placed === undefined ? 0 : frame.xOf(placed.atMs);
  const isSeen = placed !== undefined && x >= frame.left && x <= frame.right;
  const words = isSeen ? nodeWords(placed.node) : '';
  if (tip.textContent !== words) tip.textContent = words;
  if (!isSeen) return;
  const y = frame.yOfLane(placed.lane);
  const { width, height } = frame.size;
  const { offsetWidth, offsetHeight } = tip;
  const left = Math.max(4, Math.min(x - offsetWidth / 2, width - offsetWidth - 4));
  const below = y + 16 + offsetHeight <= height;
  const top = below ? y + 16 : Math.max(0, y - 16 - offsetHeight);
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

/** `tip`: an element over the canvas, from its top left corner. */
export function openTreeCanvas(
  canvas: HTMLCanvasElement,
  tip: HTMLElement,
  ports: TreePorts,
): TreeCanvas | null {
  const ctx = canvas.getContext('2d');
  if (ctx === null) return null;
  using undo = new DisposableStack();
  const held: Held = {
    ...{ picture: null, view: null, hover: null, size: { width: 0, height: 0, textPx: 11 } },
    marks: { focus: null, chosen: null, duel: null },
  };
  let look = readColours(canvas);
  let planned: number | null = null;
  const draw = (): void => {
    planned = null;
    const picture = marked(held);
    const { width, height } = held.size;
    if (picture === null || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const frame = frameNow(held, picture);
    drawTree(canvasSurface(ctx, look.colours, look.textPx), frame, picture);
    if (canvas.dataset.pending !== 'false') canvas.dataset.pending = 'false';
    placeTip(tip, frame, picture, document.activeElement === canvas);
  };
  const ask = (): void => {
    planned ??= requestAnimationFrame(draw);
  };
  const zoomAt = (factor: number): void => {
    const { picture, marks } = held;
    if (picture === null) return;
    const frame = frameNow(held, picture);
    const place = marks.focus === null ? undefined : picture.layout.placeOf.get(marks.focus);
    const at = place === undefined ? undefined : picture.layout.nodes[place];
    const x = at === undefined ? (frame.left + frame.right) / 2 : frame.xOf(at.atMs);
    const around = x < frame.left || x > frame.right ? (frame.left + frame.right) / 2 : x;
    held.view = zoomed(picture.layout, frame, factor, around);
    ask();
  };
  undo.defer(() => {
    if (planned !== null) cancelAnimationFrame(planned);
  });
  undo.use(
    watchTheme(() => {
      look = readColours(canvas);
      ask();
    }),
  );
  for (const kind of ['focus', 'blur'] as const) {
    canvas.addEventListener(kind, ask);
    undo.defer(() => canvas.removeEventListener(kind, ask));
  }
  undo.use(listenForPointer(canvas, held, ports, ask));
  const tree: TreeCanvas = {
    show(next) {
      held.picture = pictureOf(next);
      held.hover = null;
      if (held.view !== null) held.view = bounded(held.picture.layout, held.view, held.size);
      ask();
    },
    mark(marks) {
      held.marks = marks;
      ask();
    },
    resize(size) {
      look = readColours(canvas);
      held.size = { ...size, textPx: look.textPx };
      if (held.view !== null && held.picture !== null)
        held.view = bounded(held.picture.layout, held.view, held.size);
      ask();
    },
    zoom: zoomAt,
    fit() {
      held.view = null;
      ask();
    },
    [Symbol.dispose]: () => opened.dispose(),
  };
  undo.use(listenForKeys(canvas, held, ports, tree));
  const opened = undo.move();
  return tree;
}
