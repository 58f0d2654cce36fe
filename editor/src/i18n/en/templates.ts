/** The template gallery: is there one like mine? */
export const templates = {
  title: 'Templates',
  summary: 'Collaborations that work, to start from. Each brings its own tests.',
  use: 'Use this',
  uses: 'Use this: {{name}}',
  partners: 'Partners',
  events: 'Events',
  ready: 'Here',
  missing: 'To add',
  picture: 'The path of “{{name}}”: {{steps}}',
  stepsShown: '{{count}} steps',
  tests_one: '{{count}} test inside',
  tests_other: '{{count}} tests inside',
  none: 'There are no templates here',
  noneText: 'Draw your own workflow instead.',
} as const;
