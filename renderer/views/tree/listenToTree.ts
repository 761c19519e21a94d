/**
 * What a person does on the canvas of the tree: dragging, the wheel, clicks and keys. They change what is seen of it, or
 * are told to whoever opened the canvas.
 */
import { keyName } from '../../actions/keyName.ts';
import type { TreePicture } from './drawTree.ts';
import {
  fitView,
  frameOf,
  panned,
  placeAt,
  type Size,
  type Step,
  shown,
  stepFrom,
  type TreeFrame,
  type TreeView,
  zoomed,
} from './treeView.ts';

export interface TreePorts {
  onStand(policyHash: string): void;
  onOpen(policyHash: string): void;
  onChoose(policyHash: string): void;
  onLeave(): void;
}

/** What is known from outside. */
export interface TreeMarks {
  readonly focus: string | null;
  readonly chosen: string | null;
  readonly duel: {
    readonly headHash: string;
    readonly wins: number;
    readonly losses: number;
  } | null;
}

export interface Held {
  picture: TreePicture | null;
  marks: TreeMarks;
  size: Size;
  /** Null: all of it, also when it grows. */
  view: TreeView | null;
  hover: number | null;
}

export const frameNow = (held: Held, { layout }: TreePicture): TreeFrame =>
  frameOf(layout, held.view ?? fitView(layout, held.size), held.size);

export const zoomStep = 1.5;
const dragFromPx = 4;

const keySteps: Readonly<Record<string, Step>> = {
  '←': 'parent',
  '→': 'child',
  '↓': 'later',
  '↑': 'earlier',
};

export function listenForPointer(
  canvas: HTMLCanvasElement,
  held: Held,
  ports: TreePorts,
  ask: () => void,
) {
  let drag: { x: number; y: number; moved: boolean } | null = null;
  const at = (event: PointerEvent | WheelEvent): readonly [number, number] => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const under = (event: PointerEvent): number | null => {
    const { picture } = held;
    return picture === null ? null : placeAt(picture.layout, frameNow(held, picture), ...at(event));
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    drag = { x, y, moved: false };
  };
  const onMove = (event: PointerEvent): void => {
    const { picture } = held;
    if (picture === null) return;
    const [x, y] = at(event);
    if (drag === null) {
      const place = under(event);
      if (place === held.hover) return;
      held.hover = place;
      canvas.style.cursor = place === null ? '' : 'pointer';
      ask();
      return;
    }
    const far = Math.hypot(x - drag.x, y - drag.y) >= dragFromPx;
    if (!drag.moved && !far) return;
    held.view = panned(picture.layout, frameNow(held, picture), x - drag.x, y - drag.y);
    drag = { x, y, moved: true };
    ask();
  };
  const onUp = (event: PointerEvent): void => {
    const wasClick = drag !== null && !drag.moved;
    drag = null;
    const place = wasClick ? under(event) : null;
    const hash = place === null ? undefined : held.picture?.layout.nodes[place]?.node.policyHash;
    if (hash === undefined) return;
    const before = held.marks.focus;
    ports.onStand(hash);
    if (!event.shiftKey) ports.onOpen(hash);
    else {
      if (held.marks.chosen === null && before !== null && before !== hash) ports.onChoose(before);
      ports.onChoose(hash);
    }
  };
  const onLeave = (): void => {
    if (held.hover === null) return;
    held.hover = null;
    ask();
  };
  const onWheel = (event: WheelEvent): void => {
    const { picture } = held;
    if (picture === null) return;
    const frame = frameNow(held, picture);
    const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    const down = event.shiftKey ? 0 : event.deltaY;
    if (event.ctrlKey) {
      const factor = Math.exp(-Math.max(-200, Math.min(200, event.deltaY)) / 300);
      held.view = zoomed(picture.layout, frame, factor, at(event)[0]);
    } else if (across !== 0) held.view = panned(picture.layout, frame, -across, 0);
    else if (frame.overflowPx > 0) held.view = panned(picture.layout, frame, 0, -down);
    else return; // the page scrolls
    event.preventDefault();
    ask();
  };
  using undo = new DisposableStack();
  const options = new AbortController();
  const { signal } = options;
  canvas.addEventListener('pointerdown', onDown, { signal });
  canvas.addEventListener('pointermove', onMove, { signal });
  canvas.addEventListener('pointerup', onUp, { signal });
  canvas.addEventListener('pointercancel', () => (drag = null), { signal });
  canvas.addEventListener('pointerleave', onLeave, { signal });
  canvas.addEventListener('wheel', onWheel, { signal, passive: false });
  undo.defer(() => options.abort());
  return undo.move();
}

export function listenForKeys(
  canvas: HTMLCanvasElement,
  held: Held,
  ports: TreePorts,
  tree: { zoom(factor: number): void; fit(): void },
) {
  const onKey = (event: KeyboardEvent): void => {
    const { picture, marks } = held;
    if (picture === null) return;
    const { layout } = picture;
    const name = keyName(event);
    const step = keySteps[name];
    const place = marks.focus === null ? null : (layout.placeOf.get(marks.focus) ?? null);
    if (step !== undefined) {
      const next = stepFrom(layout, place, step);
      const node = next === null ? undefined : layout.nodes[next]?.node;
      if (next !== null && held.view !== null)
        held.view = shown(layout, frameNow(held, picture), next);
      if (node !== undefined) ports.onStand(node.policyHash);
    } else if (name === 'Enter' && marks.focus !== null) ports.onOpen(marks.focus);
    else if (name === 'C' && marks.focus !== null) ports.onChoose(marks.focus);
    else if (name === 'Esc' && marks.chosen !== null) ports.onLeave();
    else if (event.key === '+' || event.key === '=') tree.zoom(zoomStep);
    else if (event.key === '-') tree.zoom(1 / zoomStep);
    else if (event.key === '0') tree.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  canvas.addEventListener('keydown', onKey);
  return { [Symbol.dispose]: () => canvas.removeEventListener('keydown', onKey) };
}
