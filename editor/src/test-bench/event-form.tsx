/** The events of a sample: each plain value has its own field; the whole is JSON for those who prefer it. */
import { NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CaseEvent } from '@recipro/schema';
import type { Case, Json } from '@recipro/schema';
import { useCurrencies } from '../parts/amounts.ts';
import { spaced } from '../parts/names.ts';
import { useDocument } from '../session/use-session.ts';
import classes from './form.module.css';
import { leavesOf, LEAVES_MAX, withLeaf } from './leaves.ts';
import type { Leaf } from './leaves.ts';

type Props = {
  readonly sample: Case;
  readonly shown: number;
  readonly onShow: (index: number) => void;
  readonly onChange: (sample: Case) => void;
};

export function EventForm({ sample, shown, onShow, onChange }: Props) {
  const { t } = useTranslation();
  const event = sample.events[shown];
  const leaves = leavesOf(event?.data ?? {});
  const [asJson, setAsJson] = useState(leaves.length === 0 || leaves.length > LEAVES_MAX);
  if (!event) return null;
  const put = (next: CaseEvent) => onChange({ ...sample, events: sample.events.with(shown, next) });
  return (
    <div className={classes['form']}>
      <div className={classes['row']}>
        {sample.events.length > 1 && (
          <Select
            size="xs"
            aria-label={t('editor.bench.whichEvent')}
            className={classes['grow']}
            data={sample.events.map((each, index) => ({
              value: String(index),
              label: `${index + 1}. ${each.type}`,
            }))}
            value={String(shown)}
            onChange={(value) => onShow(Number(value ?? 0))}
            allowDeselect={false}
          />
        )}
        {sample.events.length === 1 && <EventType event={event} onChange={put} />}
        <SegmentedControl
          size="xs"
          aria-label={t('editor.bench.form')}
          value={asJson ? 'json' : 'fields'}
          onChange={(value) => setAsJson(value === 'json')}
          data={[
            { value: 'fields', label: t('editor.bench.fields') },
            { value: 'json', label: t('editor.bench.json') },
          ]}
        />
      </div>
      {asJson ? (
        <EventJson event={event} onChange={put} />
      ) : leaves.length === 0 ? (
        <p className={classes['hint']}>{t('editor.bench.noFields')}</p>
      ) : (
        leaves.map((leaf) => (
          <LeafField
            key={leaf.path.join('.')}
            leaf={leaf}
            currency={currencyBeside(leaf, leaves)}
            onChange={(value) => {
              const data = withLeaf(event.data ?? {}, leaf.path, value);
              const parsed = CaseEvent.safeParse({ ...event, data });
              if (parsed.success) put(parsed.data);
            }}
          />
        ))
      )}
    </div>
  );
}

function EventType({ event, onChange }: { event: CaseEvent; onChange: (next: CaseEvent) => void }) {
  const { t } = useTranslation();
  const document = useDocument();
  const triggers = document.nodes.filter((node) => node.kind === 'trigger');
  const types = [...new Set([event.type, ...triggers.map((node) => node.event)])];
  return (
    <Select
      size="xs"
      className={classes['grow']}
      aria-label={t('editor.bench.eventType')}
      data={types}
      value={event.type}
      allowDeselect={false}
      onChange={(type) => {
        const trigger = triggers.find((node) => node.event === type);
        if (type) onChange({ ...event, type, from: trigger?.from ?? event.from });
      }}
    />
  );
}

type LeafProps = {
  readonly leaf: Leaf;
  /** The currency that stands beside an amount in minor units. */
  readonly currency: string | null;
  readonly onChange: (value: Json) => void;
};

function LeafField({ leaf, currency, onChange }: LeafProps) {
  const currencies = useCurrencies();
  const label = leaf.path
    .map((part) => (typeof part === 'number' ? String(part + 1) : spaced(part)))
    .join(' ');
  const field = { size: 'xs' as const, className: classes['leaf'] ?? '' };
  if (typeof leaf.value === 'number') {
    const scale = currencies.find(({ code }) => code === currency)?.scale ?? 0;
    const unit = 10 ** scale;
    return (
      <NumberInput
        {...field}
        label={currency === null ? label : label.replace(/ minor$/, '')}
        value={leaf.value / unit}
        decimalScale={currency === null ? 6 : scale}
        fixedDecimalScale={currency !== null}
        hideControls
        onChange={(value) =>
          typeof value === 'number' &&
          onChange(currency === null ? value : Math.round(value * unit))
        }
      />
    );
  }
  if (typeof leaf.value === 'boolean')
    return (
      <Switch
        label={label}
        size="xs"
        checked={leaf.value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  return (
    <TextInput
      {...field}
      label={label}
      value={leaf.value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function currencyBeside(leaf: Leaf, leaves: readonly Leaf[]): string | null {
  const name = leaf.path.at(-1);
  if (typeof name !== 'string' || !name.endsWith('Minor')) return null;
  const beside = [...leaf.path.slice(0, -1), 'currency'].join('.');
  const found = leaves.find((each) => each.path.join('.') === beside)?.value;
  return typeof found === 'string' ? found : null;
}

function EventJson({ event, onChange }: { event: CaseEvent; onChange: (next: CaseEvent) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(event, null, 2));
  const [error, setError] = useState<string | null>(null);
  const type = (next: string) => {
    setText(next);
    const read = parse(next);
    if (read.error === null) onChange(read.event);
    setError(read.error);
  };
  return (
    <Textarea
      aria-label={t('editor.bench.eventJson')}
      classNames={{ input: classes['code'] ?? '' }}
      autosize
      minRows={6}
      value={text}
      error={error}
      spellCheck={false}
      onChange={(change) => type(change.currentTarget.value)}
    />
  );
}

type Read =
  | { readonly event: CaseEvent; readonly error: null }
  | { readonly event: null; readonly error: string };

function parse(text: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { event: null, error: error instanceof Error ? error.message : String(error) };
  }
  const event = CaseEvent.safeParse(json);
  if (event.success) return { event: event.data, error: null };
  const [issue] = event.error.issues;
  return { event: null, error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}
