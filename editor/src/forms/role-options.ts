/** The parts of a workflow as options: who plays it, and as what. */
import type { Workflow } from '@recipro/schema';
import { roleName } from '../session/phrases.ts';

export function roleOptions(
  roles: Workflow['roles'],
  partner: (id: string) => string,
): { value: string; label: string }[] {
  return roles.map(({ role, title }) => {
    const name = roleName(roles, role, partner);
    return { value: role, label: name === title ? title : `${name} (${lower(title)})` };
  });
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
