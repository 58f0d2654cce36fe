/** The menu that opens at a +, at a wire let go over nothing, or with the key A. Choosing adds the step there and selects it. */
import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { read } from '../api.ts';
import { edgeAt } from '../document/index.ts';
import type { Place, Way } from '../document/index.ts';
import { addStep } from '../session/add-step.ts';
import type { Offer } from '../session/add-step.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import classes from './add-menu.module.css';
import { OfferList } from './offer-list.tsx';
import type { OfferItem } from './offers.ts';

/** Adds a step and selects it, so that its form is open at once. */
export function useAddStep(): (offer: Offer, way: Way | null, place?: Place) => void {
  const store = useSessionStore();
  const { data: seen } = useQuery(read.eventTypes());
  return useCallback(
    (offer, way, place) => {
      const { document } = store.getState().history;
      const { change, id } = addStep(document, offer, { way, place }, seen ?? []);
      store.edit(change);
      store.select([id]);
    },
    [store, seen],
  );
}

export function AddMenu() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const adding = useSession((session) => session.adding);
  const document = useSession((session) => session.history.document);
  const add = useAddStep();
  if (adding === null) return null;
  const led = adding.way !== null && edgeAt(document, adding.way) !== undefined;
  // An event begins a path and an end stops one: neither fits inside a wire.
  const allowed = (item: OfferItem) =>
    adding.way === null || (item.offer.kind !== 'trigger' && !(led && item.offer.kind === 'end'));
  const close = () => store.add(null);
  return (
    <Popover
      opened
      onChange={(opened) => opened || close()}
      onDismiss={close}
      position="bottom"
      trapFocus
      returnFocus
      withinPortal
      shadow="none"
      radius="md"
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <span
          className={classes['anchor']}
          style={{ left: adding.at.x, top: adding.at.y }}
          aria-hidden
        />
      </Popover.Target>
      <Popover.Dropdown className={classes['menu']} aria-label={t('editor.palette.title')}>
        <OfferList
          detailed
          autoFocus
          allowed={allowed}
          onChoose={(item) => {
            close();
            add(item.offer, adding.way, adding.place);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
