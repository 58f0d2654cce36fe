/** The searchable list of steps that the palette and the add menu share. Arrow keys walk it from the search field. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { StepIcon } from '../nodes/icons.tsx';
import classes from './offer-list.module.css';
import { searched, useOffers } from './offers.ts';
import type { OfferItem } from './offers.ts';

/** What a dragged item carries, so that the canvas knows its own. */
export const DRAGGED = 'application/x-recipro-step';

type Props = {
  readonly onChoose: (item: OfferItem) => void;
  readonly allowed?: (item: OfferItem) => boolean;
  readonly draggable?: boolean;
  /** Shows what each step does under its name. */
  readonly detailed?: boolean;
  readonly autoFocus?: boolean;
};

const ALL = () => true;

export function OfferList({
  onChoose,
  allowed = ALL,
  draggable = false,
  detailed = false,
  autoFocus = false,
}: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const groups = searched(useOffers(), text)
    .map((group) => ({ ...group, items: group.items.filter(allowed) }))
    .filter((group) => group.items.length > 0);
  const first = groups[0]?.items[0];

  const drag = (event: DragEvent, item: OfferItem) => {
    event.dataTransfer.setData(DRAGGED, item.key);
    event.dataTransfer.effectAllowed = 'copy';
  };

  return (
    <div
      className={classes['root']}
      ref={list}
      onKeyDown={walk}
      role="group"
      aria-label={t('editor.palette.title')}
    >
      <TextInput
        className={classes['search']}
        size="sm"
        aria-label={t('editor.palette.search')}
        placeholder={t('editor.palette.search')}
        leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
        value={text}
        data-autofocus={autoFocus || undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !first) return;
          event.preventDefault();
          onChoose(first);
        }}
      />
      <div className={classes['groups']}>
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <h2 className={classes['heading']}>{group.title}</h2>
            <ul className={classes['list']}>
              {group.items.map((item) => (
                <li key={item.key}>
                  <button
                    type="button"
                    className={classes['item']}
                    data-tone={item.tone}
                    title={detailed ? undefined : item.summary}
                    draggable={draggable}
                    onDragStart={(event) => drag(event, item)}
                    onClick={() => onChoose(item)}
                  >
                    <span className={classes['icon']}>
                      <StepIcon name={item.icon} size={16} />
                    </span>
                    <span className={classes['words']}>
                      <span className={classes['title']}>{item.title}</span>
                      {detailed && <span className={classes['summary']}>{item.summary}</span>}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {groups.length === 0 && <p className={classes['none']}>{t('editor.palette.none')}</p>}
      </div>
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, li > button')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
