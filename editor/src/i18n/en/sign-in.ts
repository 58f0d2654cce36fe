/** Signing in by a link that works once. */
export const signIn = {
  title: 'Sign in',
  working: 'Signing you in',
  need: 'Open your sign-in link',
  needText:
    'Recipro has no passwords. It is entered with a link that works once. To get one, type this where Recipro runs:',
  used: 'This link was used up',
  usedText:
    'A sign-in link works once and for a short time. To get a new one, type this where Recipro runs:',
  again: 'Try again',
  command: 'Command',
} as const;
