/** The titles that steps had in the version a run went through; today's draft may call them otherwise. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { read } from '../api.ts';
import { spaced } from './names.ts';

export type StepTitle = (node: string) => string;

export function useStepTitle(workflow: string, version: number): StepTitle {
  // A published version never changes, so it is read once.
  const { data } = useQuery({ ...read.version(workflow, version), staleTime: Infinity });
  const nodes = data?.document.nodes;
  return useCallback(
    (id: string) => nodes?.find((node) => node.id === id)?.title ?? spaced(id),
    [nodes],
  );
}
