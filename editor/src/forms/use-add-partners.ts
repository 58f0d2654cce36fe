/** Makes the suggested partners real, all in one go, and lets each play its part. One that is there already is simply taken. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PartnerCreated, RolePlayer } from '@recipro/schema';
import { ApiError, change, read } from '../api.ts';
import type { Change } from '../document/index.ts';
import { useSessionStore } from '../session/use-session.ts';

export function useAddPartners() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (players: readonly RolePlayer[]): Promise<readonly PartnerCreated[]> => {
      const created: PartnerCreated[] = [];
      const changes: Change[] = [];
      try {
        for (const { role, suggestion } of players) {
          if (!suggestion) continue;
          const made = await createOrTake(suggestion);
          if (made) created.push(made);
          changes.push({ type: 'setRole', role, partner: suggestion.id });
        }
      } finally {
        // What was made before a failure is kept and shown: its secrets cannot be read a second time.
        if (changes.length > 0)
          store.edit({ type: 'together', words: t('editor.roles.added'), changes });
        void client.invalidateQueries({ queryKey: read.partners().queryKey });
        void client.invalidateQueries({ queryKey: read.currencies().queryKey });
      }
      return created;
    },
  });
}

async function createOrTake(
  suggestion: NonNullable<RolePlayer['suggestion']>,
): Promise<PartnerCreated | null> {
  try {
    return await change.createPartner(suggestion);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'partner-exists') return null;
    throw error;
  }
}
