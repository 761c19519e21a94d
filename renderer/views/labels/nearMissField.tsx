/** Which of the task's near misses the clip shows; named here too, because it is often seen only in the pictures. */
import type { ReactElement } from 'react';
import type { ClipView } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { nameNearMiss } from '../../actions/labelMoves.ts';
import { useWindow } from '../../store/windowStore.ts';

export function NearMissField({ clip }: { readonly clip: ClipView }): ReactElement {
  const deck = useDeck();
  const quotas = useWindow((state) => state.clips?.quotas.nearMisses);
  const names = new Set(quotas?.map(({ name }) => name));
  if (clip.nearMiss !== null) names.add(clip.nearMiss);
  return (
    <label className="fact">
      <span>near miss</span>{' '}
      <select
        className="plain-select"
        value={clip.nearMiss ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.blur();
          void nameNearMiss(deck, clip.id, value === '' ? null : value);
        }}
      >
        <option value="">—</option>
        {[...names].map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
