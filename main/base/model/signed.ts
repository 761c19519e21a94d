/** Numbers with a sign, as people read them. Pure. */

/** A minus sign that lines up with digits, and no `−0`. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Whole degrees: `−45°`. */
export const turnWords = (angleRad: number): string => `${signed((angleRad * 180) / Math.PI, 0)}°`;
