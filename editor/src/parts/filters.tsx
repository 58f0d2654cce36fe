/** Search and choices above a list. They live in the address, so that a narrowed list can be shared and found again. */
import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import classes from './filters.module.css';

export type UrlFilters<Name extends string> = {
  readonly values: Readonly<Partial<Record<Name, string>>>;
  readonly set: (name: Name, value: string) => void;
  /** Several at once; the address can be changed only once at a time. */
  readonly put: (values: Readonly<Partial<Record<Name, string>>>) => void;
  /** Undefined while nothing is narrowed. */
  readonly clear: (() => void) | undefined;
};

export function useUrlFilters<Name extends string>(names: readonly Name[]): UrlFilters<Name> {
  const [search, setSearch] = useSearchParams();
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = search.get(name);
    if (value) values[name] = value;
  }
  const change = (edit: (next: URLSearchParams) => void) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        edit(next);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  const narrowed = Object.keys(values).length > 0;
  return {
    values,
    set: (name, value) =>
      change((next) => (value === '' ? next.delete(name) : next.set(name, value))),
    put: (changed) =>
      change((next) => {
        for (const name of names) {
          const value = changed[name];
          if (value === '') next.delete(name);
          else if (value !== undefined) next.set(name, value);
        }
      }),
    clear: narrowed
      ? () => change((next) => names.forEach((name) => next.delete(name)))
      : undefined,
  };
}

export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <div className={classes['bar']} role="search">
      {children}
    </div>
  );
}

/** Long enough to finish a word, short enough to feel immediate. */
const TYPED_MS = 250;

export function SearchBox(props: {
  readonly value: string | undefined;
  readonly label: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(props.value ?? '');
  const [shown, setShown] = useState(props.value);
  // The address changed elsewhere (cleared, or back): the box follows.
  if (props.value !== shown) {
    setShown(props.value);
    if ((props.value ?? '') !== typed.trim()) setTyped(props.value ?? '');
  }
  const tell = useDebouncedCallback(props.onChange, TYPED_MS);
  const type = (value: string) => {
    setTyped(value);
    tell(value.trim());
  };
  return (
    <TextInput
      className={classes['search'] ?? ''}
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      rightSection={
        typed === '' ? null : (
          <CloseButton size="sm" aria-label={t('shell.clearFilters')} onClick={() => type('')} />
        )
      }
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

/** One choice among few: a native select, which is fast, small and known to every device. */
export function Choice(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly all: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <select
      className={classes['choice']}
      aria-label={props.label}
      value={props.value ?? ''}
      data-chosen={props.value !== undefined}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">{props.all}</option>
      {props.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** A filter that came by a link; it says what it keeps, and goes away by a click. */
export function Chip({ words, onClear }: { words: string; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      variant="light"
      rightSection={<IconX size={14} stroke={2} aria-hidden />}
      aria-label={t('shell.without', { what: words })}
      onClick={onClear}
    >
      {words}
    </Button>
  );
}
