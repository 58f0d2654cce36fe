/** The first visit: the templates themselves, one click from a drawing. */
import { useTranslation } from 'react-i18next';
import { Gallery } from '../templates/gallery.tsx';
import classes from './workflows.module.css';

export function Welcome() {
  const { t } = useTranslation();
  return (
    <div className={classes['welcome']}>
      <h2>{t('workflows.emptyTitle')}</h2>
      <p>{t('workflows.emptyText')}</p>
      <Gallery />
    </div>
  );
}
