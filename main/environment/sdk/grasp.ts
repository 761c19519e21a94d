/**
 * Taking a thing by its square knob, carrying it and putting it down. The fixed jaw comes down beside one face of the
 * knob, the moving jaw closes on the opposite one, so the knob's middle then lies a known step from the tip. There are
 * four ways to take a square knob; the one that reaches at both ends and turns the hand least is chosen.
 */
import { so101 } from '../../base/arm/so101.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { Arm, ToolTarget } from './motion.ts';
import type { Script } from './script.ts';

export interface KnobGrip {
  readonly knobSideM: number;
  /** Height of the tip while gripping: above the thing's body, below the knob's top. */
  readonly gripHeightM: number;
  /** Height of the tip over everything, with the open jaw. */
  readonly hoverM: number;
  /** Height of the tip while carrying; equal to `gripHeightM` to slide the thing. */
  readonly carryM: number;
  /** Room between fixed jaw and knob on the way down. */
  readonly looseM: number;
  /** How the jaws take it; what suits a knob of 14 mm where it is not said. */
  readonly jaws?: GripJaws | undefined;
}

export interface GripJaws {
  /** Wide enough for the knob's diagonal. */
  readonly openRad: number;
  /** How far the jaw's goal goes beyond where the knob stopped it. */
  readonly squeezeRad: number;
  /** A knob between the jaws stops them in here, under at least that load (share of the stall torque). */
  readonly heldRad: { readonly min: number; readonly max: number };
  readonly leastLoad: number;
  /** Down to the knob and up from it, m/s. */
  readonly lowerMs: number;
}

export interface Grasp {
  readonly pick: ToolTarget;
  readonly place: ToolTarget;
  /** Unit vectors from the fixed jaw to the moving one. */
  readonly pickJaw: { readonly x: number; readonly y: number };
  readonly placeJaw: { readonly x: number; readonly y: number };
}

/** Squeezed by about 1 Nm. */
const usualJaws: GripJaws = {
  ...{ openRad: 0.55, squeezeRad: 0.06, heldRad: { min: 0.1, max: 0.3 } },
  ...{ leastLoad: 0.1, lowerMs: 0.17 },
};
const jawsOf = ({ jaws = usualJaws }: KnobGrip): GripJaws => jaws;
const loweringOf = (grip: KnobGrip) => ({ speed: jawsOf(grip).lowerMs, acceleration: 1.2 });

/** The four ways to take the knob at `from` and put it down at `to`. */
export function graspsOf(from: PlanarPose, to: PlanarPose, grip: KnobGrip): readonly Grasp[] {
  const gripped = grip.knobSideM / 2 + so101.noseRadiusM;
  return [0, 1, 2, 3].map((quarter) => {
    const at = (pose: PlanarPose, awayM: number) => {
      const yawRad = pose.yawRad + (quarter * Math.PI) / 2;
      const jaw = { x: Math.cos(yawRad), y: Math.sin(yawRad) };
      const target: ToolTarget = {
        xM: pose.xM - awayM * jaw.x,
        yM: pose.yM - awayM * jaw.y,
        zM: grip.gripHeightM,
        turn: { jawYawRad: yawRad },
      };
      return { jaw, target };
    };
    const pick = at(from, gripped + grip.looseM);
    const place = at(to, gripped);
    return { pick: pick.target, place: place.target, pickJaw: pick.jaw, placeJaw: place.jaw };
  });
}

