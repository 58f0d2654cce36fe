/** Mantine dressed in our tokens: colours, type, radii and the defaults of the controls we use. */
import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  '#eeeffc',
  '#dfe1f9',
  '#bfc3f4',
  '#a4aaff',
  '#8289f2',
  '#6a72f0',
  '#4a52d9',
  '#3f46c4',
  '#343aa6',
  '#2a2f86',
];
const gray: MantineColorsTuple = [
  '#f7f7f9',
  '#f1f1f5',
  '#e9e9ef',
  '#e5e5ea',
  '#cfcfd7',
  '#81828e',
  '#5d5e69',
  '#44454e',
  '#2b2c33',
  '#191a20',
];
const dark: MantineColorsTuple = [
  '#ecedf1',
  '#c6c8d1',
  '#a5a7b3',
  '#9093a0',
  '#3d4049',
  '#282a31',
  '#1a1b20',
  '#131417',
  '#0e0f11',
  '#08090a',
];

export const theme = createTheme({
  colors: { iris, gray, dark },
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  fontFamily: 'var(--r-font)',
  fontFamilyMonospace: 'var(--r-mono)',
  headings: { fontFamily: 'var(--r-font)', fontWeight: '600' },
  defaultRadius: 'md',
  radius: {
    xs: '4px',
    sm: 'var(--r-radius-sm)',
    md: 'var(--r-radius)',
    lg: 'var(--r-radius-lg)',
    xl: '20px',
  },
  fontSizes: {
    xs: 'var(--r-size-xs)',
    sm: 'var(--r-size-sm)',
    md: 'var(--r-size-md)',
    lg: 'var(--r-size-lg)',
    xl: '1.125rem',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 'lg', transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { shadow: 'none', radius: 'md', transitionProps: { duration: 90 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, radius: 'sm' } },
    InputWrapper: {
      styles: { label: { marginBottom: '0.3rem' }, description: { marginBottom: '0.4rem' } },
    },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
  },
});

/** Points Mantine's own variables at our tokens, so that both speak one language in light and dark. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--r-surface)',
    '--mantine-color-text': 'var(--r-text)',
    '--mantine-color-dimmed': 'var(--r-text-dim)',
    '--mantine-color-placeholder': 'var(--r-text-faint)',
    '--mantine-color-anchor': 'var(--r-accent-text)',
    '--mantine-color-default': 'var(--r-raised)',
    '--mantine-color-default-hover': 'var(--r-hover)',
    '--mantine-color-default-border': 'var(--r-line-strong)',
    '--mantine-color-error': 'var(--r-failed)',
  },
  light: {},
  dark: {},
});
