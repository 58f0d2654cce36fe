/** What can be drawn, always at hand at the left: click adds after the selected step, dragging drops on the canvas or on a wire. */
import { useTranslation } from 'react-i18next';
import { wayAfter } from '../session/add-step.ts';
import { useSessionStore } from '../session/use-session.ts';
import { useAddStep } from './add-menu.tsx';
import { OfferList } from './offer-list.tsx';
import classes from './palette.module.css';

export function Palette() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const add = useAddStep();
  return (
    <aside className={classes['palette']} aria-label={t('editor.palette.title')}>
      <OfferList
        draggable
        onChoose={({ offer }) => {
          const { history, selection, catalogue } = store.getState();
          const declines = (action: string) => catalogue.get(action)?.declines ?? true;
          add(offer, wayAfter(history.document, selection[0], declines));
        }}
      />
    </aside>
  );
}
