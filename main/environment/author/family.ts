/**
 * What every way of writing a judge has in common, as the author's search sees it: it fits itself to labelled moments and
 * then scores moments it never saw. Fitting and running share the same functions of the SDK, so that what was
 * cross-validated is what runs. A family knows no file of a recording, no fold and no other family.
 */
import type { AuthorClip } from '../../base/wire/author.ts';
import type { Observation } from '../../base/wire/program.ts';
import type { PartScore } from '../sdk/authoredJudge.ts';
import type { Picture } from '../sdk/picture.ts';

/** One set of pictures, one per camera, cropped already (what is cropped away is black). */
export interface Moment {
  readonly clipId: string;
  readonly atMs: number;
  readonly pictures: Readonly<Record<string, Picture>>;
  /** Null for films: no arm is known. */
  readonly arm: Observation | null;
}

/** A labelled clip with the moments that carry its label: of a success those from its decisive moment on. */
export interface Example {
  readonly clip: AuthorClip;
  readonly positive: boolean;
  readonly moments: readonly Moment[];
}

export interface Fitted {
  score(moment: Moment): Promise<PartScore>;
  /** What the judge's folder needs of it. Text or bytes by file name, and the part of judge.json's `config`. */
  files(): Promise<{
    readonly files: Readonly<Record<string, Uint8Array>>;
    readonly config: unknown;
  }>;
  /** One or two sentences for people: what it goes by. */
  readonly words: string;
}

export interface FitContext {
  readonly roles: readonly string[];
  readonly seed: number;
  readonly signal: AbortSignal;
  /** 0…1 of this fit. */
  progress(share: number): void;
  /**
   * By role, a middle of all clips' pictures to register pictures to, the same for every fold and family: then a picture
   * is registered once. It was made without labels and says nothing of any. Without one a family makes its own.
   */
  readonly scenes?: Readonly<Record<string, Picture>> | undefined;
  /** Lets whoever works hear its input. */
  readonly pause?: (() => Promise<void>) | undefined;
  /** Wall seconds this fit should take at most. */
  readonly seconds: number;
}

export interface Family {
  /** Names the code in the judge program that runs it: `nets`, `geometry`, `arm`. */
  readonly id: string;
  readonly words: string;
  /** Null: it can make nothing of this material, with why. */
  fit(
    examples: readonly Example[],
    context: FitContext,
  ): Promise<{ readonly fitted: Fitted } | { readonly why: string }>;
}
