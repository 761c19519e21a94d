/** Tells when the theme that is seen has changed: chosen by a person, or by the system while it is followed. */

export function watchTheme(run: () => void): Disposable {
  const observer = new MutationObserver(run);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: light)');
  system.addEventListener('change', run);
  return {
    [Symbol.dispose]: () => {
      observer.disconnect();
      system.removeEventListener('change', run);
    },
  };
}
