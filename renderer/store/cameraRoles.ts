/** The roles of the bench's cameras, as many as a screen has room for; null before the bench has said. */
import { useWindow } from './windowStore.ts';

const mostCameras = 4;

export function useCameraRoles(): readonly string[] | null {
  const known = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' '));
  if (known === undefined) return null;
  return known
    .split(' ')
    .filter((role) => role !== '')
    .slice(0, mostCameras);
}
