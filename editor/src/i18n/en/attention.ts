/** What needs me now? */
export const attention = {
  summary: 'What could not be done by itself.',
  clear: 'All is well',
  clearText: 'No event is held back and no message has failed. New trouble shows up here at once.',
  held: 'Events held back',
  heldText: 'These were accepted but could not be evaluated. Nothing of them was applied.',
  failed: 'Messages that failed',
  failedText:
    'The partner’s address refused them, or gave no answer even after many tries. See why, mend it, send again.',
  event: 'Event',
  reason: 'Why',
  from: 'from {{partner}}',
  retry: 'Try again',
  retryEvent: 'Try again: event {{id}}',
  retryAll: 'Try all again',
  sendAll: 'Send all again',
  progress: '{{done}} of {{of}}',
  data: 'The event as it came',
} as const;
