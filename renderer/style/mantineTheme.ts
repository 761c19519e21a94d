/** Mantine's theme on our tokens: no shadows, one radius, two weights, our layers. Colours stay in tokens.css. */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

const dialog = { zIndex: 30, transitionProps: { duration: 0 }, lockScroll: false };
const veil = { backgroundOpacity: 0.6, blur: 0, color: '#0e1115' };

export const mantineTheme = createTheme({
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 4,
  respectReducedMotion: true,
  focusRing: 'auto',
  shadows: { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' },
  components: {
    Modal: {
      defaultProps: {
        ...dialog,
        centered: true,
        overlayProps: veil,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    ModalRoot: { defaultProps: dialog },
    ModalOverlay: { defaultProps: veil },
    Tooltip: { defaultProps: { zIndex: 60, openDelay: 300, withArrow: false, multiline: true } },
    SegmentedControl: { defaultProps: { transitionDuration: 0 } },
    Select: {
      defaultProps: {
        comboboxProps: { zIndex: 40, transitionProps: { duration: 0 }, shadow: 'none' },
        allowDeselect: false,
      },
    },
  },
});

export const mantineVariables: CSSVariablesResolver = () => {
  const variables = {
    '--mantine-color-body': 'var(--surface-1)',
    '--mantine-color-text': 'var(--text-1)',
    '--mantine-color-dimmed': 'var(--text-2)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-error': 'var(--failure)',
    '--mantine-color-default': 'var(--surface-2)',
    '--mantine-color-default-hover': 'var(--surface-2)',
    '--mantine-color-default-color': 'var(--text-1)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--surface-1)',
    '--mantine-color-disabled-color': 'var(--text-3)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-primary-color-filled': 'var(--focus)',
  };
  return { variables: {}, light: variables, dark: variables };
};
