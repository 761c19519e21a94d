/** What the reset view shows beside its figures: the measuring, where trials fail, how it fares, or the author. */
import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { openResetPage } from '../../actions/onsetMoves.ts';
import { type ResetPage, resetPages } from '../../store/onsetDesk.ts';
import { useWindow } from '../../store/windowStore.ts';

const names: Readonly<Record<ResetPage, string>> = {
  measured: 'Measured',
  fails: 'Where trials fail',
  time: 'Over time',
  author: 'Author',
};

export function PageSwitch(): ReactElement {
  const page = useWindow(({ onsetDesk }) => onsetDesk.page);
  return (
    <SegmentedControl
      size="xs"
      className="page-switch"
      aria-label="What is shown"
      value={page}
      onChange={(value) => openResetPage(resetPages.find((each) => each === value) ?? 'measured')}
      data={resetPages.map((value) => ({ value, label: names[value] }))}
    />
  );
}
