/**
 * The 3-D view of the belief: the eye turns by mouse and by keys. three.js is fetched when this is first shown; until it
 * stands nothing is seen of it. Drawn only when something changed, five times a second at most, never while hidden.
 */
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useRef,
  useState,
} from 'react';
import { realClock } from '../../../main/base/lib/clock.ts';
import { beliefOf, isNews } from '../../draw/belief.ts';
import { createDrawPace } from '../../draw/drawPace.ts';
import type { BeliefColours, BeliefScene } from '../../draw/openBeliefScene.ts';
import { type Orbit, orbitByKey, turnOrbit, zoomOrbit } from '../../draw/orbit.ts';
import { watchTheme } from '../../draw/watchTheme.ts';
import { useWindow } from '../../store/windowStore.ts';

const drawEveryMs = 200;
const turnRadPx = 0.008;

function coloursOf(element: HTMLElement): BeliefColours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    back: token('--surface-1'),
    grid: token('--line'),
    envelope: token('--motion'),
    link: token('--belief-link'),
    servo: token('--belief-servo'),
    object: token('--belief-object'),
    goal: token('--text-3'),
  };
}

interface Shown extends Disposable {
  resize(): void;
}

/** Keeps the scene like the store and the theme, and draws what is news. */
function keepShown(host: HTMLElement, scene: BeliefScene): Shown {
  using undo = new DisposableStack();
  undo.use(scene);
  const pace = undo.use(
    createDrawPace(
      { clock: realClock, beforePaint: (run) => requestAnimationFrame(run), draw: scene.draw },
      drawEveryMs,
    ),
  );
  let belief = beliefOf(useWindow.getState());
  let orbit: Orbit = useWindow.getState().orbit;
  const wear = (): void => {
    scene.wear(coloursOf(host));
    pace.ask();
  };
  const resize = (): void => {
    scene.resize(host.clientWidth, host.clientHeight);
    pace.ask();
  };
  scene.show(belief);
  scene.look(orbit);
  wear();
  resize();
  // At once: a canvas that was never drawn is black.
  scene.draw();
  undo.use(watchTheme(wear));
  undo.defer(
    useWindow.subscribe((state) => {
      const now = beliefOf(state);
      const turned = state.orbit !== orbit;
      if (!turned && !isNews(belief, now)) return;
      belief = now;
      orbit = state.orbit;
      scene.show(belief);
      scene.look(orbit);
      pace.ask();
    }),
  );
  const held = undo.move();
  return { resize, [Symbol.dispose]: () => held.dispose() };
}

const move = (change: (orbit: Orbit) => Orbit): void =>
  useWindow.setState(({ orbit }) => ({ orbit: change(orbit) }));

/** React hears the wheel too late to keep the page from scrolling. */
function zoomByWheel(host: HTMLElement): Disposable {
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    move((orbit) => zoomOrbit(orbit, Math.exp(Math.sign(event.deltaY) * 0.12)));
  };
  host.addEventListener('wheel', onWheel, { passive: false });
  return { [Symbol.dispose]: () => host.removeEventListener('wheel', onWheel) };
}

const keep = {
  onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = orbitByKey(useWindow.getState().orbit, event.key);
    if (next === null) return;
    event.preventDefault();
    useWindow.setState({ orbit: next });
  },
  onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
  },
  onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move((orbit) => turnOrbit(orbit, -event.movementX * turnRadPx, event.movementY * turnRadPx));
  },
};

export function Belief3d(props: {
  readonly width: number;
  readonly height: number;
  /** It stands and is drawn. */
  onOpen(): void;
  /** No WebGL here, or it was taken away. */
  onFailed(): void;
}): ReactElement {
  const host = useRef<HTMLElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const { onOpen, onFailed } = props;
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let gone = false;
    let mine: Shown | null = null;
    const wheel = zoomByWheel(element);
    const open = async (): Promise<void> => {
      const { openBeliefScene } = await import('../../draw/openBeliefScene.ts');
      if (gone) return;
      mine = keepShown(element, openBeliefScene(element, onFailed));
      setShown(mine);
      onOpen();
    };
    // Whatever it is, the drawing in lines says the same.
    open().catch(() => {
      if (!gone) onFailed();
    });
    return () => {
      gone = true;
      wheel[Symbol.dispose]();
      mine?.[Symbol.dispose]();
      setShown(null);
    };
  }, [onOpen, onFailed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size is read from the element
  useEffect(() => shown?.resize(), [shown, props.width, props.height]);
  return (
    <section
      className="belief-3d"
      data-shot="loose"
      ref={host}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is turned by arrow keys
      tabIndex={0}
      aria-label="3-D view of the arm. Arrow keys turn it, plus and minus come nearer or go away, Home resets it."
      {...keep}
    />
  );
}
