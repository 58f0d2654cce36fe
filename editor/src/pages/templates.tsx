/** Templates: is there one like mine? */
import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.tsx';
import { Gallery } from './templates/gallery.tsx';

export default function Templates() {
  const { t } = useTranslation();
  return (
    <Page title={t('templates.title')} summary={t('templates.summary')}>
      <Gallery />
    </Page>
  );
}