/** The grip that reaches at both ends, turning the hand least; null when none does. */
export function chooseGrasp(
  arm: Arm,
  from: PlanarPose,
  to: PlanarPose,
  grip: KnobGrip,
): Grasp | null {
  const rollNow = arm.commandedJoints()[4] ?? 0;
  let best: Grasp | null = null;
  let leastTurnRad = Number.POSITIVE_INFINITY;
  for (const grasp of graspsOf(from, to, grip)) {
    const stations = [
      { ...grasp.pick, zM: grip.hoverM },
      grasp.pick,
      { ...grasp.pick, zM: grip.carryM },
      { ...grasp.place, zM: grip.carryM },
      grasp.place,
    ].map((target) => arm.reach(target)?.[4]);
    const [above, , , , place] = stations;
    if (stations.includes(undefined) || above === undefined || place === undefined) continue;
    const turnRad = Math.abs(above - rollNow) + Math.abs(place - above);
    if (turnRad >= leastTurnRad) continue;
    leastTurnRad = turnRad;
    best = grasp;
  }
  return best;
}

/** Picks up, carries, puts down, rises. Null when all went well, else what did not; the thing is then where it is. */
export async function* pickAndPlace(arm: Arm, grasp: Grasp, grip: KnobGrip): Script<string | null> {
  const { openRad, squeezeRad } = jawsOf(grip);
  const lowering = loweringOf(grip);
  const over = { ...grasp.pick, zM: grip.hoverM, gripperRad: openRad };
  if (!(yield* arm.go(over))) return 'the way to the knob is out of reach';
  yield* arm.settle({ minS: 0.12, maxS: 0.4 });
  yield* arm.line(grasp.pick, lowering);
  yield* arm.settle({ minS: 0.12, maxS: 0.3 });
  const held = yield* arm.grip({ squeezeRad, speedRadS: 2.2, maxS: 1 });
  if (!isHeld(held, grip)) return yield* letGo(arm, grasp.pickJaw, grip, missed(held));
  if (grip.carryM > grip.gripHeightM) {
    yield* arm.line({ ...grasp.pick, zM: grip.carryM }, lowering);
    yield* arm.settle({ minS: 0.08, maxS: 0.2 });
    const lifted = heldNow(arm);
    if (!isHeld(lifted, grip)) return yield* letGo(arm, grasp.pickJaw, grip, missed(lifted));
  }
  if (!(yield* arm.go({ ...grasp.place, zM: grip.carryM })))
    return 'the way to the place is out of reach';
  yield* arm.settle({ minS: 0.16, maxS: 0.4 });
  const carried = heldNow(arm);
  if (!isHeld(carried, grip))
    return yield* letGo(
      arm,
      grasp.placeJaw,
      grip,
      `the knob slipped out on the way ${told(carried)}`,
    );
  yield* arm.line(grasp.place, lowering);
  yield* arm.settle({ minS: 0.12, maxS: 0.3 });
  yield* letGo(arm, grasp.placeJaw, grip, '');
  return null;
}

interface Held {
  readonly angleRad: number;
  readonly load: number;
}

function heldNow(arm: Arm): Held {
  const { positionRad, load } = arm.seen().observation;
  return { angleRad: positionRad[5] ?? 0, load: Math.abs(load[5] ?? 0) };
}

function isHeld({ angleRad, load }: Held, grip: KnobGrip): boolean {
  const { heldRad, leastLoad } = jawsOf(grip);
  return angleRad > heldRad.min && angleRad < heldRad.max && load > leastLoad;
}

const told = ({ angleRad, load }: Held): string =>
  `(${angleRad.toFixed(2)} rad, load ${load.toFixed(2)})`;
const missed = (held: Held): string => `no knob between the jaws ${told(held)}`;

/** Opens, steps the fixed jaw off the knob so that it does not drag it along, and rises. Gives back `words`. */
async function* letGo(
  arm: Arm,
  jaw: { readonly x: number; readonly y: number },
  grip: KnobGrip,
  words: string,
): Script<string> {
  yield* arm.jaw(jawsOf(grip).openRad, 2.5);
  const { xM, yM, zM } = arm.commanded();
  const beside = { xM: xM - 0.003 * jaw.x, yM: yM - 0.003 * jaw.y };
  yield* arm.line({ ...beside, zM }, loweringOf(grip));
  yield* arm.line({ ...beside, zM: grip.hoverM });
  return words;
}
