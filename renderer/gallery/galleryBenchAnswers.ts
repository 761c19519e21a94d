/** What the gallery's core answers about benches, their devices and their calibrations. */
import { useWindow } from '../store/windowStore.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';
import { galleryBenches, galleryChecked, galleryDevices } from './galleryDay.ts';

export const benchAnswers: GalleryAnswers = {
  'bench.choices': () => ({
    ...galleryBenches,
    current: useWindow.getState().bench?.benchId ?? galleryBenches.current,
  }),
  'bench.devices': () => galleryDevices,
  'check.run': () => galleryChecked,
  'check.stopTest': () => galleryChecked,
  'calibration.read': () => ({
    shoulder_pan: {
      id: 1,
      drive_mode: 0,
      homing_offset: 0,
      range_min: 1148,
      range_max: 2948,
    },
  }),
};
