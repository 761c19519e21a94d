/**
 * The 3-D drawing of a belief with three.js: table grid, arm, envelope, object and goal. Loaded only when it is shown.
 * It draws when `draw` is called and at no other time; who owns it paces it. Everything it made is gone when disposed.
 * The arm's parts follow `base/arm/so101`; no truth of any simulator is known here.
 */
import {
  AmbientLight,
  Color,
  DirectionalLight,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from 'three';
import { BenchError } from '../../main/base/model/errors.ts';
import type { Belief } from './belief.ts';
import { createArmModel } from './beliefArm.ts';
import { createTableModel } from './beliefTable.ts';
import { firstOrbit, fitScale, type Orbit, orbitEye, orbitTarget } from './orbit.ts';

/** CSS colours of the theme. */
export interface BeliefColours {
  readonly back: string;
  readonly grid: string;
  readonly envelope: string;
  readonly link: string;
  readonly servo: string;
  readonly object: string;
  readonly goal: string;
}

export interface BeliefScene extends Disposable {
  show(belief: Belief): void;
  look(orbit: Orbit): void;
  wear(colours: BeliefColours): void;
  /** CSS pixels. */
  resize(width: number, height: number): void;
  draw(): void;
}

/** More costs without being seen on a line drawing. */
const mostPixelRatio = 2;
const halfFovRad = (17 * Math.PI) / 180;
/** In a narrower picture the eye opens, so that what stands beside is not cut off. */
const leastAspect = 0.95;

function fovDeg(aspect: number): number {
  const halfRad = Math.atan(Math.tan(halfFovRad) / Math.min(1, aspect / leastAspect));
  return (2 * halfRad * 180) / Math.PI;
}

function openRenderer(canvas: HTMLCanvasElement): WebGLRenderer {
  // Asked for before three does, which would complain on the console.
  const context = canvas.getContext('webgl2', { antialias: true, alpha: false, depth: true });
  if (context === null) throw new BenchError('unavailable', 'this browser has no WebGL 2');
  return new WebGLRenderer({ canvas, context, antialias: true });
}

/**
 * Puts a canvas into `host`. Throws `unavailable` without WebGL; `onLost` is called when it is taken away later: then
 * only disposal makes sense.
 */
export function openBeliefScene(host: HTMLElement, onLost: () => void): BeliefScene {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  using undo = new DisposableStack();
  const renderer = undo.adopt(openRenderer(canvas), (opened) => {
    opened.dispose();
    opened.forceContextLoss();
  });
  const scene = new Scene();
  const eye = new PerspectiveCamera(fovDeg(1), 1, 0.05, 10);
  eye.up.set(0, 0, 1);
  const sun = new DirectionalLight(0xffffff, 2.2);
  sun.position.set(0.4, -0.7, 1.2);
  const arm = undo.use(createArmModel());
  const table = undo.use(createTableModel());
  const background = new Color();
  scene.background = background;
  scene.add(new AmbientLight(0xffffff, 1.3), sun, arm.root, table.root);
  let size = { width: 1, height: 1 };
  let fitted = { width: 0, height: 0 };
  /** A canvas of another size is empty: it is changed only when it is drawn at once, and stretched until then. */
  const fitCanvas = (): void => {
    if (fitted === size) return;
    fitted = size;
    renderer.setPixelRatio(Math.min(mostPixelRatio, window.devicePixelRatio));
    renderer.setSize(size.width, size.height, false);
    eye.aspect = size.width / size.height;
    eye.fov = fovDeg(eye.aspect);
    eye.updateProjectionMatrix();
  };
  let box: Belief['boxM'] = null;
  let orbit: Orbit = firstOrbit;
  const placeEye = (): void => {
    const tanUp = Math.tan((eye.fov * Math.PI) / 360);
    const scale = box === null ? 1 : fitScale(box, tanUp, tanUp * eye.aspect);
    eye.position.set(...orbitEye({ ...orbit, distanceM: orbit.distanceM * scale }));
    eye.lookAt(...orbitTarget);
  };
  const lost = (event: Event): void => {
    event.preventDefault();
    onLost();
  };
  canvas.addEventListener('webglcontextlost', lost);
  undo.defer(() => {
    canvas.removeEventListener('webglcontextlost', lost);
    canvas.remove();
  });
  host.append(canvas);
  const held = undo.move();
  return {
    show(belief) {
      box = belief.boxM;
      arm.pose(belief.jointsRad);
      table.show(belief);
    },
    look(wanted) {
      orbit = wanted;
    },
    wear(colours) {
      background.set(colours.back);
      arm.wear(colours);
      table.wear(colours);
    },
    resize(width, height) {
      size = { width: Math.max(1, width), height: Math.max(1, height) };
    },
    draw() {
      fitCanvas();
      placeEye();
      renderer.render(scene, eye);
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}
