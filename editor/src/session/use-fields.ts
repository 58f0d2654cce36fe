/** The fields that a step can read, with the newest samples that the server has seen. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FactRef } from '@recipro/schema';
import { canonicalJson } from '@recipro/schema';
import { read } from '../api.ts';
import { fieldsOf, refOf } from '../document/index.ts';
import type { Field } from '../document/index.ts';
import { useDocument, useSession } from './use-session.ts';

export type Fields = {
  readonly list: readonly Field[];
  readonly find: (ref: FactRef) => Field | undefined;
};

/** A fact's identity in pickers and lists. */
export function refKey(ref: FactRef): string {
  return canonicalJson(refOf(ref));
}

export function useFields(node: string | null): Fields {
  const document = useDocument();
  const catalogue = useSession((session) => session.catalogue);
  const { data: eventTypes } = useQuery(read.eventTypes());
  const currencies = usePointCodes();
  return useMemo(() => {
    const list = fieldsOf({
      document,
      node,
      eventTypes: eventTypes ?? [],
      actions: catalogue,
      currencies,
    });
    const byKey = new Map(list.map((field) => [refKey(field.ref), field]));
    // Days and zones are set by hand, so a field is also found without them.
    const loose = new Map(list.map((field) => [looseKey(field.ref), field]));
    return { list, find: (ref) => byKey.get(refKey(ref)) ?? loose.get(looseKey(ref)) };
  }, [document, node, eventTypes, catalogue, currencies]);
}

function looseKey(ref: FactRef): string {
  const { days: _days, zone: _zone, ...params } = ref.params ?? {};
  return canonicalJson({ fact: ref.fact, path: ref.path, params });
}

/** The points that this workflow's partners issue: those in the alliance, and those suggested by the template. */
export function usePointCodes(): readonly string[] {
  const roles = useSession((session) => session.history.document.roles);
  const { data: partners } = useQuery(read.partners());
  return useMemo(() => {
    const players = new Set(roles.map((player) => player.partner));
    const issued = (partners ?? []).filter(({ id }) => players.size === 0 || players.has(id));
    return [
      ...new Set([
        ...issued.flatMap((partner) => partner.currencies.map(({ code }) => code)),
        ...roles.flatMap((player) => (player.suggestion?.currencies ?? []).map(({ code }) => code)),
      ]),
    ];
  }, [roles, partners]);
}
