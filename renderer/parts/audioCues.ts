/**
 * Short tones, so that a person can look at the table instead of the window: one for each second that is counted down,
 * a higher one when recording begins, two falling ones when it is kept, a low one when it ended by itself;
 * three soft ones when somebody is needed.
 */

export type Cue = 'count' | 'begin' | 'kept' | 'cut' | 'call';

interface Tone {
  readonly hz: number;
  readonly fromS: number;
  readonly lengthS: number;
}

const tones: Readonly<Record<Cue, readonly Tone[]>> = {
  count: [{ hz: 660, fromS: 0, lengthS: 0.08 }],
  begin: [{ hz: 990, fromS: 0, lengthS: 0.25 }],
  kept: [
    { hz: 880, fromS: 0, lengthS: 0.12 },
    { hz: 660, fromS: 0.14, lengthS: 0.16 },
  ],
  cut: [{ hz: 220, fromS: 0, lengthS: 0.6 }],
  call: [
    { hz: 520, fromS: 0, lengthS: 0.3 },
    { hz: 660, fromS: 0.35, lengthS: 0.3 },
    { hz: 520, fromS: 0.7, lengthS: 0.45 },
  ],
};

const loudness = 0.15;
const rampS = 0.01;
let context: AudioContext | null = null;

/** Silent where the browser has no sound, or does not allow it before the first press. */
export function playCue(cue: Cue): void {
  if (!('AudioContext' in globalThis)) return;
  context ??= new AudioContext();
  void context.resume();
  for (const { hz, fromS, lengthS } of tones[cue]) {
    const begins = context.currentTime + fromS;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hz;
    gain.gain.setValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(loudness, begins + rampS);
    gain.gain.setValueAtTime(loudness, begins + lengthS - rampS);
    gain.gain.linearRampToValueAtTime(0, begins + lengthS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(begins);
    oscillator.stop(begins + lengthS);
  }
}
