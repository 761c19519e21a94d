/** The window with a core and a calm bench of two cameras: what most named states begin with. */
import { firstState, type WindowState } from '../store/windowStore.ts';
import { galleryArmHistory } from './benchData.ts';
import { galleryPhaseOne } from './galleryDay.ts';
import { galleryBench, galleryCore, galleryHistory, galleryTasks } from './plainData.ts';

export const online: WindowState = {
  ...firstState,
  link: { kind: 'online' },
  core: galleryCore,
  bench: galleryBench(2),
  tasks: galleryTasks,
  history: galleryHistory(),
  armHistory: galleryArmHistory(),
  trialsLoaded: true,
  phaseOne: galleryPhaseOne,
};
