/**
 * Where the eye of the 3-D view stands: on a sphere around a point of the table, bounded so that it stays above the
 * table, near enough to see and never upside down. Angles in radians, z up. Pure.
 */
import type { Box } from '../../main/base/model/arm.ts';
import type { Vec3 } from './project.ts';

export interface Orbit {
  /** About z, from x: 0 looks from in front of the robot towards it. */
  readonly azimuthRad: number;
  /** Above the horizon. */
  readonly elevationRad: number;
  readonly distanceM: number;
}

/** From the front left of the robot, a little above: the arm, its envelope and the table in one look. */
export const firstOrbit: Orbit = { azimuthRad: -0.68, elevationRad: 0.5, distanceM: 1.25 };
export const orbitTarget: Vec3 = [0.17, 0, 0.1];

const elevation = { min: 0.03, max: Math.PI / 2 - 0.01 } as const;
const distance = { min: 0.3, max: 2.5 } as const;

const clamp = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value));

export function turnOrbit(orbit: Orbit, azimuthRad: number, elevationRad: number): Orbit {
  const turned = orbit.azimuthRad + azimuthRad;
  return {
    ...orbit,
    azimuthRad: turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI)),
    elevationRad: clamp(orbit.elevationRad + elevationRad, elevation.min, elevation.max),
  };
}

/** `by` under 1 comes nearer. */
export function zoomOrbit(orbit: Orbit, by: number): Orbit {
  return { ...orbit, distanceM: clamp(orbit.distanceM * by, distance.min, distance.max) };
}

export function orbitEye({ azimuthRad, elevationRad, distanceM }: Orbit): Vec3 {
  const flatM = distanceM * Math.cos(elevationRad);
  return [
    orbitTarget[0] + flatM * Math.cos(azimuthRad),
    orbitTarget[1] + flatM * Math.sin(azimuthRad),
    orbitTarget[2] + distanceM * Math.sin(elevationRad),
  ];
}

/** So much of the picture the box may fill. */
const fill = 0.94;

/**
 * How much further away than `distanceM` the eye must stand so that the whole box is in the picture of the first look;
 * 1 where it is anyway. `tanUp` and `tanAcross` are the tangents of half the angles of view.
 */
export function fitScale(box: Box, tanUp: number, tanAcross: number): number {
  const { azimuthRad, elevationRad, distanceM } = firstOrbit;
  const [ca, sa, ce, se] = [azimuthRad, elevationRad].flatMap((rad) => [
    Math.cos(rad),
    Math.sin(rad),
  ]) as [number, number, number, number];
  let needM = distanceM;
  for (const x of [box.x.min, box.x.max])
    for (const y of [box.y.min, box.y.max])
      for (const z of [box.z.min, box.z.max]) {
        const [dx, dy, dz] = [x - orbitTarget[0], y - orbitTarget[1], z - orbitTarget[2]];
        const towards = dx * ce * ca + dy * ce * sa + dz * se;
        const across = Math.abs(-dx * sa + dy * ca) / (fill * tanAcross);
        const up = Math.abs(-dx * se * ca - dy * se * sa + dz * ce) / (fill * tanUp);
        needM = Math.max(needM, towards + across, towards + up);
      }
  return needM / distanceM;
}

const stepRad = Math.PI / 24;
const zoomStep = 1.12;

/** What a key does to the view; null when it means nothing here. */
export function orbitByKey(orbit: Orbit, key: string): Orbit | null {
  switch (key) {
    case 'ArrowLeft':
      return turnOrbit(orbit, -stepRad, 0);
    case 'ArrowRight':
      return turnOrbit(orbit, stepRad, 0);
    case 'ArrowUp':
      return turnOrbit(orbit, 0, stepRad);
    case 'ArrowDown':
      return turnOrbit(orbit, 0, -stepRad);
    case '+':
    case '=':
      return zoomOrbit(orbit, 1 / zoomStep);
    case '-':
      return zoomOrbit(orbit, zoomStep);
    case 'Home':
      return firstOrbit;
    default:
      return null;
  }
}
