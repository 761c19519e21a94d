/** The pinhole against numbers worked by hand, and lines that pass behind the camera. */
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { CameraModel } from '../../main/base/model/camera.ts';
import { boxEdges } from './boxEdges.ts';
import { fitPoints, lookAt, projectPoint, projectSegment } from './project.ts';

/** One metre above the table, looking straight down: picture right is −y, picture down is −x. */
const down: CameraModel = {
  role: 'overhead',
  widthPx: 320,
  heightPx: 240,
  focalPx: 300,
  centreXPx: 160,
  centreYPx: 120,
  worldFromCamera: [0, -1, 0, 0.2, -1, 0, 0, 0, 0, 0, -1, 1, 0, 0, 0, 1],
};

describe('the projection', () => {
  it('puts the point under the camera at the centre, and its neighbours where they belong', () => {
    expect(projectPoint(down, [0.2, 0, 0])).toEqual({ x: 160, y: 120 });
    expect(projectPoint(down, [0.3, 0, 0])).toEqual({ x: 160, y: 90 });
    expect(projectPoint(down, [0.2, 0.1, 0])).toEqual({ x: 130, y: 120 });
    const nearer = must(projectPoint(down, [0.3, 0, 0.5]));
    expect(nearer.y).toBeCloseTo(60, 9);
  });

  it('shows nothing of what is behind the camera, and cuts what passes it', () => {
    expect(projectPoint(down, [0.2, 0, 1.5])).toBeNull();
    expect(projectSegment(down, [0, 0, 2], [0, 0, 3])).toBeNull();
    const seen = must(projectSegment(down, [0.3, 0, 0], [0.3, 0, 2]));
    expect(seen[0]).toEqual({ x: 160, y: 90 });
    expect(Number.isFinite(seen[1].y)).toBe(true);
    expect(seen[1].y).toBeLessThan(-1000);
  });

  it('looks where it is told to, with the world upright', () => {
    const size = { widthPx: 400, heightPx: 300, focalPx: 300 };
    const model = lookAt('side', [0.8, 0, 0.3], [0.2, 0, 0.05], size);
    const centre = must(projectPoint(model, [0.2, 0, 0.05]));
    expect(centre.x).toBeCloseTo(200, 9);
    expect(centre.y).toBeCloseTo(150, 9);
    const above = must(projectPoint(model, [0.2, 0, 0.15]));
    expect(above.y).toBeLessThan(centre.y);
    const left = must(projectPoint(model, [0.2, -0.1, 0.05]));
    expect(left.x).toBeLessThan(centre.x); // seen from the front, the robot's right is on the left
  });

  it('fits points into a picture, touching its margins on one axis', () => {
    const size = { widthPx: 400, heightPx: 300, focalPx: 1 };
    const model = lookAt('fit', [1, -1, 1], [0, 0, 0], size);
    const points = [-1, 1].flatMap((x) =>
      [-1, 1].flatMap((y) => [0, 0.4].map((z) => [x * 0.2, y * 0.3, z] as const)),
    );
    const fitted = fitPoints(model, points, 20);
    const seen = points.map((point) => must(projectPoint(fitted, point)));
    const xs = seen.map((point) => point.x);
    const ys = seen.map((point) => point.y);
    const gaps = [Math.min(...xs), 400 - Math.max(...xs), Math.min(...ys), 300 - Math.max(...ys)];
    expect(Math.min(...gaps)).toBeCloseTo(20, 6);
    expect(fitPoints(model, [], 20)).toBe(model);
  });

  it('a box has four edges on its floor and twelve in all', () => {
    const span = { min: 0, max: 1 };
    const edges = boxEdges({ x: span, y: span, z: span });
    expect(edges).toHaveLength(12);
    expect(edges.filter((edge) => edge.floor)).toHaveLength(4);
    const lengths = edges.map(({ from, to }) =>
      Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]),
    );
    expect(lengths.every((length) => length === 1)).toBe(true);
  });
});
