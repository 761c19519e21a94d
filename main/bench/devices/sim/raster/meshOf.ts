/**
 * Triangle meshes of the primitives of a snapshot, in the primitive's own frame, built once per geometry. Closed and
 * convex, wound counter-clockwise as seen from outside, so that drawing may drop faces that look away.
 */
import type { SnapshotGeom } from '../snapshot.ts';

export interface Mesh {
  /** Three numbers per vertex, metres. */
  readonly vertices: Float64Array;
  /** Three vertex indices per triangle. */
  readonly triangles: Uint16Array;
  /** Three numbers per triangle: its outward unit normal. */
  readonly normals: Float64Array;
  /** Radius of the ball around the frame's origin that holds the mesh. */
  readonly radiusM: number;
}

const segments = 24;
const capRings = 4;

/** Rings of [radius, z] from bottom to top; a radius of 0 is a pole. Turned about z into a closed solid. */
function lathe(profile: readonly (readonly [number, number])[]): Mesh {
  const vertices: number[] = [];
  const rings: number[][] = profile.map(([radius, z]) => {
    if (radius === 0) {
      vertices.push(0, 0, z);
      return [vertices.length / 3 - 1];
    }
    return Array.from({ length: segments }, (_, i) => {
      const turn = (2 * Math.PI * i) / segments;
      vertices.push(radius * Math.cos(turn), radius * Math.sin(turn), z);
      return vertices.length / 3 - 1;
    });
  });
  const triangles: number[] = [];
  for (let r = 0; r + 1 < rings.length; r++) {
    const low = rings[r] as number[];
    const high = rings[r + 1] as number[];
    for (let i = 0; i < segments; i++) {
      const a = low[i % low.length] as number;
      const b = low[(i + 1) % low.length] as number;
      const c = high[(i + 1) % high.length] as number;
      const d = high[i % high.length] as number;
      if (a !== b) triangles.push(a, b, c);
      if (c !== d) triangles.push(a, c, d);
    }
  }
  return finish(vertices, triangles);
}

function box(x: number, y: number, z: number): Mesh {
  const vertices: number[] = [];
  for (const sz of [-z, z])
    for (const sy of [-y, y]) for (const sx of [-x, x]) vertices.push(sx, sy, sz);
  const quads = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const;
  return finish(
    vertices,
    quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]),
  );
}

function finish(vertices: readonly number[], triangles: readonly number[]): Mesh {
  const at = (index: number, axis: number): number => vertices[index * 3 + axis] as number;
  const normals = new Float64Array(triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = triangles.slice(t, t + 3) as [number, number, number];
    const ux = at(b, 0) - at(a, 0);
    const uy = at(b, 1) - at(a, 1);
    const uz = at(b, 2) - at(a, 2);
    const vx = at(c, 0) - at(a, 0);
    const vy = at(c, 1) - at(a, 1);
    const vz = at(c, 2) - at(a, 2);
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const length = Math.hypot(nx, ny, nz) || 1;
    normals.set([nx / length, ny / length, nz / length], t);
  }
  let radiusM = 0;
  for (let v = 0; v < vertices.length; v += 3) {
    radiusM = Math.max(radiusM, Math.hypot(at(v / 3, 0), at(v / 3, 1), at(v / 3, 2)));
  }
  return {
    vertices: Float64Array.from(vertices),
    triangles: Uint16Array.from(triangles),
    normals,
    radiusM,
  };
}

function capsuleProfile(radius: number, half: number): [number, number][] {
  const low: [number, number][] = [];
  for (let ring = 1; ring <= capRings; ring++) {
    const turn = (ring / capRings) * (Math.PI / 2);
    low.push([radius * Math.sin(turn), -half - radius * Math.cos(turn)]);
  }
  const high = low.map(([r, z]): [number, number] => [r, -z]).reverse();
  const body = half > 0 ? [...low, ...high] : [...low, ...high.slice(1)];
  return [[0, -half - radius], ...body, [0, half + radius]];
}

/** Null for a plane: the table is part of the background. */
export function meshOf(geom: SnapshotGeom): Mesh | null {
  const [a, b, c] = geom.sizeM;
  switch (geom.kind) {
    case 'box':
      return box(a, b, c);
    case 'cylinder':
      return lathe([
        [0, -b],
        [a, -b],
        [a, b],
        [0, b],
      ]);
    case 'capsule':
      return lathe(capsuleProfile(a, b));
    case 'sphere':
      return lathe(capsuleProfile(a, 0));
    case 'plane':
      return null;
  }
}
