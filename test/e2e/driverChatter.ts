/** What Chromium's graphics driver says on a page's console without a graphics card; no doing of the page's. */

/** A picture drawn by software GL is read back to be shown, and the driver calls that slow. */
export function isDriverChatter(text: string): boolean {
  return /^\[\.WebGL-\w+\]GL Driver Message \(OpenGL, Performance,.*ReadPixels/.test(text);
}
