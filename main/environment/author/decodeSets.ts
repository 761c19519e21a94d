/**
 * Stored sets as pictures, in the form in which a judge sees them: decoded once and kept while there is room, decoded
 * again where there is none. A set with a picture that a judge would refuse (blank, unreadable, of another size) is null.
 */
import { must } from '../../base/lib/assert.ts';
import type { PictureShare } from '../../base/wire/program.ts';
import { lookAt, type ViewRule } from '../sdk/authoredJudge.ts';
import type { Picture } from '../sdk/picture.ts';
import type { Moment } from './family.ts';
import type { ClipSets, FrameSet, Material } from './readSets.ts';

export interface SetPictures {
  readonly views: Readonly<Record<string, ViewRule>>;
  moment(clip: ClipSets, set: FrameSet): Promise<Moment | null>;
  /** Of what is kept. */
  readonly bytes: number;
}

const mostBytes = 320 << 20;
const whole: PictureShare = { x: 0, y: 0, w: 1, h: 1 };

const sizeWords = ({ width, height }: Picture): string => `${width}×${height}`;

/** The size that most clips have, of each role. */
async function sizesOf(
  { roles, clips }: Material,
  views: Readonly<Record<string, ViewRule>>,
): Promise<Record<string, { widthPx: number; heightPx: number }>> {
  const seen = new Map<string, Map<string, { count: number; picture: Picture }>>();
  for (const { scored } of clips) {
    const { pictures } = await lookAt(must(scored[0]), views);
    for (const [role, picture] of Object.entries(pictures)) {
      const sizes = seen.get(role) ?? new Map<string, { count: number; picture: Picture }>();
      seen.set(role, sizes);
      const { width, height } = picture;
      const known = sizes.get(sizeWords(picture));
      const bare = { width, height, rgb: new Uint8Array(0) };
      sizes.set(sizeWords(picture), { count: (known?.count ?? 0) + 1, picture: bare });
    }
  }
  const sizes: Record<string, { widthPx: number; heightPx: number }> = {};
  for (const role of roles) {
    const most = [...(seen.get(role)?.values() ?? [])].sort((a, b) => b.count - a.count)[0];
    if (most !== undefined)
      sizes[role] = { widthPx: most.picture.width, heightPx: most.picture.height };
  }
  return sizes;
}

export async function openPictures(
  material: Material,
  crops: Readonly<Record<string, PictureShare>>,
): Promise<SetPictures> {
  const any = Object.fromEntries(
    material.roles.map((role) => [role, { crop: crops[role] ?? whole, size: null }]),
  );
  const sizes = await sizesOf(material, any);
  const views = Object.fromEntries(
    Object.entries(any).map(([role, { crop }]) => [role, { crop, size: sizes[role] ?? null }]),
  );
  return keepPictures(views);
}

/** Whoever has the views needs nothing else to see sets as the judge will. */
export function keepPictures(views: SetPictures['views']): SetPictures {
  const kept = new WeakMap<FrameSet, Moment>();
  let bytes = 0;
  return {
    views,
    get bytes() {
      return bytes;
    },
    async moment({ clip }, set) {
      const known = kept.get(set);
      if (known !== undefined) return known;
      const { pictures, flags } = await lookAt(set, views);
      if (flags.length > 0) return null;
      const moment: Moment = { clipId: clip.id, atMs: set.atMs, pictures, arm: set.arm };
      const own = Object.values(pictures).reduce((sum, { rgb }) => sum + rgb.byteLength, 0);
      if (bytes + own <= mostBytes) {
        bytes += own;
        kept.set(set, moment);
      }
      return moment;
    },
  };
}
