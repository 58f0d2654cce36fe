/** The list of workflows: what is running, and is it healthy? */
export const workflows = {
  title: 'Workflows',
} as const;
