/**
 * What was learnt about a placed thing as files of a judge's folder: numbers as JSON, pictures as PNG (lossless, so that
 * what was tried is what runs, and a person can look at them).
 */
import sharp from 'sharp';
import { BenchError } from '../../base/model/errors.ts';
import type { Picture } from './picture.ts';
import type { PlacedSet, PosePair } from './placedSet.ts';
import { openPlacedView, type PlacedModel, type PlacedView } from './placedView.ts';

type Pictures = 'scene' | 'known' | 'thing' | 'parts';

export type StoredPlaced = Omit<PlacedModel, Pictures> & {
  /** Pictures are registered to one of their own, not to the scene. */
  readonly hasKnown?: boolean;
};

/** The part of judge.json's `config` that `openPlacedFiles` needs. */
export interface PlacedConfig {
  readonly cameras: Readonly<Record<string, StoredPlaced>>;
  readonly pairs: readonly PosePair[];
}

const fileOf = (role: string, what: Pictures): string => `placed-${role}-${what}.png`;

async function encode(bytes: Uint8Array, size: Picture, channels: 1 | 3): Promise<Uint8Array> {
  const { width, height } = size;
  return await sharp(bytes, { raw: { width, height, channels } })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

async function decode(bytes: Uint8Array, channels: 1 | 3): Promise<Picture> {
  const image = sharp(bytes, { limitInputPixels: 1 << 24 });
  const { data, info } = await (channels === 3
    ? image.toColourspace('srgb')
    : image.extractChannel(0).toColourspace('b-w')
  )
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) {
    throw new BenchError('bad-input', `a stored picture has ${info.channels} channels`, {
      hint: 'The judge’s folder was changed by hand; write the judge again.',
    });
  }
  return { width: info.width, height: info.height, rgb: Uint8Array.from(data) };
}

export async function encodePlaced(set: PlacedSet): Promise<{
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly config: PlacedConfig;
}> {
  const files: Record<string, Uint8Array> = {};
  const cameras: Record<string, StoredPlaced> = {};
  for (const [role, { model }] of Object.entries(set.views)) {
    const { scene, known, thing, parts, ...stored } = model;
    files[fileOf(role, 'scene')] = await encode(scene.rgb, scene, 3);
    if (known !== undefined) files[fileOf(role, 'known')] = await encode(known.rgb, known, 3);
    files[fileOf(role, 'thing')] = await encode(thing.rgb, scene, 3);
    files[fileOf(role, 'parts')] = await encode(parts, scene, 1);
    cameras[role] = { ...stored, hasKnown: known !== undefined };
  }
  return { files, config: { cameras, pairs: set.pairs } };
}

/** `read` gives a file of the judge's folder by name. */
export async function openPlacedFiles(
  config: PlacedConfig,
  read: (name: string) => Promise<Uint8Array>,
): Promise<PlacedSet> {
  const views: Record<string, PlacedView> = {};
  for (const [role, { hasKnown, ...stored }] of Object.entries(config.cameras)) {
    const scene = await decode(await read(fileOf(role, 'scene')), 3);
    const known =
      hasKnown === true ? await decode(await read(fileOf(role, 'known')), 3) : undefined;
    const thing = await decode(await read(fileOf(role, 'thing')), 3);
    const parts = await decode(await read(fileOf(role, 'parts')), 1);
    views[role] = openPlacedView({ ...stored, scene, known, thing, parts: parts.rgb });
  }
  return { views, pairs: config.pairs };
}
