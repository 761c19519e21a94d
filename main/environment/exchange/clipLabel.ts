/** What an export says of a demo: the label that counts of the clip that was cut from all of it, where there is one. */
import { type DemoView, labelValues } from '../../base/model/episode.ts';
import type { ExportDemo } from '../../base/wire/exchange.ts';
import type { Clip } from '../clips/clipPages.ts';
import { countedLabel } from '../clips/clipView.ts';

export function clipLabel(
  clips: readonly Clip[],
  demo: DemoView,
): Pick<ExportDemo, 'result' | 'decidedMs'> | null {
  for (const clip of clips) {
    if (clip.demoId !== demo.id) continue;
    const label = countedLabel(clip.looks);
    const result = labelValues.find((value) => value === label?.value);
    if (label !== null && result !== undefined) return { result, decidedMs: label.decidedMs };
  }
  return null;
}
