/** Names of partners by id, for sentences. An unknown id stands for itself. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { read } from '../api.ts';

export function usePartnerName(): (id: string) => string {
  const { data } = useQuery(read.partners());
  return useCallback(
    (id: string) => data?.find((partner) => partner.id === id)?.name ?? id,
    [data],
  );
}

/** `fareAmount` and `free-coffee` as words. */
export function spaced(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after}`)
    .replace(/[-_]+/g, ' ')
    .toLowerCase();
}
