/** Whether a role exists and someone plays it. */
import type { Diagnostic } from '@recipro/schema';
import type { Site } from '../step.ts';

export function roleProblems(
  role: string,
  { document }: Pick<Site, 'document'>,
  at: { readonly pointer: string; readonly node?: string },
): Diagnostic[] {
  const place = document.roles.findIndex((player) => player.role === role);
  const player = document.roles[place];
  if (player === undefined) {
    return [
      {
        severity: 'error',
        code: 'role-unknown',
        message: `The workflow has no role "${role}". Choose one of its roles, or add this one.`,
        pointer: at.pointer,
        ...(at.node === undefined ? {} : { node: at.node }),
      },
    ];
  }
  if (player.partner !== null) return [];
  // One problem a role, however many steps use it: it is mended in one place.
  return [
    {
      severity: 'error',
      code: 'role-without-partner',
      message: `No partner plays "${player.title}" yet. Choose who does.`,
      pointer: `/roles/${place}/partner`,
    },
  ];
}
